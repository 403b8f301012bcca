import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from '@salesforce/core';
import { ensureArray } from '@salesforce/kit';
import { get } from '@salesforce/ts-types';
import { expect } from 'chai';
import { parse } from 'yaml';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import type { AppInput } from '../../src/operations/input.js';
import { createApp } from '../../src/operations/createApp.js';
import { settingRows } from '../../src/metadata/settings.js';
import { readApps } from '../../src/org/apps.js';
import { getTemplate } from '../../src/templates/find.js';
import { describeTemplate } from '../../src/ui/templateView.js';
import { connectTo, creation, recordRun, SENDSAFELY } from '../support/operations.js';
import { PACKAGE_ROOT } from '../support/realCli.js';

const EDITIONS = ['production', 'sandbox'] as const;
const POLICIES = ['open', 'enforced'] as const;
const VERSIONS = ['62.0', '66.0', '68.0'] as const;

type Edition = (typeof EDITIONS)[number];

/** Where a difference shows: in what kind of org, over which API versions. Absent: everywhere. */
interface Where {
  policy?: (typeof POLICIES)[number];
  versions?: ReadonlyArray<(typeof VERSIONS)[number]>;
}

/** Setting, what was asked for, why it is not so, whether that matters. */
type Row = [string, unknown, 'enforced' | 'unsupported', boolean, Where];

interface System {
  input: AppInput;
  callbackUrls: (edition: Edition) => string[];
  differences: Row[];
}

const PKCE = 'oauth.security.requirePkce';
const ROTATION = 'oauth.security.rotateRefreshTokens';
const IDLE_LIMIT = 'oauth.security.limitIdleRefreshTokens';
const ALLOWLIST = 'oauth.security.refreshTokenIpAllowlist';

const ENFORCED: Where = { policy: 'enforced' };
/** The idle limit is there and seen. */
const ENFORCED_AND_VISIBLE: Where = { policy: 'enforced', versions: ['68.0'] };
/** The idle limit and the allowlist cannot be sent. */
const TOO_OLD: Where = { versions: ['62.0', '66.0'] };

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
      flags: [{ flag: 'callback-url', path: 'oauth.callbackUrls', value: PLAUTI_CALLBACKS }],
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
      flags: [{ flag: 'run-as', path: 'policies.runAs', value: 'integration@local.org' }],
    },
    callbackUrls: () => ['https://acme.boards.example/oauth'],
    differences: [
      [PKCE, false, 'enforced', false, ENFORCED],
      [ROTATION, null, 'enforced', false, ENFORCED],
      [IDLE_LIMIT, null, 'enforced', false, ENFORCED_AND_VISIBLE],
    ],
  },
  // Wants PKCE off for a reason, and refresh tokens that live until they are revoked.
  sendsafely: {
    input: {
      ...SENDSAFELY,
      flags: [...SENDSAFELY.flags, { flag: 'session-timeout', path: 'policies.sessionTimeoutMinutes', value: 120 }],
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
      const { state, differences } = await createApp(recordRun(), creation(connection, system.input));
      expect(state).to.equal('created');
      const found = differences.map(({ setting, requested, reason, matters }) => [setting, requested, reason, matters]);
      const isHere = ([, , , , where]: Row): boolean =>
        (where.policy ?? policy) === policy && (where.versions ?? VERSIONS).includes(version);
      expect(found).to.have.deep.members(system.differences.filter(isHere).map((row) => row.slice(0, 4)));
      const [{ definition }] = await readApps(connection);
      expect(definition.oauth?.callbackUrls).to.deep.equal(system.callbackUrls(edition));
    });
  }
});

