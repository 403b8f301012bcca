import type { Connection } from '@salesforce/core';
import { ensureArray } from '@salesforce/kit';
import { get } from '@salesforce/ts-types';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import type { AppInput } from '../../src/operations/request.js';
import { labelOf, settingRows, type SettingPath } from '../../src/settings/table.js';
import { readApps } from '../../src/org/apps.js';
import { getTemplate } from '../../src/templates/find.js';
import { describeTemplate } from '../../src/ui/templateView.js';
import { appComponents, besideComponents, leftAlone, readExpected, type Components } from '../support/expected.js';
import { connectTo, create, flag, recordRun, SENDSAFELY } from '../support/operations.js';
import { readRelated, TOKEN } from '../support/peeklogic.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';

const EDITIONS = ['production', 'sandbox'] as const;
const POLICIES = ['open', 'enforced'] as const;
const VERSIONS = ['62.0', '66.0', '68.0'] as const;

type Edition = (typeof EDITIONS)[number];
type Policy = (typeof POLICIES)[number];

/** Where a difference shows: in what kind of org, over which API versions. Absent: everywhere. */
interface Where {
  policy?: Policy;
  versions?: ReadonlyArray<(typeof VERSIONS)[number]>;
}

/** Setting, what was asked for, why it is not so, whether that matters. */
type Row = [string, unknown, 'enforced' | 'unsupported', boolean, Where];

interface System {
  input: AppInput;
  callbackUrls: (edition: Edition, instanceUrl: string) => string[];
  differences: Row[];
  /** What stands beside the app, other than in a production org where the controls are left alone. */
  beside?: (edition: Edition, policy: Policy) => Components;
}

const PKCE = 'oauth.security.requirePkce';
const ROTATION = 'oauth.security.rotateRefreshTokens';
const IDLE_LIMIT = 'oauth.security.limitIdleRefreshTokens';
const ALLOWLIST = 'oauth.security.refreshTokenIpAllowlist';

const ENFORCED: Where = { policy: 'enforced' };
/** The idle limit is there and seen. */
const ENFORCED_AND_VISIBLE: Where = { policy: 'enforced', versions: ['66.0', '68.0'] };
/** The idle limit and the allowlist cannot be sent. */
const TOO_OLD: Where = { versions: ['62.0'] };
/** Neither can what came with the version after those two. */
const BEFORE_67: Where = { versions: ['62.0', '66.0'] };

const PLAUTI_CALLBACKS = [
  'https://plauti.acme.example/api/connections/oauth/callback',
  'http://203.0.113.10:8881/api/connections/oauth/callback',
];

const PLAUTI_RANGES = [{ start: '203.0.113.10', end: '203.0.113.10', description: 'Plauti Server outbound IP' }];

const SINERGIFY_RANGES = [
  { start: '203.0.113.20', end: '203.0.113.20' },
  { start: '198.51.100.16', end: '198.51.100.31' },
];

