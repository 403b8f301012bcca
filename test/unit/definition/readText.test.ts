import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { onWaiting, readText } from '../../../src/definition/readText.js';

describe('the text of a file that a user names', () => {
  let folder: string;
  let waited: string[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'read-'));
  });
  after(() => rm(folder, { recursive: true }));
  beforeEach(() => {
    waited = [];
    onWaiting((source) => waited.push(source));
  });
  afterEach(() => onWaiting(() => undefined));

  it('is read without a word', async () => {
    const file = join(folder, 'app.yaml');
    await writeFile(file, 'label: Shop');
    expect(await readText(file)).to.equal('label: Shop');
    expect(waited).to.deep.equal([]);
  });

  it('is waited for where nobody writes to its pipe yet, and that is said', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reading = readText(pipe);
    await new Promise((resolve) => setTimeout(resolve, 2200));
    expect(waited).to.deep.equal([pipe]);
    await writeFile(pipe, 'label: Shop');
    expect(await reading).to.equal('label: Shop');
  });
});