describe('every system where Salesforce leaves the controls alone', () => {
  type Components = Record<string, Record<string, unknown>>;
  type Expected = { app: string; guide: Components; added: Components };

  const ORG_MADE = ['consumerKey', 'oauthLink', 'orgScopedExternalApp', 'externalClientApplication'];

  let org: LocalOrg;
  let connection: Connection;
  before(async () => {
    org = await startLocalOrg({ deployTime: 0, policy: 'open' });
    connection = await connectTo(org);
  });
  after(() => org.stop());

  const readExpected = async <T>(name: string): Promise<T> =>
    parse(await readFile(join(PACKAGE_ROOT, 'test', 'expected', `${name}.yaml`), 'utf8'), {
      // As XML has it: everything is text.
      schema: 'failsafe',
    }) as T;

  for (const [name, { input }] of Object.entries(SYSTEMS)) {
    it(`${name} is just as its guide says, with nothing enforced that could hide a slip`, async () => {
      const defaults = await readExpected<Components>('defaults');
      const { app, guide, added } = await readExpected<Expected>(name);
      await createApp(recordRun(), creation(connection, input));
      const [{ components }] = await readApps(connection, app);
      const types = Object.keys({ ...defaults, ...guide });
      expect(components.map(({ type }) => type)).to.have.members(types);
      for (const { type, fullName, elements } of components) {
        const label = type === 'ExternalClientApplication' ? {} : { label: fullName };
        const found = Object.entries(elements)
          .filter(([element]) => !ORG_MADE.includes(element))
          .map(([element, value]) => [element, element === 'tokenIpRanges' ? ensureArray(value) : value]);
        const expected = { ...label, ...defaults[type], ...guide[type], ...added[type] };
        expect(Object.fromEntries(found), type).to.deep.equal(expected);
      }
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
      for (const path of settings) expect(shown).to.include(`${settingRows.get(path)?.label}: `);
    });
  }
});

describe('what the templates ask of their users', () => {
  let org: LocalOrg;
  before(async () => {
    org = await startLocalOrg({ deployTime: 0 });
  });
  after(() => org.stop());

  /** What `sf eca create --template` says of the flags and parameters that are missing or wrong. */
  const complaints = async (template: string, ...parameters: string[]): Promise<string> => {
    const connection = await connectTo(org);
    const creating = createApp(recordRun(), creation(connection, { template, parameters, flags: [] }));
    return creating.then(
      ({ state }) => state,
      (error: unknown) => (error as Error).message
    );
  };

  it('a Jira URL for Sinergify', async () => {
    expect(await complaints('sinergify')).to.match(/^--set jiraUrl: .*https:\/\/sinergify\.atlassian\.net/);
    expect(await complaints('sinergify', 'jiraUrl=acme.atlassian.net')).to.match(/^--set jiraUrl: /);
  });

  it('callback URL and outbound IP for Plauti Server', async () => {
    const message = await complaints('plauti');
    expect(message).to.include('2 things are wrong');
    expect(message).to.include('--callback-url: is missing');
    expect(message).to.match(/--set serverOutboundIp: .*203\.0\.113\.10/);
    expect(await complaints('plauti', 'serverOutboundIp=12.345.67.891')).to.include('--set serverOutboundIp: ');
  });

  it('one address or a range of them for Plauti Server, with a description of its own on request', async () => {
    const connection = await connectTo(org);
    const parameters = ['serverOutboundIp=203.0.113.10-203.0.113.12', 'outboundIpDescription=Cluster'];
    await createApp(recordRun(), creation(connection, { ...SYSTEMS.plauti.input, parameters }));
    const [{ definition }] = await readApps(connection, 'Plauti_Server_ECA');
    expect(definition.oauth?.security?.refreshTokenIpAllowlist).to.deep.equal([
      { start: '203.0.113.10', end: '203.0.113.12', description: 'Cluster' },
    ]);
  });

  it('a domain without anything around it and a user for Service Board Sync', async () => {
    expect(await complaints('service-board-sync')).to.match(
      /--callback-url, --set tenantDomain: is missing(.*\n)* *--run-as: is missing/
    );
    for (const domain of ['https://acme.boards.example', 'acme.boards.example/oauth', 'acme', 'acme.example:8443']) {
      const message = await complaints('service-board-sync', `tenantDomain=${domain}`);
      expect(message, domain).to.include('--set tenantDomain: does not have the form');
    }
  });

  it("no tenant domain, where Service Board Sync's callback URL is given whole", async () => {
    const connection = await connectTo(org);
    const flags = [
      { flag: 'callback-url', path: 'oauth.callbackUrls', value: ['https://sync.acme.example/cb'] },
      { flag: 'run-as', path: 'policies.runAs', value: 'integration@local.org' },
    ];
    await createApp(recordRun(), creation(connection, { template: 'service-board-sync', parameters: [], flags }));
    const [{ definition }] = await readApps(connection, 'Service_Board_Sync');
    expect(definition.oauth?.callbackUrls).to.deep.equal(['https://sync.acme.example/cb']);
  });
});
