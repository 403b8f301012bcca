import { stubSfCommandUx } from '@salesforce/sf-plugins-core';
import { expect } from 'chai';
import sinon from 'sinon';
import type { LocalOrgOptions } from '../../local-org/index.js';
import type { TestOptions } from '../../src/operations/appTest.js';
import { clientOf, logInAs, type AppClient, type Login } from '../support/appClient.js';
import { flag } from '../support/operations.js';
import { SYSTEMS, type System } from '../support/systems.js';
import { stubTables } from '../support/tables.js';
import { Trouble, type Refused } from '../support/trouble.js';

interface Variant {
  what: string;
  options?: LocalOrgOptions;
  /** Not of every system: its guide leaves nothing that could be broken so. */
  applies?: (system: System) => boolean;
  breakIt?: (trouble: Trouble) => Promise<void>;
  attempt: (trouble: Trouble) => Promise<Refused | undefined>;
  code: RegExp;
  cause: RegExp;
  /** Does what the remedy says. */
  mend: (trouble: Trouble, remedy: string) => Promise<unknown>;
  /** The attempt, where what was wrong was the client's. */
  mended?: (trouble: Trouble) => Promise<Refused | undefined>;
}

const OUTSIDE = '52.29.100.99';
const OFFICE = { startIpAddress: '52.29.100.1', endIpAddress: '52.29.100.9' };
const MINUTE_MS = 60_000;
const CODE: Partial<TestOptions> = { flows: ['authorizationCode'] };

/** How a user logs in that has to: also through an app that is used without. */
const userLogin = ({ flow }: System): Login => (flow === 'device' ? 'device' : 'authorizationCode');

/** The flow that is to be off: the authorization code flow has no switch. */
const switched = ({ flow }: System): 'device' | 'clientCredentials' =>
  flow === 'clientCredentials' ? 'clientCredentials' : 'device';

/** The flow in which the secret is shown. */
const secretFlow = ({ flow }: System): Login => (flow === 'clientCredentials' ? flow : 'authorizationCode');

const hasRefreshTokens = ({ title }: System): boolean => title !== 'Service Board Sync';
const hasAllowlist = ({ title }: System): boolean => title === 'Sinergify' || title === 'Plauti';

const command =
  (filledIn?: Record<string, string>) =>
  (trouble: Trouble, remedy: string): Promise<unknown> =>
    trouble.follow(remedy, filledIn);

const says =
  (words: RegExp) =>
  (_trouble: Trouble, remedy: string): Promise<void> => {
    expect(remedy).to.match(words);
    return Promise.resolve();
  };

const otherCallback = ({ client }: Trouble): string => `${client.callbackUrl}/`;

