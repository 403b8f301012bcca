import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { auditApps, type Finding } from '../../../src/audit/audit.js';
import type { AuditFacts, AuditedApp } from '../../../src/audit/facts.js';
import { RULE_IDS, ruleOf, type APP_RULES, type RuleId } from '../../../src/audit/rules.js';
import { parseYaml } from '../../../src/definition/document.js';
import { checkPart, mergeDefinitions, type PartialDefinition } from '../../../src/definition/schema.js';
import { auditedApp, auditFacts, NOW } from '../../support/audit.js';
import { PACKAGE_ROOT } from '../../support/realCli.js';
import { apiName } from '../../../src/settings/apiNames.js';

const rulesFound = (app: AuditedApp, facts: AuditFacts = auditFacts()): RuleId[] =>
  auditApps([app], facts).findings.map(({ rule }) => rule);

interface Case {
  /** What is wrong with the app. */
  wrong: PartialDefinition;
  /** What is just not wrong. */
  right: PartialDefinition[];
}

const security = (settings: NonNullable<NonNullable<PartialDefinition['oauth']>['security']>): PartialDefinition => ({
  oauth: { security: settings },
});

const CLIENT_CREDENTIALS: PartialDefinition = {
  oauth: { callbackUrls: [], scopes: ['api'], flows: { clientCredentials: true } },
};

const JWT: PartialDefinition = { oauth: { flows: { jwtBearer: { certificate: 'MIIC' } } } };

const days = (amount: number): { amount: number; unit: 'days' } => ({ amount, unit: 'days' });

const CASES: Record<Exclude<keyof typeof APP_RULES, 'unused'>, Case> = {
  'pkce-off': {
    wrong: security({ requirePkce: false }),
    right: [mergeDefinitions(CLIENT_CREDENTIALS, security({ requirePkce: false }))],
  },
  'rotation-off': {
    wrong: security({ rotateRefreshTokens: false }),
    right: [mergeDefinitions({ oauth: { scopes: ['api'] } }, security({ rotateRefreshTokens: false }))],
  },
  'idle-limit-off': {
    wrong: security({ limitIdleRefreshTokens: false }),
    right: [mergeDefinitions({ oauth: { scopes: ['api'] } }, security({ limitIdleRefreshTokens: false }))],
  },
  'allowlist-empty': {
    wrong: security({ refreshTokenIpAllowlist: [] }),
    right: [
      mergeDefinitions({ oauth: { callbackUrls: ['myapp://cb'] } }, security({ refreshTokenIpAllowlist: [] })),
      mergeDefinitions({ oauth: { scopes: ['api'] } }, security({ refreshTokenIpAllowlist: [] })),
    ],
  },
  'scope-full': {
    wrong: { oauth: { scopes: ['full', 'refresh_token'] } },
    right: [{ oauth: { scopes: ['api', 'web', 'refresh_token'] } }],
  },
  'self-authorized': {
    wrong: { policies: { permittedUsers: 'allSelfAuthorized', permissionSets: [] } },
    right: [
      { policies: { permittedUsers: 'adminApproved' } },
      // Nobody authorizes it: it runs as one user.
      mergeDefinitions(CLIENT_CREDENTIALS, { policies: { permittedUsers: 'allSelfAuthorized' } }),
    ],
  },
  'nobody-permitted': {
    wrong: { policies: { permissionSets: [] } },
    right: [
      { policies: { permissionSets: [], profiles: ['Standard User'] } },
      // Nobody logs in: it runs as one user.
      mergeDefinitions(CLIENT_CREDENTIALS, { policies: { permissionSets: [] } }),
    ],
  },
  'refresh-token-long-lived': {
    wrong: { policies: { refreshToken: { expireAfter: days(91) } } },
    right: [
      { policies: { refreshToken: { expireAfter: { amount: 3, unit: 'months' } } } },
      { policies: { refreshToken: 'expireImmediately' } },
      // Not in force: the idle limit is on.
      { policies: { refreshToken: 'validUntilRevoked' } },
      mergeDefinitions({ oauth: { scopes: ['api'] } }, { policies: { refreshToken: { expireAfter: days(365) } } }),
    ],
  },
  'callback-http': {
    wrong: {
      oauth: {
        callbackUrls: ['https://vendor.example/oauth', 'http://vendor.example:8881/oauth', 'http://localhost:1717/cb'],
      },
    },
    right: [{ oauth: { callbackUrls: ['https://vendor.example/oauth', 'http://localhost:1717/oauth'] } }],
  },
  'secret-not-required': {
    wrong: security({ requireSecretForWebServerFlow: false, requireSecretForRefreshTokenFlow: false }),
    right: [mergeDefinitions(CLIENT_CREDENTIALS, security({ requireSecretForWebServerFlow: false }))],
  },
  'run-as-admin': {
    wrong: { oauth: { flows: { clientCredentials: true } }, policies: { runAs: 'Admin@example.com' } },
    right: [{ oauth: { flows: { clientCredentials: true } }, policies: { runAs: 'integration@example.com' } }],
  },
};

