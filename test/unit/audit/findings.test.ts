import { expect } from 'chai';
import { auditApps, type Finding } from '../../../src/audit/audit.js';
import type { AuditedApp, AuditFacts } from '../../../src/audit/facts.js';
import type { RuleId } from '../../../src/audit/rules.js';
import type { PartialDefinition } from '../../../src/definition/schema.js';
import { apiName } from '../../../src/settings/apiNames.js';
import { auditedApp, auditFacts } from '../../support/audit.js';

const findingsOf = (app: AuditedApp, facts: AuditFacts = auditFacts()): Finding[] => auditApps([app], facts).findings;

const BY_FILE = 'sf eca create --definition-file mend.yaml --update-existing --target-org admin@example.com';
const APP_PAGE = 'lightning/setup/ManageExternalClientApplication/Vendor';
const SETTINGS_PAGE = 'lightning/setup/ExternalClientApplicationSettings/home';
const SETUP = 'https://acme.my.salesforce-setup.com';

type Told = Pick<Finding, 'found' | 'message' | 'mend'>;

const TOLD: Array<[RuleId, PartialDefinition, Told]> = [
  [
    'pkce-off',
    { oauth: { security: { requirePkce: false }, flows: { authorizationCodeAndCredentials: true } } },
    {
      found: false,
      message:
        'Whoever intercepts an authorization code can use it (authorizationCode, authorizationCodeAndCredentials).',
      mend: { command: BY_FILE, definition: 'name: Vendor\noauth:\n  security:\n    requirePkce: true\n' },
    },
  ],
  [
    'rotation-off',
    { oauth: { security: { rotateRefreshTokens: false } } },
    {
      found: false,
      message: "A refresh token that was stolen goes on working beside the client's own (authorizationCode).",
      mend: { command: BY_FILE, definition: 'name: Vendor\noauth:\n  security:\n    rotateRefreshTokens: true\n' },
    },
  ],
  [
    'idle-limit-off',
    { oauth: { security: { limitIdleRefreshTokens: false } } },
    {
      found: false,
      message: 'A refresh token that nobody uses stays valid (authorizationCode).',
      mend: { command: BY_FILE, definition: 'name: Vendor\noauth:\n  security:\n    limitIdleRefreshTokens: true\n' },
    },
  ],
  [
    'allowlist-empty',
    { oauth: { security: { refreshTokenIpAllowlist: [] } } },
    {
      found: [],
      message:
        'The refresh token IP allowlist is empty, although the tokens go to a server whose address can be registered (authorizationCode).',
      mend: {
        command:
          "sf eca allowlist add --name Vendor --allow-ip '<address of the vendor>' --target-org admin@example.com",
        definition: null,
      },
    },
  ],
  [
    'scope-full',
    { oauth: { scopes: ['full', 'web', 'refresh_token'] } },
    {
      found: ['full', 'web', 'refresh_token'],
      message: 'Among the scopes is full (full, web, refresh_token).',
      mend: {
        command:
          'sf eca create --name Vendor --scope web --scope refresh_token --update-existing --target-org admin@example.com',
        definition: null,
      },
    },
  ],
  [
    'scope-full',
    { oauth: { scopes: ['full', 'offline_access'] } },
    {
      found: ['full', 'offline_access'],
      message: 'Among the scopes is full (full, offline_access).',
      mend: {
        command:
          'sf eca create --name Vendor --scope api --scope offline_access --update-existing --target-org admin@example.com',
        definition: null,
      },
    },
  ],
  [
    'self-authorized',
    { policies: { permittedUsers: 'allSelfAuthorized', permissionSets: [] } },
    {
      found: 'allSelfAuthorized',
      message: 'All users may self-authorize.',
      mend: {
        command: BY_FILE,
        definition:
          'name: Vendor\npolicies:\n  permittedUsers: adminApproved\n  permissionSets:\n    - <permission set of the users>\n',
      },
    },
  ],
  [
    'self-authorized',
    { policies: { permittedUsers: 'allSelfAuthorized' } },
    {
      found: 'allSelfAuthorized',
      message: 'All users may self-authorize.',
      mend: { command: BY_FILE, definition: 'name: Vendor\npolicies:\n  permittedUsers: adminApproved\n' },
    },
  ],
  [
    'refresh-token-long-lived',
    { policies: { refreshToken: { expireAfter: { amount: 91, unit: 'days' } } } },
    {
      found: { expireAfter: { amount: 91, unit: 'days' } },
      message: 'A refresh token stays valid for 91 days.',
      mend: {
        command: BY_FILE,
        definition: 'name: Vendor\npolicies:\n  refreshToken:\n    expireAfterIdle: 30 days\n',
      },
    },
  ],
  [
    'callback-http',
    { oauth: { callbackUrls: ['http://a.example/cb', 'https://b.example/cb', 'HTTP://c.example/cb'] } },
    {
      found: ['http://a.example/cb', 'HTTP://c.example/cb'],
      message: 'Authorization codes travel unencrypted to http://a.example/cb, HTTP://c.example/cb.',
      mend: {
        command:
          'sf eca create --name Vendor --callback-url https://a.example/cb --callback-url https://b.example/cb --callback-url https://c.example/cb --update-existing --target-org admin@example.com',
        definition: null,
      },
    },
  ],
  [
    'secret-not-required',
    { oauth: { security: { requireSecretForWebServerFlow: false, requireSecretForRefreshTokenFlow: false } } },
    {
      found: ['requireSecretForWebServerFlow', 'requireSecretForRefreshTokenFlow'],
      message:
        'Tokens are given out without the secret. Off: Require secret for Web Server Flow, Require secret for Refresh Token Flow.',
      mend: {
        command: BY_FILE,
        definition:
          'name: Vendor\noauth:\n  security:\n    requireSecretForWebServerFlow: true\n    requireSecretForRefreshTokenFlow: true\n',
      },
    },
  ],
  [
    'run-as-admin',
    { oauth: { flows: { clientCredentials: true } }, policies: { runAs: 'Admin@example.com' } },
    {
      found: 'Admin@example.com',
      message: 'Whoever has key and secret may modify all data, as Admin@example.com.',
      mend: {
        command:
          "sf eca create --name Vendor --run-as '<integration user>' --update-existing --target-org admin@example.com",
        definition: null,
      },
    },
  ],
];