/** Each system as a user sets it up, and all that then differs; written by hand from the guides. */
const SYSTEMS: Record<string, System> = {
  // Asks for every control that is enforced: only an old API version keeps it from being so.
  sinergify: {
    input: {
      template: 'sinergify',
      parameters: ['jiraUrl=https://acme.atlassian.net/'],
      flags: [{ flag: 'allow-ip', path: ALLOWLIST, value: ['203.0.113.20', '198.51.100.16/28'] }],
    },
    callbackUrls: () => [
      'https://acme.atlassian.net/plugins/servlet/ac/Sinergify.Sinergify/Authentication?s=Sinergify.Sinergify__Authentication',
    ],
    differences: [
      [IDLE_LIMIT, true, 'unsupported', true, TOO_OLD],
      [ALLOWLIST, SINERGIFY_RANGES, 'unsupported', true, TOO_OLD],
    ],
  },
  // The same; its addresses have a description.
  plauti: {
    input: {
      template: 'plauti',
      parameters: ['serverOutboundIp=203.0.113.10'],
      flags: [flag('oauth.callbackUrls', PLAUTI_CALLBACKS)],
    },
    callbackUrls: () => PLAUTI_CALLBACKS,
    differences: [
      [IDLE_LIMIT, true, 'unsupported', true, TOO_OLD],
      [ALLOWLIST, PLAUTI_RANGES, 'unsupported', true, TOO_OLD],
    ],
  },
  // Wants PKCE off, and works by client credentials, which none of the controls touches.
  'service-board-sync': {
    input: {
      template: 'service-board-sync',
      parameters: ['tenantDomain=acme.boards.example'],
      flags: [flag('policies.runAs', 'integration@local.org')],
    },
    callbackUrls: () => ['https://acme.boards.example/oauth'],
    differences: [
      [PKCE, false, 'enforced', false, ENFORCED],
      [ROTATION, null, 'enforced', false, ENFORCED],
      [IDLE_LIMIT, null, 'enforced', false, ENFORCED_AND_VISIBLE],
    ],
  },
  // Wants every box off, and works by an authorization code and refresh tokens; not all boxes are there in old versions.
  peeklogic: {
    input: {
      template: 'peeklogic',
      parameters: [
        'jiraUrl=https://acme.atlassian.net',
        'jiraUsername=admin@acme.com',
        'salesforceIdentityType=namedPrincipal',
        'jiraIdentityType=perUser',
      ],
      flags: [],
      secrets: { jiraPassword: TOKEN },
    },
    callbackUrls: (_edition, instanceUrl) => [`${instanceUrl}/services/authcallback/Peeklogic_Salesforce`],
    differences: [
      [PKCE, false, 'enforced', true, ENFORCED],
      [ROTATION, false, 'enforced', true, ENFORCED],
      [IDLE_LIMIT, false, 'enforced', true, ENFORCED_AND_VISIBLE],
      [IDLE_LIMIT, false, 'unsupported', false, TOO_OLD],
      ['oauth.security.dPopEnabled', false, 'unsupported', false, BEFORE_67],
      ['oauth.security.mtlsEnabled', false, 'unsupported', false, BEFORE_67],
    ],
    beside: (edition, policy) => ({
      'AuthProvider Peeklogic_Salesforce': {
        ...(policy === 'enforced' && { isPkceEnabled: 'true' }),
        ...(edition === 'sandbox' && {
          authorizeUrl: 'https://test.salesforce.com/services/oauth2/authorize',
          tokenUrl: 'https://test.salesforce.com/services/oauth2/token',
        }),
      },
    }),
  },
  // Wants PKCE off for a reason, and refresh tokens that live until they are revoked.
  sendsafely: {
    input: {
      ...SENDSAFELY,
      flags: [...SENDSAFELY.flags, flag('policies.sessionTimeoutMinutes', 120)],
    },
    callbackUrls: (edition) => [
      `https://${edition === 'sandbox' ? 'test' : 'login'}.salesforce.com/services/oauth2/success`,
    ],
    differences: [
      [PKCE, false, 'enforced', true, ENFORCED],
      ['policies.refreshToken', 'validUntilRevoked', 'enforced', true, ENFORCED_AND_VISIBLE],
      [ROTATION, null, 'enforced', false, ENFORCED],
      [IDLE_LIMIT, null, 'enforced', false, ENFORCED_AND_VISIBLE],
    ],
  },
};

/** What stands beside apps; the consumer key of a provider is the org's. */
const readBeside = async (connection: Connection): Promise<Components> => {
  const found = Object.entries(await readRelated(connection));
  const shown = ([element]: [string, unknown]): boolean => element !== 'consumerKey';
  return Object.fromEntries(
    found.map(([member, elements]) => [member, Object.fromEntries(Object.entries(elements).filter(shown))])
  );
};

const combinations = Object.entries(SYSTEMS).flatMap(([name, system]) =>
  POLICIES.flatMap((policy) =>
    EDITIONS.flatMap((edition) => VERSIONS.map((version) => ({ name, system, policy, edition, version })))
  )
);

describe('every system in every kind of org', () => {
  let org: LocalOrg;
  afterEach(() => org.stop());

  for (const { name, system, policy, edition, version } of combinations) {
    it(`${name}: controls ${policy}, ${edition}, API ${version}`, async () => {
      org = await startLocalOrg({ deployTime: 0, policy, edition });
      const connection = await connectTo(org, version);
      const { state, differences } = await create(recordRun(), connection, system.input, { enableAccess: true });
      expect(state).to.equal('created');
      const found = differences.map(({ setting, requested, reason, matters }) => [setting, requested, reason, matters]);
      const isHere = ([, , , , where]: Row): boolean =>
        (where.policy ?? policy) === policy && (where.versions ?? VERSIONS).includes(version);
      expect(found).to.have.deep.members(system.differences.filter(isHere).map((row) => row.slice(0, 4)));
      const [{ definition }] = await readApps(connection);
      expect(definition.oauth?.callbackUrls).to.deep.equal(system.callbackUrls(edition, org.instanceUrl));
      const beside = besideComponents(leftAlone(await readExpected(name, org.instanceUrl)));
      for (const [member, more] of Object.entries(system.beside?.(edition, policy) ?? {})) {
        beside[member] = { ...beside[member], ...more };
      }
      expect(await readBeside(connection)).to.deep.equal(beside);
    });
  }
});

