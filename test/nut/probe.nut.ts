import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import type { ProbeReport } from '../../scripts/probe/runProbe.js';
import { PACKAGE_ROOT, RealCli } from '../support/realCli.js';

interface Ended {
  status: number | null;
  text: string;
}

describe('npm run probe', () => {
  let cli: RealCli;
  let org: LocalOrg;

  before(async () => {
    // What the sf CLI knows of an org is all that the probe needs; the plugin is not linked there.
    cli = await RealCli.create({ link: false });
    org = await startLocalOrg();
    await cli.login(org, 'org');
  });
  after(async () => {
    await cli.dispose();
    await org.stop();
  });

  const probe = (
    words: string[],
    onText: (text: string, child: ChildProcess) => void = () => undefined
  ): Promise<Ended> =>
    new Promise((resolve, reject) => {
      const script = join(PACKAGE_ROOT, 'build', 'scripts', 'probe.js');
      const child = spawn(process.execPath, [script, '--target-org', 'org', ...words], {
        cwd: cli.home,
        env: cli.environment(),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let text = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          text += chunk.toString();
          onText(text, child);
        });
      }
      child.on('error', reject);
      child.on('close', (status) => resolve({ status, text }));
    });

  const apps = async (): Promise<unknown[]> => {
    const soql = 'SELECT DeveloperName FROM ExternalClientApplication';
    const words = ['data', 'query', '--query', soql, '--target-org', 'org'];
    return (await cli.json<{ records: unknown[] }>(words)).result.records;
  };

  it('does nothing in a production org before it is told twice to', async () => {
    const refused = await probe(['--no-prompt']);
    expect([refused.status, refused.text]).to.deep.equal([1, refused.text]);
    expect(refused.text).to.include('--yes-production');
    expect((await probe(['--yes-production'])).text).to.include('--no-prompt says yes beforehand');
    expect((await probe(['--wait', 'long'])).status).to.equal(2);
    expect(await apps()).to.deep.equal([]);
  });

  it('asks, reports, and leaves nothing', async () => {
    const words = ['--only', 'grants-once', '--only', 'allowlist-refused', '--output-file', 'probe.json'];
    const { status, text } = await probe([...words, '--no-prompt', '--yes-production']);
    expect([status, text]).to.deep.equal([0, text]);
    expect(text).to.include('0 contradicted, 0 undecided, 2 confirmed.');
    const report = JSON.parse(await readFile(join(cli.home, 'probe.json'), 'utf8')) as ProbeReport;
    expect(report.findings.map(({ id, verdict }) => [id, verdict])).to.deep.equal([
      ['grants-once', 'confirmed'],
      ['allowlist-refused', 'confirmed'],
    ]);
    expect(await apps()).to.deep.equal([]);
  });

  it('leaves nothing where Ctrl-C ends it', async () => {
    let isPressed = false;
    const { status, text } = await probe(['--no-prompt', '--yes-production', '--wait', '0'], (seen, child) => {
      if (isPressed || !seen.includes('second-component')) return;
      isPressed = true;
      child.kill('SIGINT');
    });
    expect([status, text]).to.deep.equal([130, text]);
    expect(text).to.include('The throw-away apps are deleted.');
    expect(await apps()).to.deep.equal([]);
  });
});
