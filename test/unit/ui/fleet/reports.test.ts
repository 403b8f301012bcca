import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { XMLParser } from 'fast-xml-parser';
import type {
  AppReport,
  AppResult,
  FleetChange,
  FleetReport,
  OrgReport,
} from '../../../../src/operations/fleet/report.js';
import { exitCodeOfFleet } from '../../../../src/ui/exitCodes.js';
import { toHtml } from '../../../../src/ui/fleet/html.js';
import { toJunit } from '../../../../src/ui/fleet/junit.js';
import { describeFleet, describeSummary, fleetRows } from '../../../../src/ui/fleet/lines.js';
import { checkReportFiles, writeReports } from '../../../../src/ui/fleet/reportFiles.js';
import { recordRun } from '../../../support/operations.js';

const app = (key: string, more: Partial<AppReport> = {}): AppReport => ({
  ...{ app: key, name: key, state: 'unchanged', changes: [], beside: [], differences: [], accepted: [] },
  ...{ lastChange: null, lostSince: null, warnings: [], error: null, fingerprint: 'f', result: null },
  ...more,
});

const result = (outcome: AppResult['outcome'], more: Partial<AppResult> = {}): AppResult => ({
  ...{ outcome, consumerKey: null, isKeyNew: false, deployId: null, credentials: null, test: null, nextSteps: [] },
  error: null,
  ...more,
});

const org = (name: string, apps: AppReport[], more: Partial<OrgReport> = {}): OrgReport => ({
  ...{ org: name, username: `admin@${name}`, instanceUrl: `https://${name}.example`, orgId: '00D', isRefreshed: false },
  ...{ error: null, unmanaged: [], apps },
  ...more,
});

const report = (orgs: OrgReport[], more: Partial<FleetReport> = {}): FleetReport => ({
  ...{ kind: 'plan', fleet: 'eca-fleet.yaml', at: '2026-11-28T10:00:00.000Z', shards: [], acceptances: [] },
  selection: { orgs: null, apps: null },
  orgs,
  summary: { create: 1, update: 0, drift: 1, delete: 0, unchanged: 1, failed: 1 },
  ...more,
});

const CHANGE = { setting: 'label', before: 'Old', after: 'New', removed: [], cause: 'org' } satisfies FleetChange;
const DOWN = { name: 'DownError', message: 'no <answer> & "none"', actions: ['Try again.'] };
const DRIFT = app('billing', {
  state: 'drift',
  changes: [CHANGE],
  lastChange: { by: 'Ada Admin', at: '2026-11-27T09:30:00.000Z' },
});

const PLAN = report(
  [
    org('prod', [app('plauti', { state: 'create', lostSince: '2026-11-01T08:00:00.000Z' }), DRIFT]),
    org('uat', [DRIFT, app('board')], { unmanaged: ['Old_App'], isRefreshed: true }),
    org('down', [app('plauti', { state: 'failed' })], { error: DOWN, instanceUrl: null }),
  ],
  {
    acceptances: [
      {
        ...{ org: 'uat', app: 'board', setting: 'label', rule: null, reason: 'TICKET-1', until: '2026-01-01' },
        ...{ where: 'eca-fleet.yaml:9:5', state: 'runOut' },
      },
    ],
  }
);