describe('every system where Salesforce leaves the controls alone', () => {
  const ORG_MADE = ['consumerKey', 'oauthLink', 'orgScopedExternalApp', 'externalClientApplication'];

  let org: LocalOrg;
  afterEach(() => org.stop());

  /** What is off in an org in which what nobody asks for is off. */
  const turnedOff = ({ ExtlClntAppGlobalOauthSettings: global, ...others }: Components): Components => ({
    ...others,
    ExtlClntAppGlobalOauthSettings: Object.fromEntries(Object.keys(global).map((element) => [element, 'false'])),
    ExtlClntAppConfigurablePolicies: { isEnabled: 'true', isOauthPluginEnabled: 'true', startPage: 'None' },
  });

  const defaultsOf = {
    'as the reference says': { quirks: [], defaults: (components: Components) => components },
    'all off': { quirks: ['false-defaults'], defaults: turnedOff },
  } as const;

  for (const [name, { input }] of Object.entries(SYSTEMS)) {
    for (const [what, { quirks, defaults: adapt }] of Object.entries(defaultsOf))
      it(`${name} is just as its guide says, with nothing enforced that could hide a slip, defaults ${what}`, async () => {
        org = await startLocalOrg({ deployTime: 0, policy: 'open', quirks });
        const connection = await connectTo(org);
        const defaults = adapt(await readExpected<Components>('defaults'));
        const expected = leftAlone(await readExpected(name, org.instanceUrl));
        const asked = appComponents(expected, defaults);
        await create(recordRun(), connection, input, { enableAccess: true });
        const [{ components }] = await readApps(connection, apiNameFromUser(expected.app));
        expect(components.map(({ type }) => type)).to.have.members(Object.keys(asked));
        for (const { type, fullName, elements } of components) {
          const label = type === 'ExternalClientApplication' ? {} : { label: fullName };
          const found = Object.entries(elements)
            .filter(([element]) => !ORG_MADE.includes(element))
            .map(([element, value]) => [element, element === 'tokenIpRanges' ? ensureArray(value) : value]);
          expect(Object.fromEntries(found), type).to.deep.equal({ ...label, ...asked[type] });
        }
        expect(await readBeside(connection)).to.deep.equal(besideComponents(expected));
      });
  }
});

describe('every template', () => {
  const ALWAYS = ['label', 'oauth.callbackUrls', 'oauth.scopes'];
  const SECRETS = ['requireSecretForWebServerFlow', 'requireSecretForRefreshTokenFlow'];
  const ENFORCED_ONES = ['requirePkce', 'rotateRefreshTokens', 'limitIdleRefreshTokens'];
  const security = (...settings: string[]): string[] => settings.map((setting) => `oauth.security.${setting}`);

  /** All that the guides name, also where Salesforce does the same by default; the rest comes from flags. */
  const SETTINGS: Record<string, string[]> = {
    sinergify: [...ALWAYS, 'distributionState', ...security(SECRETS[1], ...ENFORCED_ONES)],
    plauti: [
      ...ALWAYS.filter((path) => path !== 'oauth.callbackUrls'),
      'distributionState',
      'oauth.flows.authorizationCodeAndCredentials',
      ...security(...SECRETS, ...ENFORCED_ONES, 'refreshTokenIpAllowlist'),
    ],
    'service-board-sync': [
      ...ALWAYS,
      'oauth.flows.clientCredentials',
      'policies.ipRelaxation',
      ...security(...SECRETS, 'requirePkce'),
    ],
    // "All checkboxes in the Security section": those that an app of today has.
    peeklogic: [
      ...ALWAYS,
      'oauth.flows.clientCredentials',
      ...security(...SECRETS, ...ENFORCED_ONES, 'secretRequiredForTokenExchange'),
      ...security('issueJwtForNamedUsers', 'dPopEnabled', 'mtlsEnabled'),
    ],
    sendsafely: [
      ...ALWAYS,
      'oauth.flows.device',
      'policies.permittedUsers',
      'policies.refreshToken',
      ...security(...SECRETS, 'requirePkce'),
    ],
  };

  for (const [name, settings] of Object.entries(SETTINGS)) {
    it(`${name} sets what its guide names and no more, and shows it`, async () => {
      const template = await getTemplate(name);
      const set = [...settingRows.keys()].filter((path) => get(template.body, path) !== undefined);
      expect(set).to.have.members(settings);
      const shown = describeTemplate({ ...template, definition: template.body }).join('\n');
      for (const path of settings) expect(shown).to.include(`${labelOf(path as SettingPath)}: `);
    });
  }
});
