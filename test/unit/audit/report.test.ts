import { expect } from 'chai';
import { auditApps } from '../../../src/audit/audit.js';
import { RULE_IDS } from '../../../src/audit/rules.js';
import type { PartialDefinition } from '../../../src/definition/schema.js';
import { apiName } from '../../../src/settings/apiNames.js';
import { auditedApp, auditFacts } from '../../support/audit.js';

describe('a report', () => {
  const A = apiName.parse('A');
  const B = apiName.parse('B');
  const bad: PartialDefinition = {
    oauth: { security: { rotateRefreshTokens: false, requirePkce: false } },
    policies: { permittedUsers: 'allSelfAuthorized' },
  };
  const apps = [auditedApp({ ...bad, name: B, label: 'Vendor' }), auditedApp({ ...bad, name: A, label: 'Vendor' })];

  it('tells the worst first, then what is the org’s, then app by app, and of an app in the order of the rules', () => {
    const { findings, summary } = auditApps(apps, auditFacts({ isSecretAccessOn: true }));
    expect(findings.map(({ severity, app, rule }) => [severity, app, rule])).to.deep.equal([
      ['high', 'A', 'pkce-off'],
      ['high', 'A', 'rotation-off'],
      ['high', 'B', 'pkce-off'],
      ['high', 'B', 'rotation-off'],
      ['medium', null, 'secret-access-on'],
      ['medium', 'A', 'self-authorized'],
      ['medium', 'B', 'self-authorized'],
    ]);
    expect(summary).to.deep.equal({ low: 0, medium: 3, high: 4 });
  });

  it('counts what is of little weight too', () => {
    const unused = auditedApp({}, { createdDate: '2025-01-01T00:00:00.000Z' });
    const { summary } = auditApps([unused], auditFacts({ tokenUse: new Map() }));
    expect(summary).to.deep.equal({ low: 1, medium: 0, high: 0 });
  });

  it('names the org, the day and the apps that were judged', () => {
    const { org, auditedAt, apps: judged } = auditApps(apps, auditFacts());
    expect({ org, auditedAt, judged }).to.deep.equal({
      org: { username: 'admin@example.com', instanceUrl: 'https://acme.my.salesforce.com' },
      auditedAt: '2026-11-24T12:00:00.000Z',
      judged: ['B', 'A'].map((name) => ({
        name,
        installedFrom: null,
        label: 'Vendor',
        url: `https://acme.my.salesforce-setup.com/lightning/setup/ManageExternalClientApplication/${name}`,
      })),
    });
  });

  it('judges by every rule for which the API version shows enough', () => {
    const hidden = ['idle-limit-off', 'allowlist-empty'];
    const { rules, notJudged } = auditApps([], auditFacts({ apiVersion: 65 }));
    expect(rules.map(({ id }) => id)).to.deep.equal(RULE_IDS.filter((id) => !hidden.includes(id)));
    expect(notJudged.map(({ rule }) => rule)).to.deep.equal(hidden);
    expect(auditApps([], auditFacts({ apiVersion: 66 })).notJudged).to.deep.equal([]);
  });
});
