import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from 'sarif';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import type { EcaAuditResult } from '../../src/commands/eca/audit.js';
import type { OrgsReport } from '../../src/fleet/orgsReport.js';
import { RealCli } from '../support/realCli.js';

const AUDIT = ['eca', 'audit', '--target-org', 'org'];

describe('sf eca audit', () => {
  let cli: RealCli;
  let org: LocalOrg;

  before(async () => {
    org = await startLocalOrg({ policy: 'open' });
    cli = await RealCli.create();
    await cli.login(org, 'org');
    const words = ['eca', 'create', '--name', 'Old_App', '--callback-url', 'http://vendor.example/oauth'];
    const scopes = ['--scope', 'full', '--scope', 'refresh_token'];
    expect((await cli.run([...words, ...scopes, '--target-org', 'org'])).status).to.equal(0);
  });
  after(async () => {
    await cli.dispose();
    await org.stop();
  });

  it('shows what it found, why it matters, and what mends it', async () => {
    const { status, stdout, stderr } = await cli.run(AUDIT);
    expect([status, stderr]).to.deep.equal([0, '']);
    expect(stdout).to.match(/^Apps judged: 1\. Found: 3 high, 4 medium, 1 low\./);
    expect(stdout).to.match(/high.*Old_App.*scope-full.*full, refresh_token/);
    expect(stdout).to.include('sf eca create --name Old_App --scope api --scope refresh_token --update-existing');
    expect(stdout).to.include('https://www.rfc-editor.org/rfc/rfc9700.html#section-2.3');
  });

  it('ends with 1 where something as severe as that is found, and with 0 otherwise', async () => {
    const failed = await cli.json<EcaAuditResult>([...AUDIT, '--rule', 'scope-full', '--fail-on', 'high']);
    expect([failed.exitCode, failed.status]).to.deep.equal([1, 1]);
    expect(failed.result.findings.map(({ rule }) => rule)).to.deep.equal(['scope-full']);
    const passed = await cli.json<EcaAuditResult>([...AUDIT, '--rule', 'self-authorized', '--fail-on', 'high']);
    expect([passed.exitCode, passed.result.summary.medium]).to.deep.equal([0, 1]);
  });

  it('writes a page, and a file for code scanning', async () => {
    const page = join(cli.home, 'apps.html');
    const { status, stdout } = await cli.run([...AUDIT, '--output-file', page]);
    expect(status).to.equal(0);
    expect(stdout).to.include(`Wrote the report to ${page}.`);
    expect(await readFile(page, 'utf8')).to.match(/^<!doctype html>[\s\S]*Old_App[\s\S]*<\/html>\s*$/);
    const { stdout: sarif } = await cli.run([...AUDIT, '--format', 'sarif', '--severity', 'high']);
    const log = JSON.parse(sarif) as Log;
    expect(log.runs[0].results?.map(({ level }) => level)).to.deep.equal(['error', 'error', 'error']);
    expect(log.runs[0].tool.driver.version).to.match(/^\d+\.\d+\.\d+/);
  });

  it('judges several orgs, lets be what is accepted, and mends the rest', async () => {
    const other = await startLocalOrg({ domain: 'uat.example' });
    await cli.login(other, 'uat');
    const accept = join(cli.home, 'accept.yaml');
    await writeFile(accept, '- { rule: callback-http, app: Old_App, org: org, reason: TICKET-12 }\n');
    const words = [...AUDIT, '--target-org', 'uat', '--severity', 'high', '--accept', accept, '--fix', '--no-prompt'];
    const { status, result } = await cli.json<OrgsReport & Pick<EcaAuditResult, 'fix'>>(words);
    await other.stop();
    expect(status).to.equal(0);
    expect(result.orgs.map(({ alias, apps, error }) => [alias, apps.length, error])).to.deep.equal([
      ['org', 1, null],
      ['uat', 0, null],
    ]);
    expect(result.findings.map(({ rule, accepted }) => [rule, accepted?.reason])).to.deep.equal([
      ['rotation-off', undefined],
      ['scope-full', undefined],
      ['callback-http', 'TICKET-12'],
    ]);
    expect(result.fix?.apps.map(({ app, state, rules }) => [app, state, rules])).to.deep.equal([
      ['Old_App', 'updated', ['rotation-off', 'scope-full']],
    ]);
  });
});
