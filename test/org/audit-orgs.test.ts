import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stubSfCommandUx } from '@salesforce/sf-plugins-core';
import { SfError } from '@salesforce/core';
import { expect } from 'chai';
import sinon from 'sinon';
import type { LocalOrg } from '../../local-org/index.js';
import EcaAudit, { type EcaAuditResult } from '../../src/commands/eca/audit.js';
import type { OrgsReport } from '../../src/fleet/orgsReport.js';
import { auditOrg } from '../../src/operations/auditOrg.js';
import { auditOrgs } from '../../src/operations/auditOrgs.js';
import { applyFixes, findFixes, planFixes } from '../../src/operations/fixApps.js';
import { EcaCommand } from '../../src/ui/ecaCommand.js';
import { terminalPrompter } from '../../src/ui/prompts.js';
import { failureOf, recordRun } from '../support/operations.js';
import { deploysIn } from '../support/packages.js';
import { PACKAGE_ROOT } from '../support/realCli.js';
import { startRecordedOrg, type RecordedOrg } from '../support/recordedOrg.js';
import { saveLogin } from '../support/savedLogin.js';
import { stubTables } from '../support/tables.js';
import { appOf, setUp } from '../support/vendorApp.js';

const openApp = (name: string): Parameters<typeof setUp>[1] =>
  appOf(name, {
    label: name,
    'oauth.callbackUrls': [`http://${name.toLowerCase()}.example/oauth`],
    'oauth.scopes': ['full', 'refresh_token'],
    'oauth.security.requirePkce': false,
  });