describe('an audit', () => {
  it('finds nothing in a sound app of a sound org', () => expect(rulesFound(auditedApp())).to.deep.equal([]));

  for (const [rule, { wrong, right }] of Object.entries(CASES)) {
    it(`${rule}: finds it, and nothing else`, () => expect(rulesFound(auditedApp(wrong))).to.deep.equal([rule]));

    it(`${rule}: does not find what is just not wrong`, () => {
      for (const change of right) expect(rulesFound(auditedApp(change))).not.to.include(rule);
    });
  }

  it('finds a refresh token that is valid until revoked where no idle limit is on', () => {
    const change = mergeDefinitions(security({ limitIdleRefreshTokens: false }), {
      policies: { refreshToken: 'validUntilRevoked' },
    });
    expect(rulesFound(auditedApp(change))).to.have.members(['idle-limit-off', 'refresh-token-long-lived']);
  });

  it('finds the switch for secrets once, whatever the number of apps', () => {
    const { findings } = auditApps(
      [auditedApp(), auditedApp({ name: apiName.parse('Other'), label: 'Vendor' })],
      auditFacts({ isSecretAccessOn: true })
    );
    expect(findings.map(({ rule, app }) => [rule, app])).to.deep.equal([['secret-access-on', null]]);
  });

  describe('of unused apps', () => {
    const DAY = 24 * 60 * 60 * 1000;
    const before = (count: number): string => new Date(NOW.getTime() - count * DAY).toISOString();
    const usedLast = (lastUsed: string | null): AuditFacts =>
      auditFacts({ tokenUse: new Map([['Vendor', { lastUsed }]]) });
    const none = auditFacts({ tokenUse: new Map() });

    const ROWS: Array<[string, AuditedApp, AuditFacts, boolean]> = [
      ['used 89 days ago', auditedApp(), usedLast(before(89)), false],
      ['used 90 days ago', auditedApp(), usedLast(before(90)), true],
      ['never used and 89 days old', auditedApp({}, { createdDate: before(89) }), none, false],
      ['never used and 90 days old', auditedApp({}, { createdDate: before(90) }), none, true],
      ['that has a token which was not used yet', auditedApp({}, { createdDate: before(900) }), usedLast(null), false],
      ['never used and of unknown age', auditedApp({}, { createdDate: undefined }), none, false],
      ['with a flow that leaves no token', auditedApp(JWT, { createdDate: before(900) }), none, false],
      ['without refresh tokens', auditedApp(CLIENT_CREDENTIALS, { createdDate: before(900) }), none, false],
    ];

    for (const [title, app, facts, isFound] of ROWS) {
      it(`${isFound ? 'finds' : 'does not find'} one ${title}`, () =>
        expect(rulesFound(app, facts).includes('unused')).to.equal(isFound));
    }
  });

  describe('says what it could not judge', () => {
    it('where the API version does not show a setting', () => {
      const { notJudged, rules } = auditApps([auditedApp()], auditFacts({ apiVersion: 65 }));
      expect(notJudged.map(({ rule }) => rule)).to.deep.equal(['idle-limit-off', 'allowlist-empty']);
      expect(notJudged[0].reason).to.include('65').and.to.include('66');
      expect(rules.map(({ id }) => id)).not.to.include('idle-limit-off');
    });

    it('where the org does not show its tokens', () => {
      const { notJudged } = auditApps([auditedApp()], auditFacts({ tokenUse: undefined }));
      expect(notJudged.map(({ rule }) => rule)).to.deep.equal(['unused']);
    });
  });

  describe('can be narrowed', () => {
    const bad = auditedApp(mergeDefinitions(CASES['pkce-off'].wrong, CASES['self-authorized'].wrong));

    it('to rules', () => {
      const report = auditApps([bad], auditFacts(), { rules: ['self-authorized', 'unused'] });
      expect(report.findings.map(({ rule }) => rule)).to.deep.equal(['self-authorized']);
      expect(report.rules.map(({ id }) => id)).to.deep.equal(['self-authorized', 'unused']);
    });

    it('to what is severe', () => {
      const report = auditApps([bad], auditFacts(), { severity: 'high' });
      expect(report.findings.map(({ rule }) => rule)).to.deep.equal(['pkce-off']);
      expect(report.summary).to.deep.equal({ low: 0, medium: 0, high: 1 });
    });
  });

  it('tells the worst first, then by app', () => {
    const apps = [
      auditedApp({ ...CASES['self-authorized'].wrong, name: apiName.parse('A') }),
      auditedApp({ ...CASES['pkce-off'].wrong, name: apiName.parse('B') }),
    ];
    const { findings } = auditApps(apps, auditFacts(), { rules: ['pkce-off', 'self-authorized'] });
    expect(findings.map(({ app, severity }) => [app, severity])).to.deep.equal([
      ['B', 'high'],
      ['A', 'medium'],
    ]);
  });

  it('has a title, a reason and a source for every rule', () => {
    const { rules } = auditApps([], auditFacts());
    expect(rules.map(({ id }) => id)).to.deep.equal(RULE_IDS);
    for (const { title, reason, source } of rules) {
      expect(title.length).to.be.greaterThan(5);
      expect(reason.length).to.be.greaterThan(40);
      expect(new URL(source).protocol).to.equal('https:');
    }
  });
});