const VARIANTS: readonly Variant[] = [
  {
    what: 'another callback URL',
    attempt: (trouble) => trouble.test({ ...CODE, callbackUrl: otherCallback(trouble) }),
    code: /redirect_uri_mismatch/,
    cause: /character for character/,
    mend: command(),
  },
  {
    what: 'a scope missing',
    breakIt: (trouble) => trouble.change(flag('oauth.scopes', trouble.definition.oauth?.scopes?.slice(0, -1))),
    attempt: (trouble) => trouble.test({ ...CODE, scopes: trouble.definition.oauth?.scopes }),
    code: /invalid_scope/,
    cause: /not have all the scopes/,
    mend: command(),
  },
  {
    what: 'no code challenge',
    attempt: (trouble) => trouble.test({ ...CODE, withPkce: false }),
    code: /invalid_request/,
    cause: /requires PKCE/,
    mend: says(/send a code challenge/),
    mended: (trouble) => trouble.test(CODE),
  },
  {
    what: 'a rotated refresh token used twice',
    applies: hasRefreshTokens,
    attempt: async (trouble) => {
      const { org, client, system } = trouble;
      const user = { ...client, user: org.username };
      const { refreshToken: former = '' } = await logInAs(org, user, userLogin(system));
      const live = await clientOf(org, user).refresh(former);
      await trouble.explain(userLogin(system), clientOf(org, user).refresh(former));
      // The one that came in its place is dead as well.
      return trouble.explain(userLogin(system), clientOf(org, user).refresh(live.refreshToken ?? ''));
    },
    code: /invalid_grant/,
    cause: /replaced by a newer one/,
    mend: says(/Authorize the client again.*store the new refresh token/),
    mended: (trouble) => trouble.logIn(userLogin(trouble.system), { user: trouble.org.username }),
  },
  {
    what: 'an address outside of the allowlist',
    applies: hasAllowlist,
    options: { enforceAllowlist: true },
    attempt: (trouble) => trouble.logIn('authorizationCode', { address: OUTSIDE }),
    code: /invalid_grant/,
    cause: /address from which the request came/,
    mend: command({ '<address>': OUTSIDE }),
  },
  {
    what: "an address outside of the user's profile",
    applies: (system) => !hasAllowlist(system),
    options: { loginIpRanges: { 'Integration User': [OFFICE], 'System Administrator': [OFFICE] } },
    breakIt: (trouble) => trouble.change(flag('policies.ipRelaxation', 'enforce')),
    attempt: (trouble) => trouble.logIn(trouble.system.flow as Login, { address: OUTSIDE, user: trouble.org.username }),
    code: /invalid_grant/,
    cause: /address from which the request came/,
    mend: (trouble, remedy) => trouble.follow(remedy.slice(remedy.indexOf('Or:'))),
  },
  {
    what: 'a user whom nobody has approved',
    breakIt: (trouble) =>
      trouble.change(
        flag('policies.permittedUsers', 'adminApproved'),
        flag('policies.profiles', ['System Administrator'])
      ),
    attempt: (trouble) => trouble.logIn(userLogin(trouble.system)),
    code: /OAUTH_APP_ACCESS_DENIED/,
    cause: /whom an administrator has approved/,
    mend: command({ '<name>': 'Jira_Integration' }),
  },
  {
    what: 'an app that is off',
    breakIt: (trouble) => trouble.change(flag('policies.enabled', false)),
    attempt: (trouble) => trouble.test(),
    code: /OAUTH_APP_BLOCKED/,
    cause: /switched off/,
    mend: command(),
  },
  {
    what: 'an app that is not live yet',
    options: { activationDelay: 10 * MINUTE_MS },
    attempt: (trouble) => trouble.test(),
    code: /^notLive/,
    cause: /2 to 30 minutes/,
    mend: (trouble, remedy) => {
      trouble.passTime(11 * MINUTE_MS);
      return trouble.follow(remedy);
    },
  },
  {
    what: 'a secret that is not the one',
    attempt: (trouble) => {
      const credentials = { ...trouble.client, consumerSecret: 'no-such-secret' };
      return trouble.test({ flows: [secretFlow(trouble.system)], credentials });
    },
    code: /invalid_client/,
    cause: /not the one of/,
    mend: async (trouble, remedy) => {
      const told = (await trouble.follow(remedy, {}, ['--json'])) as AppClient;
      expect(told.consumerSecret).to.equal(trouble.client.consumerSecret);
    },
    mended: (trouble) => {
      const { consumerSecret = '' } = trouble.client;
      return trouble.test({
        flows: [secretFlow(trouble.system)],
        credentials: { ...trouble.client, consumerSecret },
      });
    },
  },
  {
    what: 'its flow off',
    breakIt: (trouble) => trouble.change(flag(`oauth.flows.${switched(trouble.system)}`, false)),
    attempt: (trouble) => trouble.test({ flows: [switched(trouble.system)] }),
    code: /invalid_grant/,
    cause: /This flow is off/,
    mend: command(),
  },
];

describe('logins that a mistake breaks', () => {
  const sandbox = sinon.createSandbox();
  let trouble: Trouble;

  beforeEach(() => {
    stubSfCommandUx(sandbox);
    stubTables(sandbox);
  });
  afterEach(async () => {
    sandbox.restore();
    process.exitCode = undefined;
    await trouble.stop();
  });

  for (const system of SYSTEMS) {
    for (const { what, options = {}, applies, breakIt, attempt, code, cause, mend, mended = attempt } of VARIANTS) {
      if (applies?.(system) === false) continue;
      it(`${system.title}: the remedy mends ${what}`, async () => {
        trouble = await Trouble.with(system, options);
        await breakIt?.(trouble);
        const refused = await attempt(trouble);
        expect(refused?.code).to.match(code);
        expect(refused?.cause).to.match(cause);
        await mend(trouble, refused?.remedy ?? '');
        expect(await mended(trouble)).to.equal(undefined);
      });
    }
  }
});