describe('a finding', () => {
  for (const [rule, wrong, told] of TOLD) {
    it(`says what is so, and how to mend it: ${rule} of ${JSON.stringify(wrong)}`, () => {
      const [finding, ...others] = findingsOf(auditedApp(wrong));
      expect(others).to.deep.equal([]);
      expect(finding).to.deep.include({ rule, app: 'Vendor', url: `${SETUP}/${APP_PAGE}`, ...told });
    });
  }

  it('of what is the org’s leads to the page with its switches', () => {
    expect(findingsOf(auditedApp(), auditFacts({ isSecretAccessOn: true }))).to.deep.equal([
      {
        rule: 'secret-access-on',
        severity: 'medium',
        app: null,
        setting: null,
        found: true,
        message: '"Allow access to External Client App consumer secrets via REST API" is on.',
        mend: {
          command: `sf org open --path ${SETTINGS_PAGE} --target-org admin@example.com`,
          definition: null,
        },
        url: `${SETUP}/${SETTINGS_PAGE}`,
        accepted: null,
      },
    ]);
  });

  it('of an unused app says when it was last used, where it ever was', () => {
    const lastUsed = '2026-01-01T00:00:00.000Z';
    const [used] = findingsOf(auditedApp(), auditFacts({ tokenUse: new Map([['Vendor', { lastUsed }]]) }));
    expect(used).to.deep.include({
      found: lastUsed,
      message: 'No token of it that the org shows was used for 327 days.',
    });
    const old = auditedApp({}, { createdDate: '2026-01-01T00:00:00.000Z' });
    expect(findingsOf(old, auditFacts({ tokenUse: new Map() }))[0]).to.deep.include({ found: null });
  });

  it('says null of a control that the org does not write, and none of one on which orgs may not agree', () => {
    const app = auditedApp();
    const without = (control: string): AuditedApp => {
      const security = { ...app.definition.oauth?.security, [control]: undefined };
      return { ...app, definition: { ...app.definition, oauth: { ...app.definition.oauth, security } } };
    };
    expect(findingsOf(without('rotateRefreshTokens'))[0]).to.deep.include({ rule: 'rotation-off', found: null });
    expect(findingsOf(without('requirePkce'))).to.deep.equal([]);
  });

  it('of a token without end says so', () => {
    const change: PartialDefinition = {
      oauth: { security: { limitIdleRefreshTokens: false } },
      policies: { refreshToken: 'validUntilRevoked' },
    };
    const found = findingsOf(auditedApp(change)).find(({ rule }) => rule === 'refresh-token-long-lived');
    expect(found?.message).to.equal('A refresh token stays valid until it is revoked.');
  });

  const SECRETS: Array<[string, NonNullable<PartialDefinition['oauth']>, string[]]> = [
    [
      'of the web server flow',
      { scopes: ['api'], security: { requireSecretForWebServerFlow: false } },
      ['requireSecretForWebServerFlow'],
    ],
    [
      'of the web server flow beside another one',
      {
        scopes: ['api'],
        flows: { clientCredentials: true },
        security: { requireSecretForWebServerFlow: false },
      },
      ['requireSecretForWebServerFlow'],
    ],
    [
      'of the refresh token flow',
      { security: { requireSecretForRefreshTokenFlow: false } },
      ['requireSecretForRefreshTokenFlow'],
    ],
  ];

  for (const [what, oauth, found] of SECRETS) {
    it(`names just the secret ${what}`, () => {
      const finding = findingsOf(auditedApp({ oauth })).find(({ rule }) => rule === 'secret-not-required');
      expect(finding?.found).to.deep.equal(found);
    });
  }

  it('is none about secrets where no refresh tokens are handed out', () => {
    const app = auditedApp({ oauth: { scopes: ['api'], security: { requireSecretForRefreshTokenFlow: false } } });
    expect(findingsOf(app)).to.deep.equal([]);
  });

  it('is none of an app of which the org holds no more than its name', () => {
    const name = apiName.parse('Vendor');
    expect(findingsOf(auditedApp({}, { definition: { name } }))).to.deep.equal([]);
  });
});
