import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import { OauthRefusal } from '../../src/oauth/refusal.js';
import { readApps } from '../../src/org/apps.js';
import { LOGINS, logInAs, type AppClient, type Login } from '../support/appClient.js';
import { readConsumer } from '../support/consumer.js';
import { connectTo, create, recordRun } from '../support/operations.js';
import { SYSTEMS, type System } from '../support/systems.js';

const OK = 'logs in';
const NO_DEVICE = 'invalid_grant: device flow not enabled';
const NO_CLIENT_CREDENTIALS = 'invalid_grant: client credentials flow not enabled';
const NO_CERTIFICATE = 'invalid_grant: invalid assertion';
const NO_EXCHANGE = 'invalid_grant: token exchange flow not enabled';

const NOTHING_ELSE = { jwtBearer: NO_CERTIFICATE, tokenExchange: NO_EXCHANGE };

/** What becomes of each flow where an app is set up as its vendor's guide says; by hand from the guides. */
const OUTCOMES: Record<string, Record<Login, string>> = {
  Sinergify: {
    authorizationCode: OK,
    clientCredentials: NO_CLIENT_CREDENTIALS,
    device: NO_DEVICE,
    ...NOTHING_ELSE,
  },
  Plauti: { authorizationCode: OK, clientCredentials: NO_CLIENT_CREDENTIALS, device: NO_DEVICE, ...NOTHING_ELSE },
  'Service Board Sync': { authorizationCode: OK, clientCredentials: OK, device: NO_DEVICE, ...NOTHING_ELSE },
  // Only users of the chosen profiles may use it.
  SendSafely: { authorizationCode: OK, clientCredentials: NO_CLIENT_CREDENTIALS, device: OK, ...NOTHING_ELSE },
  // The guide switches client credentials on, and names no user for them.
  Peeklogic: {
    authorizationCode: OK,
    clientCredentials: 'invalid_grant: no client credentials user enabled',
    device: NO_DEVICE,
    ...NOTHING_ELSE,
  },
};

describe('the logins of every system', () => {
  let org: LocalOrg;
  afterEach(() => org.stop());

  const setUp = async (system: System, policy: 'open' | 'enforced'): Promise<AppClient> => {
    org = await startLocalOrg({ deployTime: 0, refreshTime: 0, policy });
    const connection = await connectTo(org);
    const { name } = await create(recordRun(), connection, system.input, { enableAccess: true });
    const app = (await readApps(connection)).find((one) => one.name === name);
    const consumer = await readConsumer(connection, String(app?.id));
    return { ...consumer, callbackUrl: String(app?.definition.oauth?.callbackUrls?.[0]), user: org.username };
  };

  for (const system of SYSTEMS) {
    for (const policy of ['open', 'enforced'] as const) {
      it(`${system.title}: its guide's flow works and no other, controls ${policy}`, async () => {
        const app = await setUp(system, policy);
        const outcomes: Partial<Record<Login, string>> = {};
        for (const login of Object.keys(LOGINS) as Login[]) {
          outcomes[login] = await logInAs(org, app, login).then(
            () => OK,
            (error: unknown) => (error instanceof OauthRefusal ? error.message : String(error))
          );
        }
        expect(outcomes).to.deep.equal(OUTCOMES[system.title]);
      });
    }
  }

  it('SendSafely: a user of no chosen profile does not get in', async () => {
    const [system] = SYSTEMS.filter(({ title }) => title === 'SendSafely');
    const app = { ...(await setUp(system, 'enforced')), user: 'integration@local.org' };
    for (const login of ['device', 'authorizationCode'] as const) {
      const refusal = await logInAs(org, app, login).then(
        () => OK,
        (error: unknown) => (error as OauthRefusal).code
      );
      expect(refusal, login).to.match(/OAUTH_APP_ACCESS_DENIED|access_denied/);
    }
  });
});
