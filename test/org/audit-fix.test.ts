import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SfError } from '@salesforce/core';
import { expect } from 'chai';
import { auditOrgs } from '../../src/operations/auditOrgs.js';
import { applyFixes, findFixes, planFixes } from '../../src/operations/fixApps.js';
import { audit, AuditedOrgs, deploysOf, rulesFound, userOf } from '../support/auditedOrgs.js';
import { failureOf, recordRun } from '../support/operations.js';
import { appOf, setUp } from '../support/vendorApp.js';

describe('an audit that mends', () => {
  let orgs: AuditedOrgs;

  beforeEach(async () => {
    orgs = await AuditedOrgs.start();
  });
  afterEach(() => orgs.stop());

  const MENDED = ['pkce-off', 'rotation-off', 'idle-limit-off', 'scope-full', 'callback-http'];

  it('each app by all its mends, after the person has typed yes', async () => {
    orgs.atTerminal('yes');
    const { fix } = await orgs.audit('--fix');
    expect(fix?.apps.map(({ org, app, state }) => [org, app, state])).to.deep.equal([
      [userOf(orgs.one), 'Shop', 'updated'],
      [userOf(orgs.two), 'Ledger', 'updated'],
      [userOf(orgs.two), 'Shop', 'updated'],
    ]);
    for (const org of [orgs.one, orgs.two]) expect(await rulesFound(org)).not.to.include.members(MENDED);
    const [{ changes }] = fix?.apps ?? [];
    const callback = changes.find(({ setting }) => setting === 'oauth.callbackUrls');
    expect(callback?.after).to.deep.equal(['https://shop.example/oauth']);
    expect([await deploysOf(orgs.one), await deploysOf(orgs.two)]).to.deep.equal([1, 2]);
    expect(process.exitCode).to.equal(0);
    const shown = orgs.printed();
    expect(shown)
      .to.match(/- http:\/\/ledger\.example\/oauth/)
      .and.to.include('ask the vendor before you mend');
    expect(shown)
      .to.include(`${userOf(orgs.two)}/Ledger: mended.`)
      .and.to.include('Left to a person');
  });

  it('nothing where the person types anything else', async () => {
    orgs.atTerminal('y');
    expect((await failureOf(orgs.audit('--fix'))).name).to.equal('FixDeclinedError');
    expect([await deploysOf(orgs.one), await deploysOf(orgs.two)]).to.deep.equal([0, 0]);
  });

  it('nothing where nobody can be asked, and asks no org first', async () => {
    expect((await failureOf(orgs.audit('--fix'))).name).to.equal('FixNoTerminalError');
    expect(orgs.one.recorder.requests).to.deep.equal([]);
  });

  it('in a script with --no-prompt, and not what is accepted', async () => {
    const file = await orgs.acceptFile('- { rule: callback-http, app: Shop, reason: TICKET-12 }');
    await orgs.audit('--fix', '--no-prompt', '--accept', file);
    expect(await rulesFound(orgs.one))
      .to.include('callback-http')
      .and.not.to.include('scope-full');
  });

  it('nothing in a rehearsal, which the orgs take', async () => {
    const { fix } = await orgs.audit('--fix', '--dry-run');
    expect(new Set(fix?.apps.map(({ state }) => state))).to.deep.equal(new Set(['validated']));
    expect(await rulesFound(orgs.one)).to.include.members(MENDED);
  });

  it('the others where one cannot be mended, and ends with 1', async () => {
    orgs.one.recorder.interfere = ({ operation }) => (operation === 'deploy' ? 'expired' : undefined);
    const { fix } = await orgs.audit('--fix', '--no-prompt');
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
    const before = await rulesFound(orgs.one);
    const options = { dryRun: false, waitMs: 60_000, resumeCommand: () => org.username, explain };
    const planned = await planFixes(recordRun(), findFixes(outcome).apps, options);
    const [applied] = await applyFixes(recordRun(), planned, options);
    expect('error' in applied && applied.error.name).to.equal('ChangedMeanwhileError');
    expect(await rulesFound(orgs.one)).to.deep.equal(before);
  });

  it('by files, one an app in a folder of its org, that create takes', async () => {
    const out = join(orgs.folder, 'mends');
    const { fix } = await orgs.audit('--fix', '--output-dir', out);
    expect(fix?.apps.map(({ path }) => path)).to.deep.equal([
      join(out, userOf(orgs.one), 'Shop.yaml'),
      join(out, userOf(orgs.two), 'Ledger.yaml'),
      join(out, userOf(orgs.two), 'Shop.yaml'),
    ]);
    expect([await deploysOf(orgs.one), await deploysOf(orgs.two)]).to.deep.equal([0, 0]);
    const [{ path, command }] = fix?.apps ?? [];
    expect(command).to.equal(
      `sf eca create --definition-file ${path ?? ''} --update-existing --target-org ${userOf(orgs.one)}`
    );
    await setUp(orgs.one.connection, { definitionFile: path ?? '', parameters: [], flags: [] });
    expect(await rulesFound(orgs.one)).not.to.include.members(MENDED);
  });

  it('by files that overwrite nothing, unless that is said', async () => {
    const words = ['-o', userOf(orgs.one), '--fix', '--output-dir', orgs.folder];
    await audit(words);
    const file = join(orgs.folder, 'Shop.yaml');
    await writeFile(file, 'mine');
    expect((await failureOf(audit(words))).name).to.equal('FixExistsError');
    expect(await readFile(file, 'utf8')).to.equal('mine');
    await audit([...words, '--force']);
    expect(await readFile(file, 'utf8')).to.match(/^name: Shop\n/);
  });
});
