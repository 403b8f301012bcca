import { createRequire } from 'node:module';
import formats from 'ajv-formats';
import Ajv from 'ajv-draft-04';
import { expect } from 'chai';
import { auditApps, type AuditReport } from '../../../../src/audit/audit.js';
import { acceptFindings } from '../../../../src/fleet/acceptedFindings.js';
import { mergeReports, type OrgOutcome } from '../../../../src/fleet/orgsReport.js';
import { apiName } from '../../../../src/settings/apiNames.js';
import { findingRows, ORG_FINDING_COLUMNS } from '../../../../src/ui/audit/lines.js';
import { describeOrgsReport } from '../../../../src/ui/audit/orgLines.js';
import { toOrgsHtml } from '../../../../src/ui/audit/orgsHtml.js';
import { toSarif } from '../../../../src/ui/audit/sarif.js';
import { auditedApp, auditFacts, NOW } from '../../../support/audit.js';

const require = createRequire(import.meta.url);

const audit = (username: string, scopes: Record<string, Array<'full' | 'web' | 'id'>>): AuditReport =>
  auditApps(
    Object.entries(scopes).map(([name, wanted]) =>
      auditedApp({ name: apiName.parse(name), label: 'Vendor', oauth: { scopes: wanted } })
    ),
    auditFacts({ org: { ...auditFacts().org, username }, apiVersion: username.includes('old') ? 65 : 68 })
  );

const accepted = (report: AuditReport): AuditReport =>
  acceptFindings(
    report,
    { names: ['uat'] },
    [{ rule: 'scope-full', app: 'Shop', reason: 'TICKET-12', until: '2027-03-01', where: 'accept.yaml:1:3' }],
    NOW
  );

const OUTCOMES: OrgOutcome[] = [
  { alias: 'prod', report: audit('admin@prod.example', { Billing: ['full', 'web'], Shop: ['full', 'id'] }) },
  {
    alias: 'down',
    error: Object.assign(new Error('The org did not answer.'), { actions: ['Try again later.'] }),
  },
  { alias: 'uat', report: accepted(audit('admin@old.example', { Ledger: ['full', 'web'], Shop: ['full', 'id'] })) },
];

const STALE = {
  ...{ org: null, app: 'Gone', setting: null, rule: 'pkce-off', reason: 'TICKET-9', until: null },
  where: 'accept.yaml:7:3',
  state: 'notNeeded' as const,
};

const report = mergeReports(OUTCOMES, [STALE], NOW);

const count = (text: string, part: string): number => text.split(part).length - 1;

describe('one report over several orgs', () => {
  it('has all findings with their orgs, and each rule once', () => {
    expect(report.findings.map(({ org, app, accepted: isAccepted }) => [org, app, isAccepted !== null])).to.deep.equal([
      ['prod', 'Billing', false],
      ['prod', 'Shop', false],
      ['uat', 'Ledger', false],
      ['uat', 'Shop', true],
    ]);
    expect(new Set(report.rules.map(({ id }) => id)).size).to.equal(report.rules.length);
    expect([report.summary, report.accepted]).to.deep.equal([{ low: 0, medium: 0, high: 3 }, 1]);
  });

  it('names the org that could not be asked, with its error', () => {
    expect(report.orgs.map(({ alias, error }) => [alias, error?.message])).to.deep.equal([
      ['prod', undefined],
      ['down', 'The org did not answer.'],
      ['uat', undefined],
    ]);
  });

  it('is a table with a column for the org', () => {
    expect(ORG_FINDING_COLUMNS.map(({ key }) => key)).to.include('org');
    expect(findingRows(report.findings)[0]).to.include({ org: 'prod', app: 'Billing', rule: 'scope-full' });
  });

  it('is text that says each rule once, and below it each org and app with its own mend', () => {
    const text = describeOrgsReport(report).join('\n');
    expect(text).to.match(/^Orgs judged: 2 of 3\. Apps judged: 4\. Found: 3 high, 0 medium, 0 low\. Accepted: 1\.\n/);
    expect(text).to.include('down could not be asked: The org did not answer.\n  Try again later.');
    expect(count(text, 'The scope full gives a client')).to.equal(1);
    expect(text).to.include(
      'What mends it in prod/Billing: sf eca create --name Billing --scope web --update-existing --target-org admin@prod.example\n  and likewise in: uat/Ledger\n'
    );
    expect(text).to.include('What mends it in prod/Shop: sf eca create --name Shop --scope id');
    expect(text).to.include('  uat/Shop: Accepted until 2027-03-01: TICKET-12');
    expect(text).to.include('Not judged in uat: idle-limit-off');
    expect(text).to.include('accept.yaml:7:3: the acceptance of pkce-off, Gone is of no use any more (TICKET-9)');
  });

  it('is a page that says each rule once, and holds every finding, every org and every error', () => {
    const html = toOrgsHtml(report);
    expect(html).not.to.match(/<script|<link|<img|<iframe|@import|url\(|\son\w+=/i);
    expect(count(html, 'The scope full gives a client')).to.equal(1);
    for (const part of ['prod', 'uat', 'The org did not answer.', 'TICKET-12', 'TICKET-9', 'Ledger', '--scope web'])
      expect(html).to.include(part);
    expect(count(html, 'eca create --name Shop')).to.equal(1);
    const open = [...html.matchAll(/<([a-z]\w*)/g)].map(([, tag]) => tag);
    const closed = [...html.matchAll(/<\/([a-z]\w*)/g)].map(([, tag]) => tag);
    expect(open.filter((tag) => tag !== 'meta').sort()).to.deep.equal(closed.sort());
  });

  it('is SARIF with a run an org, and passes the official schema', () => {
    const schema = require('@microsoft/sarif-matcher-utils/lib/schemas/sarif-2.1.0-rtm.5.json') as object;
    const ajv = new Ajv.default({ strict: false, unicodeRegExp: false, allErrors: true });
    formats.default(ajv);
    const log = toSarif(OUTCOMES, '1.2.3');
    expect(ajv.validate(schema, JSON.parse(JSON.stringify(log))), JSON.stringify(ajv.errors)).to.equal(true);
    expect(log.runs.map(({ invocations }) => invocations?.[0].executionSuccessful)).to.deep.equal([true, false, true]);
    expect(new Set(log.runs.map(({ automationDetails }) => automationDetails?.id)).size).to.equal(3);
    expect(log.runs[2].results?.map(({ suppressions }) => suppressions)).to.deep.equal([
      undefined,
      [{ kind: 'external', status: 'accepted', justification: 'TICKET-12 (2027-03-01)' }],
    ]);
  });
});
