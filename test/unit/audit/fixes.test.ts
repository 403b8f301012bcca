import { expect } from 'chai';
import { auditApps, type Finding } from '../../../src/audit/audit.js';
import type { AuditedApp } from '../../../src/audit/facts.js';
import { fixesFor, type Fixes } from '../../../src/audit/fixes.js';
import type { RuleId } from '../../../src/audit/rules.js';
import { mergeDefinitions, type PartialDefinition } from '../../../src/definition/schema.js';
import { apiName, apiNameFromOrg } from '../../../src/settings/apiNames.js';
import { auditedApp, auditFacts } from '../../support/audit.js';

const findingsIn = (...apps: AuditedApp[]): Finding[] =>
  auditApps(apps, auditFacts({ isSecretAccessOn: true })).findings;

const fix = (...apps: AuditedApp[]): Fixes => fixesFor(findingsIn(...apps), apps);

const rulesOf = (findings: Finding[]): RuleId[] => findings.map(({ rule }) => rule);

/** An app in which much is wrong that no person is needed for. */
const OPEN: PartialDefinition = {
  oauth: {
    callbackUrls: ['http://vendor.example/oauth', 'https://vendor.example/oauth', 'http://localhost:1717/cb'],
    scopes: ['full', 'web', 'refresh_token'],
    security: {
      requirePkce: false,
      rotateRefreshTokens: false,
      limitIdleRefreshTokens: false,
      requireSecretForWebServerFlow: false,
    },
  },
  policies: { permittedUsers: 'allSelfAuthorized', refreshToken: 'validUntilRevoked' },
};

describe('what mends apps without a person', () => {
  it('puts all mends of an app into one definition', () => {
    const [{ definition, findings }, ...others] = fix(auditedApp(OPEN)).apps;
    expect(others).to.deep.equal([]);
    expect(definition).to.deep.equal({
      name: 'Vendor',
      oauth: {
        callbackUrls: ['https://vendor.example/oauth', 'http://localhost:1717/cb'],
        scopes: ['web', 'refresh_token'],
        security: {
          requirePkce: true,
          rotateRefreshTokens: true,
          limitIdleRefreshTokens: true,
          requireSecretForWebServerFlow: true,
        },
      },
      policies: {
        permittedUsers: 'adminApproved',
        refreshToken: { expireAfterIdle: { amount: 30, unit: 'days' } },
      },
    });
    expect(findings).to.have.length(8);
  });

  it('leaves nothing that a rule finds', () => {
    const app = auditedApp(OPEN);
    const [{ definition }] = fix(app).apps;
    const mended = auditedApp(mergeDefinitions(app.definition, definition));
    expect(auditApps([mended], auditFacts()).findings).to.deep.equal([]);
  });

  it('gives each app its own', () => {
    const scopes = (name: string, scope: 'web' | 'id'): AuditedApp =>
      auditedApp({ name: apiName.parse(name), oauth: { scopes: ['full', scope] } });
    const { apps } = fix(scopes('One', 'web'), scopes('Two', 'id'), auditedApp());
    expect(apps.map(({ definition: { name, oauth } }) => [name, oauth?.scopes])).to.deep.equal([
      ['One', ['web']],
      ['Two', ['id']],
    ]);
  });

  it('leaves to a person what one must say, decide or delete', () => {
    const app = auditedApp(
      {
        oauth: { security: { refreshTokenIpAllowlist: [] }, flows: { clientCredentials: true } },
        policies: { permittedUsers: 'allSelfAuthorized', permissionSets: [], runAs: 'admin@example.com' },
      },
      { createdDate: '2020-01-01T00:00:00.000Z' }
    );
    const { apps, left } = fix(app);
    expect(apps).to.deep.equal([]);
    expect(rulesOf(left)).to.have.members(['allowlist-empty', 'self-authorized', 'run-as-admin', 'secret-access-on']);
  });

  it('leaves to the publisher what is the publisher’s, and mends what is the org’s own', () => {
    const name = apiNameFromOrg('acme__Shop');
    const { apps, left } = fix(auditedApp({ ...OPEN, name }, { installedFrom: 'acme' }));
    expect(apps.map(({ definition }) => definition)).to.deep.equal([
      {
        name,
        policies: { permittedUsers: 'adminApproved', refreshToken: { expireAfterIdle: { amount: 30, unit: 'days' } } },
      },
    ]);
    expect(rulesOf(left)).to.include.members(['pkce-off', 'scope-full', 'callback-http']);
  });

  it('touches nothing that is accepted', () => {
    const app = auditedApp({ oauth: { security: { requirePkce: false, rotateRefreshTokens: false } } });
    const findings = findingsIn(app).map((finding) =>
      finding.rule === 'pkce-off'
        ? { ...finding, accepted: { reason: 'The vendor is not ready.', until: null } }
        : finding
    );
    const { apps, left } = fixesFor(findings, [app]);
    expect(apps.map(({ definition }) => definition.oauth)).to.deep.equal([{ security: { rotateRefreshTokens: true } }]);
    expect(rulesOf(left)).to.deep.equal(['secret-access-on']);
  });
});
