import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import type { AppInput } from '../../src/operations/request.js';
import { OauthRefusal } from '../../src/oauth/refusal.js';
import { readApps } from '../../src/org/apps.js';
import { logInAs, type AppClient, type Login } from '../support/appClient.js';
import { readConsumer } from '../support/consumer.js';
import { connectTo, create, flag, recordRun } from '../support/operations.js';

const USER = 'integration@local.org';

interface Pattern {
  input: AppInput;
  login: Login;
  /** Whether the client has the secret. */
  isPublic?: boolean;
}

const CALLBACK = flag('oauth.callbackUrls', ['https://app.example/callback']);

const PATTERNS: Record<string, Pattern> = {
  'client-credentials': {
    input: { template: 'client-credentials', parameters: [`username=${USER}`], flags: [] },
    login: 'clientCredentials',
  },
  'web-server': {
    input: { template: 'web-server', parameters: [`username=${USER}`], flags: [CALLBACK] },
    login: 'authorizationCode',
  },
  device: { input: { template: 'device', parameters: [`username=${USER}`], flags: [] }, login: 'device' },
  'mcp-client': {
    input: { template: 'mcp-client', parameters: ['client=postman', `username=${USER}`], flags: [] },
    login: 'authorizationCode',
    isPublic: true,
  },
};

describe('the logins of the plain patterns', () => {
  let org: LocalOrg;
  afterEach(() => org.stop());

  const setUp = async ({ input }: Pattern): Promise<AppClient> => {
    org = await startLocalOrg({ deployTime: 0, refreshTime: 0 });
    const connection = await connectTo(org);
    await create(recordRun(), connection, input);
    const [{ id, definition }] = await readApps(connection);
    const consumer = await readConsumer(connection, String(id));
    return { ...consumer, callbackUrl: String(definition.oauth?.callbackUrls?.[0]), user: USER };
  };
  const outcome = (app: AppClient, login: Login): Promise<string> =>
    logInAs(org, app, login).then(
      () => 'logs in',
      (error: unknown) => (error instanceof OauthRefusal ? error.code : String(error))
    );

  for (const [name, pattern] of Object.entries(PATTERNS)) {
    const { login, isPublic = false } = pattern;

    it(`${name}: the user who was given the permission set logs in, and nobody else`, async () => {
      const app = await setUp(pattern);
      const client = { ...app, consumerSecret: isPublic ? undefined : app.consumerSecret };
      // Of client credentials, the user is the app's own.
      const isOfUsers = login !== 'clientCredentials';
      expect(await outcome(client, login)).to.equal('logs in');
      const other = await outcome({ ...client, user: org.username }, login);
      expect(other).to.match(isOfUsers ? /OAUTH_APP_ACCESS_DENIED|access_denied/ : /logs in/);
    });

    if (!isPublic && login !== 'device') {
      it(`${name}: nobody logs in without the secret`, async () => {
        const app = { ...(await setUp(pattern)), consumerSecret: undefined };
        expect(await outcome(app, login)).to.match(/invalid_client/);
      });
    }
  }
});
