import { createRequire } from 'node:module';
import formats from 'ajv-formats';
import Ajv from 'ajv-draft-04';
import { expect } from 'chai';
import fc from 'fast-check';
import { auditApps } from '../../../../src/audit/audit.js';
import { toHtml } from '../../../../src/ui/audit/html.js';
import { describeReport, type OneReport } from '../../../../src/ui/audit/lines.js';
import { toSarif } from '../../../../src/ui/audit/sarif.js';
import { auditedApp, auditFacts } from '../../../support/audit.js';
import { apiName, apiNameFromOrg } from '../../../../src/settings/apiNames.js';

const require = createRequire(import.meta.url);

const whole = (...audited: Parameters<typeof auditApps>): OneReport => ({ ...auditApps(...audited), acceptances: [] });

const reportOn = (name: string, label = name): OneReport =>
  whole(
    [
      auditedApp({
        name: apiNameFromOrg(name),
        label,
        oauth: { scopes: ['full', 'refresh_token'], security: { requirePkce: false } },
      }),
      auditedApp({ name: apiName.parse('Sound') }),
    ],
    auditFacts({ isSecretAccessOn: true, apiVersion: 65, tokenUse: undefined })
  );

const report = reportOn('Vendor');

describe('an audit as SARIF', () => {
  const schema = require('@microsoft/sarif-matcher-utils/lib/schemas/sarif-2.1.0-rtm.5.json') as object;
  const ajv = new Ajv.default({ strict: false, unicodeRegExp: false, allErrors: true });
  formats.default(ajv);
  const validate = ajv.compile(schema);

  const errorsIn = (log: unknown): unknown[] =>
    validate(JSON.parse(JSON.stringify(log))) ? [] : (validate.errors ?? []);

  it('passes the official schema of SARIF 2.1.0, with findings and without', () => {
    expect(errorsIn(toSarif([{ alias: 'org', report }], '1.2.3'))).to.deep.equal([]);
    expect(errorsIn(toSarif([{ alias: 'org', report: whole([], auditFacts()) }], '1.2.3'))).to.deep.equal([]);
    // The schema does tell.
    expect(errorsIn({ ...toSarif([{ alias: 'org', report }], '1.2.3'), runs: [{}] })).not.to.deep.equal([]);
  });

  it('has a result a finding, with level, rule, place and a fingerprint of its own', () => {
    const [run] = toSarif([{ alias: 'org', report }], '1.2.3').runs;
    const results = run.results ?? [];
    expect(results).to.have.length(report.findings.length);
    results.forEach((result, index) => {
      const finding = report.findings[index];
      expect(run.tool.driver.rules?.[result.ruleIndex ?? -1].id).to.equal(finding.rule);
      expect(result.level).to.equal({ high: 'error', medium: 'warning', low: 'note' }[finding.severity]);
      expect(result.locations?.[0].physicalLocation?.artifactLocation?.uri).to.equal(finding.url);
    });
    const prints = results.map(({ partialFingerprints }) => partialFingerprints?.['appAndRule/v1']);
    expect(new Set(prints).size).to.equal(results.length);
    expect(prints[0]).to.equal('ExternalClientApplication/Vendor/oauth.security.requirePkce#pkce-off');
  });

  it('notes what could not be judged', () => {
    const [{ invocations }] = toSarif([{ alias: 'org', report }], '1.2.3').runs;
    const noted = invocations?.[0].toolConfigurationNotifications?.map(({ associatedRule }) => associatedRule?.id);
    expect(noted).to.deep.equal(['idle-limit-off', 'allowlist-empty', 'unused']);
  });
});

describe('an audit as HTML', () => {
  const html = toHtml(report);

  it('needs nothing from elsewhere and runs no script', () => {
    expect(html).not.to.match(/<script|<link|<img|<iframe|@import|url\(|\son\w+=/i);
    expect(html).to.include("default-src 'none'");
    // Links lead to Setup and to sources; nothing is loaded from them.
    expect([...html.matchAll(/\ssrc=/g)]).to.deep.equal([]);
  });

  it('says every finding, what mends it, and every rule with its source', () => {
    const text = html
      .replaceAll('&#39;', "'")
      .replaceAll('&apos;', "'")
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
    for (const { message, mend } of report.findings) {
      expect(text).to.include(message).and.to.include(mend.command);
      if (mend.definition !== null) expect(text).to.include(mend.definition.trimEnd());
    }
    for (const { title, reason, source } of report.rules) {
      expect(text).to.include(title).and.to.include(reason).and.to.include(`href="${source}"`);
    }
    expect(text).to.include('Nothing found in').and.to.include('>Sound<');
  });

  it('is a page whatever an app is called', () => {
    const skeleton = (text: string): string[] => [...text.matchAll(/<\/?[a-z][^\s>]*/g)].map(([tag]) => tag);
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (label) => {
        const name = `<b>"'&${label}`;
        const page = toHtml(reportOn(name, label));
        expect(skeleton(page)).to.deep.equal(skeleton(html));
        expect(page).not.to.include('<b>');
      }),
      { numRuns: 50 }
    );
  });
});

describe('an audit as plain text', () => {
  it('says the same: summary, findings, what mends them, what could not be judged', () => {
    const text = describeReport(report).join('\n');
    expect(text).to.match(/^Apps judged: 2\. Found: 2 high, \d medium, 0 low\./);
    for (const { message, mend } of report.findings) expect(text).to.include(message).and.to.include(mend.command);
    expect(text).to.include('Not judged: unused');
  });

  it('says that nothing was found', () => {
    expect(describeReport(whole([auditedApp()], auditFacts()))[0]).to.equal('Apps judged: 1. Nothing found.');
  });
});
