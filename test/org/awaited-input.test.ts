import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { PACKAGE_ROOT } from '../support/realCli.js';

/** Runs a command in a process of its own, as it is compiled. */
const RUN = `
  const [module, root, ...words] = process.argv.slice(1);
  const { default: command } = await import(module);
  await command.run(words, root);
`;

const GENERATE = new URL('../../src/commands/eca/generate.js', import.meta.url).href;

(process.platform === 'win32' ? describe.skip : describe)('a command that waits for somebody to write', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'awaited-'));
    await promisify(execFile)('mkfifo', [join(folder, 'app.yaml')]);
  });
  after(() => rm(folder, { recursive: true }));

  for (const [file, from] of [
    ['app.yaml', 'app.yaml'],
    ['-', 'stdin'],
  ]) {
    it(`says so of ${from}, and ends when it is interrupted`, async () => {
      const words = ['--definition-file', file, '--output-dir', 'out', '--org-type', 'sandbox', '--json'];
      const child = spawn(
        process.execPath,
        ['--input-type=module', '--eval', RUN, '--', GENERATE, PACKAGE_ROOT, ...words],
        { cwd: folder, stdio: ['pipe', 'ignore', 'pipe'] }
      );
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('\n')) child.kill('SIGINT');
      });
      const status = await new Promise((resolve) => child.once('close', resolve));
      expect({ status, said }).to.deep.equal({ status: 130, said: `Waiting for input from ${from}\n` });
    });
  }
});