describe('a report of many orgs', () => {
  it('has a row for each app of each org, and one for an org that is down', () => {
    expect(fleetRows(PLAN)).to.deep.equal([
      { org: 'prod', app: 'plauti', state: 'to create', about: 'was there at 2026-11-01 08:00 UTC' },
      {
        ...{ org: 'prod', app: 'billing', state: 'changed in the org' },
        about: 'settings: 1; last changed by Ada Admin, 2026-11-27 09:30 UTC',
      },
      {
        ...{ org: 'uat', app: 'billing', state: 'changed in the org' },
        about: 'settings: 1; last changed by Ada Admin, 2026-11-27 09:30 UTC',
      },
      { org: 'uat', app: 'board', state: 'as it should be', about: '' },
      { org: 'down', app: '', state: 'failed', about: 'no <answer> & "none"' },
    ]);
    expect(describeSummary(PLAN)).to.equal(
      'Orgs: 3. Apps: 1 to create, 1 changed in the org, 1 as they should be, 1 failed.'
    );
  });

  it('tells the same change of an app once for all orgs, and what else there is to know', () => {
    const text = describeFleet(PLAN).join('\n');
    expect(text).to.include('billing in prod, uat\n');
    expect(text.match(/Old, will be New/g)).to.have.length(1);
    expect(text).to.include('uat has apps that the file says nothing of, and they are left as they are: Old_App');
    expect(text).to.include('uat is another org than');
    expect(text).to.include('It has run out');
    expect(text).to.include('down: no <answer> & "none"\n  Try again.');
  });

  it('tells of a run the new keys, where they went, what failed, and what is left to people', () => {
    const done = report(
      [
        org('prod', [
          app('plauti', { result: result('created', { consumerKey: 'KEY1', isKeyNew: true, nextSteps: ['Do it.'] }) }),
          app('billing', { result: result('failed', { error: DOWN }) }),
        ]),
        org('uat', [
          app('plauti', { result: result('created', { consumerKey: 'KEY2', isKeyNew: true, nextSteps: ['Do it.'] }) }),
          app('billing', { result: result('running', { deployId: '0Af1' }) }),
        ]),
      ],
      { kind: 'apply' }
    );
    const text = describeFleet(done).join('\n');
    expect(text).to.include('  prod, plauti: KEY1\n  uat, plauti: KEY2');
    expect(text).to.include('uat, billing: deploy 0Af1');
    expect(text).to.include('prod, billing: no <answer> & "none"');
    expect(text).to.include('Next steps for plauti in prod, and likewise in uat:\n1. Do it.');
    expect(fleetRows(done).map(({ state }) => state)).to.deep.equal(['created', 'failed', 'created', 'still running']);
  });

  it('becomes JUnit XML: a suite an org, a test an app, a failure for what differs, an error for what failed', () => {
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '',
      isArray: (name) => name === 'testcase',
    });
    interface Suite {
      name: string;
      tests: string;
      failures: string;
      errors: string;
      testcase: Array<{ name: string; failure?: { message: string }; error?: { message: string } }>;
    }
    const xml = parser.parse(toJunit(PLAN)) as { testsuites: { testsuite: Suite[] } };
    const suites = xml.testsuites.testsuite;
    expect(suites.map(({ name, tests, failures, errors }) => [name, tests, failures, errors])).to.deep.equal([
      ['prod', '2', '2', '0'],
      ['uat', '2', '1', '0'],
      ['down', '1', '0', '1'],
      ['acceptances', '1', '1', '0'],
    ]);
    expect(suites[0].testcase[1].failure?.message).to.include('last changed by Ada Admin');
    expect(suites[1].testcase[1]).to.deep.equal({ classname: 'uat', name: 'board' });
    expect(suites[2].testcase[0].error?.message).to.equal('no <answer> & "none"');
  });

  it('becomes a page that runs no script, takes nothing from elsewhere, and repeats no markup', () => {
    const page = toHtml(PLAN);
    expect(page).to.match(/^<!doctype html>/);
    expect(page).not.to.match(/<script|<link|<img|url\(|@import/i);
    expect(page).to.include("default-src 'none'");
    expect(page).to.include('no &lt;answer&gt; &amp; ');
    for (const name of ['prod', 'uat', 'down', 'plauti', 'billing', 'board']) expect(page).to.include(`>${name}`);
  });

  it('is written in the form that each ending asks for, without secrets and tokens', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'report-'));
    const token = '00D000000000001!AQ.abcdefghijklmnop';
    const said = report([org('prod', [app('x', { warnings: [token] })])]);
    const paths = ['r.json', 'r.xml', 'r.html'].map((name) => join(folder, name));
    await writeReports(recordRun(), paths, said);
    const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
    expect(JSON.parse(texts[0])).to.have.property('kind', 'plan');
    expect(texts[1]).to.include('<testsuites');
    expect(texts[2]).to.include('<table>');
    texts.forEach((text) => expect(text).not.to.include(token));
    await rm(folder, { recursive: true });
    expect(() => checkReportFiles(['a.json', 'b.txt', 'c'])).to.throw('2 things are wrong');
  });

  it('ends with what matters most', () => {
    const ending = (...orgs: OrgReport[]): number => exitCodeOfFleet(report(orgs));
    const applied = (...results: AppResult[]): number =>
      exitCodeOfFleet(
        report(
          [
            org(
              'o',
              results.map((one) => app('x', { result: one }))
            ),
          ],
          { kind: 'apply' }
        )
      );
    expect(ending(org('o', [app('x')]))).to.equal(0);
    expect(ending(org('o', [app('x'), DRIFT]))).to.equal(68);
    expect(ending(org('o', [DRIFT, app('x', { state: 'failed' })]))).to.equal(1);
    expect(ending(org('o', [app('x')]), org('down', [], { error: DOWN }))).to.equal(1);
    expect(applied(result('created'), result('unchanged'))).to.equal(0);
    expect(applied(result('created'), result('running'))).to.equal(69);
    expect(applied(result('running'), result('leftAlone'))).to.equal(1);
    expect(applied(result('notReached'))).to.equal(1);
    expect(applied(result('created', { test: { name: 'x', state: 'failed', flows: [] } }))).to.equal(68);
    expect(applied(result('created', { test: { name: 'x', state: 'notLive', flows: [] } }))).to.equal(69);
  });
});