describe('the page on auditing', () => {
  it('has every rule with its severity', async () => {
    const page = await readFile(join(PACKAGE_ROOT, 'docs', 'auditing.md'), 'utf8');
    const listed = [...page.matchAll(/^\| `([\w-]+)` +\| (\w+)/gm)].map(([, rule, severity]) => [rule, severity]);
    expect(listed).to.have.deep.members(RULE_IDS.map((id) => [id, ruleOf(id).severity]));
  });
});

describe('what mends a finding', () => {
  const findingOf = (rule: RuleId, app: AuditedApp): Finding => {
    const found = auditApps([app], auditFacts()).findings.find((finding) => finding.rule === rule);
    if (!found) throw new Error(`${rule} finds nothing`);
    return found;
  };

  /** What a definition file or the flags of a command set. */
  const applied = ({ mend }: Finding): PartialDefinition => {
    if (mend.definition !== null) {
      const { document } = parseYaml(mend.definition, 'mend.yaml');
      const { value, problems } = checkPart(document?.content ?? {}, (path) => path.join('.'));
      expect(problems).to.deep.equal([]);
      return value;
    }
    const flags = [...mend.command.matchAll(/--(scope|callback-url|run-as|allow-ip|permission-set) ('[^']+'|\S+)/g)];
    const all = (flag: string): string[] => flags.filter(([, name]) => name === flag).map(([, , value]) => value);
    const raw = {
      oauth: {
        ...(all('scope').length > 0 && { scopes: all('scope') }),
        ...(all('callback-url').length > 0 && { callbackUrls: all('callback-url') }),
        ...(all('allow-ip').length > 0 && { security: { refreshTokenIpAllowlist: ['52.29.100.17'] } }),
      },
      ...(all('permission-set').length > 0 && { policies: { permissionSets: all('permission-set') } }),
      ...(all('run-as').length > 0 && { policies: { runAs: 'integration@example.com' } }),
    };
    return checkPart(raw, () => '').value;
  };

  for (const [rule, { wrong }] of Object.entries(CASES)) {
    it(`${rule}: mends it, and breaks nothing else`, () => {
      const finding = findingOf(rule as RuleId, auditedApp(wrong));
      expect(finding.mend.command).to.match(/^sf eca .* --target-org admin@example\.com$/);
      expect(rulesFound(auditedApp(mergeDefinitions(wrong, applied(finding))))).to.deep.equal([]);
    });
  }

  it('names the app in the command or in the file', () => {
    for (const [rule, { wrong }] of Object.entries(CASES)) {
      const { command, definition } = findingOf(rule as RuleId, auditedApp(wrong)).mend;
      expect(`${command} ${definition ?? ''}`).to.match(/(--name |name: )Vendor/);
    }
  });

  it("leaves a callback on the user's own computer as it is", () => {
    const { command } = findingOf('callback-http', auditedApp(CASES['callback-http'].wrong)).mend;
    expect(command).to.include('--callback-url http://localhost:1717/cb');
  });

  it('is a command that a shell takes apart as it is meant, whatever an org holds', () => {
    const url = "http://vendor.example/cb?a=1&b=$(touch x);'";
    const { command } = findingOf('callback-http', auditedApp({ oauth: { callbackUrls: [url] } })).mend;
    expect(command).to.include(String.raw`--callback-url 'https://vendor.example/cb?a=1&b=$(touch x);'\'''`);
  });

  it('deletes what nobody uses, and opens the page of what goes with its package alone', () => {
    const mendOf = (installedFrom: string | null): string => {
      const app = auditedApp({}, { installedFrom, createdDate: '2025-01-01T00:00:00.000Z' });
      const [{ mend }] = auditApps([app], auditFacts({ tokenUse: new Map() })).findings;
      return mend.command;
    };
    expect(mendOf(null)).to.equal('sf eca delete --name Vendor --target-org admin@example.com');
    expect(mendOf('acme')).to.equal(
      'sf org open --path lightning/setup/ManageExternalClientApplication/Vendor --target-org admin@example.com'
    );
  });

  it('keeps the other scopes, and puts api in place of full alone', () => {
    const mended = (...scopes: Array<'full' | 'refresh_token' | 'web'>): string =>
      findingOf('scope-full', auditedApp({ oauth: { scopes } })).mend.command;
    expect(mended('full', 'web', 'refresh_token')).to.include('--scope web --scope refresh_token --update-existing');
    expect(mended('full', 'refresh_token')).to.include('--scope api --scope refresh_token');
  });
});