describe('auditing several orgs', () => {
  const sandbox = sinon.createSandbox();
  let orgs: Record<'one' | 'two', RecordedOrg>;
  let folder: string;
  let ux: ReturnType<typeof stubSfCommandUx>;

  const start = async (domain: string): Promise<RecordedOrg> => {
    const recorded = await startRecordedOrg({ policy: 'open', domain });
    await saveLogin({ ...recorded.org, instanceUrl: recorded.recorder.url });
    return recorded;
  };
  const user = ({ org }: { org: LocalOrg }): string => org.username;
  const onBoth = (...words: string[]): string[] => ['-o', user(orgs.one), '-o', user(orgs.two), ...words];
  const audit = async (words: string[]): Promise<EcaAuditResult> => EcaAudit.run(words, PACKAGE_ROOT);
  const auditBoth = async (...words: string[]): Promise<OrgsReport & Pick<EcaAuditResult, 'fix'>> =>
    (await audit(onBoth(...words))) as OrgsReport & Pick<EcaAuditResult, 'fix'>;
  const printed = (): string => ux.log.args.flat().join('\n');
  const warned = (): string => ux.warn.args.map(([warning]) => String(warning)).join('\n');
  const deploysOf = async ({ recorder }: RecordedOrg): Promise<number> => (await deploysIn(recorder.requests)).length;
  const acceptFile = async (...lines: string[]): Promise<string> => {
    const file = join(folder, 'accept.yaml');
    await writeFile(file, lines.join('\n'));
    return file;
  };
  const openRules = async ({ connection }: RecordedOrg): Promise<string[]> =>
    (await auditOrg(recordRun(), { connection, now: new Date() })).report.findings.map(({ rule }) => rule);
  const atTerminal = (typed: string): void => {
    sandbox.stub(EcaCommand.prototype as unknown as { isAtTerminal: () => boolean }, 'isAtTerminal').returns(true);
    sandbox.stub(terminalPrompter, 'ask').resolves(typed);
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sf-plugin-eca-audit-'));
    orgs = { one: await start('one.example'), two: await start('two.example') };
    await setUp(orgs.one.connection, openApp('Shop'));
    await setUp(orgs.two.connection, openApp('Shop'));
    await setUp(orgs.two.connection, openApp('Ledger'));
    Object.values(orgs).forEach(({ recorder }) => (recorder.requests.length = 0));
    ux = stubSfCommandUx(sandbox);
    stubTables(sandbox);
  });
  afterEach(async () => {
    sandbox.restore();
    process.exitCode = undefined;
    await Promise.all(Object.values(orgs).flatMap(({ org, recorder }) => [recorder.stop(), org.stop()]));
    await rm(folder, { recursive: true });
  });

  it('gives one report, and asks no org for more than an audit of it alone', async () => {
    const report = await auditBoth('--rule', 'callback-http');
    expect(report.findings.map(({ org, app }) => [org, app])).to.deep.equal([
      [user(orgs.one), 'Shop'],
      [user(orgs.two), 'Ledger'],
      [user(orgs.two), 'Shop'],
    ]);
    expect(printed()).to.match(/^Orgs judged: 2 of 2\. Apps judged: 3\. Found: 3 high/);
    expect(process.exitCode).to.equal(undefined);
    const asked = orgs.one.recorder.requests.length;
    orgs.one.recorder.requests.length = 0;
    await audit(['-o', user(orgs.one), '--rule', 'callback-http']);
    expect(asked).to.equal(orgs.one.recorder.requests.length);
  });

  it('asks an org that is named twice once', async () => {
    const report = await audit(['-o', user(orgs.one), '-o', user(orgs.one)]);
    expect(report).to.have.nested.property('org.username', user(orgs.one));
  });

  it('names an org that cannot be asked, tells what the others have, and ends with 1', async () => {
    orgs.one.recorder.interfere = () => 'expired';
    const report = await auditBoth('--rule', 'callback-http');
    expect(report.orgs.map(({ error }) => error?.name)).to.deep.equal(['SessionExpiredError', undefined]);
    expect(report.findings).to.have.length(2);
    expect(process.exitCode).to.equal(1);
    expect(printed()).to.include(`${user(orgs.one)} could not be asked:`);
    expect(printed()).to.include(`sf org login web --alias ${user(orgs.one)}`);
  });

  it('says what sf says of an org that it does not know, before it asks any', async () => {
    const error = await failureOf(audit(onBoth('-o', 'nobody@nowhere.example')));
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
      const file = join(folder, `apps.${ending}`);
      await auditBoth('--output-file', file);
      const text = await readFile(file, 'utf8');
      expect(text.startsWith(beginning)).to.equal(true);
      expect(text).to.include('one.example').and.to.include('two.example').and.to.include('Ledger');
    });
  }

  describe('with acceptances', () => {
    const RULE = ['--rule', 'callback-http', '--fail-on', 'high'];

    it('passes where all that is found is accepted', async () => {
      const file = await acceptFile('- { rule: callback-http, reason: TICKET-12, until: 2199-12-31 }');
      const report = await auditBoth(...RULE, '--accept', file);
      expect([report.summary.high, report.accepted, process.exitCode]).to.deep.equal([0, 3, undefined]);
      expect(report.findings[0].accepted).to.deep.equal({ reason: 'TICKET-12', until: '2199-12-31' });
      expect(report.acceptances.map(({ state }) => state)).to.deep.equal(['applies']);
      expect(printed()).to.include('Accepted: 3.').and.to.include('Accepted until 2199-12-31: TICKET-12');
    });

    it('fails by what is not accepted', async () => {
      const file = await acceptFile(`- { rule: callback-http, org: ${user(orgs.two)}, app: shop, reason: TICKET-12 }`);
      const report = await auditBoth(...RULE, '--accept', file);
      expect(report.findings.map(({ accepted }) => accepted?.reason)).to.deep.equal([
        undefined,
        undefined,
        'TICKET-12',
      ]);
      expect(process.exitCode).to.equal(1);
    });

    it('hides nothing by one that has run out, and tells of one that nothing needs', async () => {
      const file = await acceptFile(
        '- { rule: callback-http, reason: TICKET-12, until: 2020-01-31 }',
        '- { rule: callback-http, app: Gone, reason: TICKET-13 }',
        '- { rule: scope-full, app: Gone, reason: not asked here }'
      );
      const report = await auditBoth(...RULE, '--accept', file);
      expect([report.summary.high, report.accepted]).to.deep.equal([3, 0]);
      expect(report.acceptances.map(({ state }) => state)).to.deep.equal(['runOut', 'notNeeded']);
      expect(warned()).to.include('accept.yaml:1:3').and.to.include('ran out on 2020-01-31');
      expect(warned()).to.include('TICKET-13').and.not.to.include('not asked here');
    });

    it('fails by one that nothing needs, where a pipeline relies on it, and otherwise only tells', async () => {
      const file = await acceptFile(
        '- { rule: callback-http, reason: TICKET-12 }',
        '- { rule: callback-http, app: Gone, reason: TICKET-13 }'
      );
      await auditBoth(...RULE, '--accept', file);
      expect(process.exitCode).to.equal(1);
      await auditBoth('--rule', 'callback-http', '--accept', file);
      expect(process.exitCode).to.equal(undefined);
    });

    it('says all that is wrong with them before it asks an org', async () => {
      const file = await acceptFile('- { rule: callback-htp, reason: x }', '- { reason: x }');
      const error = await failureOf(auditBoth('--accept', file));
      expect([error.name, error.data]).to.deep.include('InvalidInputError');
      expect(error.data).to.have.length(2);
      expect(orgs.one.recorder.requests).to.deep.equal([]);
    });
  });

  describe('mends', () => {
    const MENDED = ['pkce-off', 'rotation-off', 'idle-limit-off', 'scope-full', 'callback-http'];

    it('each app by all its mends, after the person has typed yes', async () => {
      atTerminal('yes');
      const { fix } = await auditBoth('--fix');
      expect(fix?.apps.map(({ org, app, state }) => [org, app, state])).to.deep.equal([
        [user(orgs.one), 'Shop', 'updated'],
        [user(orgs.two), 'Ledger', 'updated'],
        [user(orgs.two), 'Shop', 'updated'],
      ]);
      for (const org of Object.values(orgs)) expect(await openRules(org)).not.to.include.members(MENDED);
      const [{ changes }] = fix?.apps ?? [];
      const callback = changes.find(({ setting }) => setting === 'oauth.callbackUrls');
      expect(callback?.after).to.deep.equal(['https://shop.example/oauth']);
      expect([await deploysOf(orgs.one), await deploysOf(orgs.two)]).to.deep.equal([1, 2]);
      expect(process.exitCode).to.equal(0);
      const shown = printed();
      expect(shown)
        .to.match(/- http:\/\/ledger\.example\/oauth/)
        .and.to.include('ask the vendor before you mend');
      expect(shown)
        .to.include(`${user(orgs.two)}/Ledger: mended.`)
        .and.to.include('Left to a person');
    });

    it('nothing where the person types anything else', async () => {
      atTerminal('y');
      expect((await failureOf(auditBoth('--fix'))).name).to.equal('FixDeclinedError');
      expect([await deploysOf(orgs.one), await deploysOf(orgs.two)]).to.deep.equal([0, 0]);
    });

    it('nothing where nobody can be asked, and asks no org first', async () => {
      expect((await failureOf(auditBoth('--fix'))).name).to.equal('FixNoTerminalError');
      expect(orgs.one.recorder.requests).to.deep.equal([]);
    });

    it('in a script with --no-prompt, and not what is accepted', async () => {
      const file = await acceptFile('- { rule: callback-http, app: Shop, reason: TICKET-12 }');
      await auditBoth('--fix', '--no-prompt', '--accept', file);
      expect(await openRules(orgs.one))
        .to.include('callback-http')
        .and.not.to.include('scope-full');
    });

    it('nothing in a rehearsal, which the orgs take', async () => {
      const { fix } = await auditBoth('--fix', '--dry-run');
      expect(new Set(fix?.apps.map(({ state }) => state))).to.deep.equal(new Set(['validated']));
      expect(await openRules(orgs.one)).to.include.members(MENDED);
    });

    it('the others where one cannot be mended, and ends with 1', async () => {
      orgs.one.recorder.interfere = ({ operation }) => (operation === 'deploy' ? 'expired' : undefined);
      const { fix } = await auditBoth('--fix', '--no-prompt');
      expect(fix?.apps.map(({ state, error }) => [state, error === null])).to.deep.equal([
        ['failed', false],
        ['updated', true],
        ['updated', true],
      ]);
      expect(process.exitCode).to.equal(1);
    });

    it('no app that has changed since it was judged: what came into a list must not go', async () => {
      const { org, connection } = orgs.one;
      const explain = (error: Error): SfError => SfError.wrap(error);
      const named = { alias: 'one', names: ['one'], connect: () => Promise.resolve(connection) };
      const outcome = await auditOrgs(recordRun(), { orgs: [named], acceptances: [], now: new Date(), explain });
      await setUp(connection, appOf('Shop', { 'oauth.scopes': ['full', 'refresh_token', 'web'] }));
      const before = await openRules(orgs.one);
      const options = { dryRun: false, waitMs: 60_000, resumeCommand: () => org.username, explain };
      const planned = await planFixes(recordRun(), findFixes(outcome).apps, options);
      const [applied] = await applyFixes(recordRun(), planned, options);
      expect('error' in applied && applied.error.name).to.equal('ChangedMeanwhileError');
      expect(await openRules(orgs.one)).to.deep.equal(before);
    });

    it('by files, one an app in a folder of its org, that create takes', async () => {
      const out = join(folder, 'mends');
      const { fix } = await auditBoth('--fix', '--output-dir', out);
      expect(fix?.apps.map(({ path }) => path)).to.deep.equal([
        join(out, user(orgs.one), 'Shop.yaml'),
        join(out, user(orgs.two), 'Ledger.yaml'),
        join(out, user(orgs.two), 'Shop.yaml'),
      ]);
      expect([await deploysOf(orgs.one), await deploysOf(orgs.two)]).to.deep.equal([0, 0]);
      const [{ path, command }] = fix?.apps ?? [];
      expect(command).to.equal(
        `sf eca create --definition-file ${path ?? ''} --update-existing --target-org ${user(orgs.one)}`
      );
      await setUp(orgs.one.connection, { definitionFile: path ?? '', parameters: [], flags: [] });
      expect(await openRules(orgs.one)).not.to.include.members(MENDED);
    });

    it('by files that overwrite nothing, unless that is said', async () => {
      const words = ['-o', user(orgs.one), '--fix', '--output-dir', folder];
      await audit(words);
      const file = join(folder, 'Shop.yaml');
      await writeFile(file, 'mine');
      expect((await failureOf(audit(words))).name).to.equal('FixExistsError');
      expect(await readFile(file, 'utf8')).to.equal('mine');
      await audit([...words, '--force']);
      expect(await readFile(file, 'utf8')).to.match(/^name: Shop\n/);
    });
  });
});
