import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { OrgsReport } from '../../src/fleet/orgsReport.js';
import { audit, AuditedOrgs, userOf } from '../support/auditedOrgs.js';
import { failureOf } from '../support/operations.js';

describe('auditing several orgs', () => {
  let orgs: AuditedOrgs;

  beforeEach(async () => {
    orgs = await AuditedOrgs.start();
  });
  afterEach(() => orgs.stop());

  it('gives one report, and asks no org for more than an audit of it alone', async () => {
    const report = await orgs.audit('--rule', 'callback-http');
    expect(report.findings.map(({ org, app }) => [org, app])).to.deep.equal([
      [userOf(orgs.one), 'Shop'],
      [userOf(orgs.two), 'Ledger'],
      [userOf(orgs.two), 'Shop'],
    ]);
    expect(orgs.printed()).to.match(/^Orgs judged: 2 of 2\. Apps judged: 3\. Found: 3 high/);
    expect(process.exitCode).to.equal(undefined);
    const asked = orgs.one.recorder.requests.length;
    orgs.one.recorder.requests.length = 0;
    await audit(['-o', userOf(orgs.one), '--rule', 'callback-http']);
    expect(asked).to.equal(orgs.one.recorder.requests.length);
  });

  it('judges the orgs of a fleet file, and lets be what that accepts of rules, by its own names for apps', async () => {
    const fleet = join(orgs.folder, 'fleet.yaml');
    await writeFile(
      fleet,
      `apps: { store: { name: Shop, label: Shop, oauth: { callbackUrls: [https://shop.example/oauth] } } }
orgs:
  first: { org: ${userOf(orgs.one)}, apps: all }
  second: { org: ${userOf(orgs.two)}, apps: all }
accept:
  - { org: second, app: store, rule: callback-http, reason: TICKET-12 }
  - { app: store, setting: label, reason: of no concern to an audit }
`
    );
    const report = (await audit(['--fleet', fleet, '--rule', 'callback-http'])) as OrgsReport;
    expect(report.findings.map(({ org, app, accepted }) => [org, app, accepted?.reason])).to.deep.equal([
      [userOf(orgs.one), 'Shop', undefined],
      [userOf(orgs.two), 'Ledger', undefined],
      [userOf(orgs.two), 'Shop', 'TICKET-12'],
    ]);
    expect(report.acceptances.map(({ state }) => state)).to.deep.equal(['applies']);
  });

  it('asks an org that is named twice once', async () => {
    const report = await audit(['-o', userOf(orgs.one), '-o', userOf(orgs.one)]);
    expect(report).to.have.nested.property('org.username', userOf(orgs.one));
  });

  it('names an org that cannot be asked, tells what the others have, and ends with 1', async () => {
    orgs.one.recorder.interfere = () => 'expired';
    const report = await orgs.audit('--rule', 'callback-http');
    expect(report.orgs.map(({ error }) => error?.name)).to.deep.equal(['SessionExpiredError', undefined]);
    expect(report.findings).to.have.length(2);
    expect(process.exitCode).to.equal(1);
    expect(orgs.printed()).to.include(`${userOf(orgs.one)} could not be asked:`);
    expect(orgs.printed()).to.include(`sf org login web --alias ${userOf(orgs.one)}`);
  });

  it('says once of an org that it is asked again, and which one that is', async () => {
    let failures = 2;
    orgs.two.recorder.interfere = ({ method }) => (method === 'GET' && failures-- > 0 ? 'unavailable' : undefined);
    const report = await orgs.audit('--rule', 'callback-http');
    expect(report.findings).to.have.length(3);
    expect(orgs.warned().match(/Asking again/g)).to.have.length(1);
    expect(orgs.warned()).to.include(`${userOf(orgs.two)}: `);
  });

  it('says what sf says of an org that it does not know, before it asks any', async () => {
    const error = await failureOf(orgs.audit('-o', 'nobody@nowhere.example'));
    expect(error.message).to.include('nobody@nowhere.example');
    expect(orgs.one.recorder.requests).to.deep.equal([]);
  });

  for (const [ending, beginning] of [
    ['html', '<!doctype html>'],
    ['sarif', '{\n  "$schema"'],
    ['json', '{\n  "auditedAt"'],
    ['txt', 'Orgs judged: 2 of 2.'],
  ]) {
    it(`writes the report as .${ending}`, async () => {
      const file = join(orgs.folder, `apps.${ending}`);
      await orgs.audit('--output-file', file);
      const text = await readFile(file, 'utf8');
      expect(text.startsWith(beginning)).to.equal(true);
      expect(text).to.include('one.example').and.to.include('two.example').and.to.include('Ledger');
    });
  }

  describe('with acceptances', () => {
    const RULE = ['--rule', 'callback-http', '--fail-on', 'high'];

    it('passes where all that is found is accepted', async () => {
      const file = await orgs.acceptFile('- { rule: callback-http, reason: TICKET-12, until: 2199-12-31 }');
      const report = await orgs.audit(...RULE, '--accept', file);
      expect([report.summary.high, report.accepted, process.exitCode]).to.deep.equal([0, 3, undefined]);
      expect(report.findings[0].accepted).to.deep.equal({ reason: 'TICKET-12', until: '2199-12-31' });
      expect(report.acceptances.map(({ state }) => state)).to.deep.equal(['applies']);
      expect(orgs.printed()).to.include('Accepted: 3.').and.to.include('Accepted until 2199-12-31: TICKET-12');
    });

    it('fails by what is not accepted', async () => {
      const file = await orgs.acceptFile(
        `- { rule: callback-http, org: ${userOf(orgs.two)}, app: shop, reason: TICKET-12 }`
      );
      const report = await orgs.audit(...RULE, '--accept', file);
      expect(report.findings.map(({ accepted }) => accepted?.reason)).to.deep.equal([
        undefined,
        undefined,
        'TICKET-12',
      ]);
      expect(process.exitCode).to.equal(1);
    });

    it('hides nothing by one that has run out, and tells of one that nothing needs', async () => {
      const file = await orgs.acceptFile(
        '- { rule: callback-http, reason: TICKET-12, until: 2020-01-31 }',
        '- { rule: callback-http, app: Gone, reason: TICKET-13 }',
        '- { rule: scope-full, app: Gone, reason: not asked here }'
      );
      const report = await orgs.audit(...RULE, '--accept', file);
      expect([report.summary.high, report.accepted]).to.deep.equal([3, 0]);
      expect(report.acceptances.map(({ state }) => state)).to.deep.equal(['runOut', 'notNeeded']);
      expect(orgs.warned()).to.include('accept.yaml:1:3').and.to.include('ran out on 2020-01-31');
      expect(orgs.warned()).to.include('TICKET-13').and.not.to.include('not asked here');
    });

    it('fails by one that nothing needs, where a pipeline relies on it, and otherwise only tells', async () => {
      const file = await orgs.acceptFile(
        '- { rule: callback-http, reason: TICKET-12 }',
        '- { rule: callback-http, app: Gone, reason: TICKET-13 }'
      );
      await orgs.audit(...RULE, '--accept', file);
      expect(process.exitCode).to.equal(1);
      await orgs.audit('--rule', 'callback-http', '--accept', file);
      expect(process.exitCode).to.equal(undefined);
    });

    it('says all that is wrong with them before it asks an org', async () => {
      const file = await orgs.acceptFile('- { rule: callback-htp, reason: x }', '- { reason: x }');
      const error = await failureOf(orgs.audit('--accept', file));
      expect([error.name, error.data]).to.deep.include('InvalidInputError');
      expect(error.data).to.have.length(2);
      expect(orgs.one.recorder.requests).to.deep.equal([]);
    });
  });
});
