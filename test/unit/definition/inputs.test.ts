import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { inputReader, type Stdin } from '../../../src/definition/inputs.js';
import { readRequest } from '../../../src/operations/request.js';
import { gatherRanges } from '../../../src/operations/givenRanges.js';

const PATIENCE_MS = 20;
const LONG_MS = 100;

describe('what a user names to be read', () => {
  let folder: string;
  let fifo: string;
  let told: string[];

  const options = { patienceMs: PATIENCE_MS, onWait: (from: string): void => void told.push(from) };
  const read = (file: string, stdin?: Stdin): Promise<string> => inputReader({ ...options, stdin })(file);
  const afterLong = async <T>(reading: Promise<T>, write: () => unknown): Promise<T> => {
    await sleep(LONG_MS);
    await write();
    return reading;
  };

  beforeEach(async () => {
    told = [];
    folder = await mkdtemp(join(tmpdir(), 'inputs-'));
    fifo = join(folder, 'fifo');
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('is read without a word where it is a file, also on stdin', async () => {
    const file = join(folder, 'a');
    await writeFile(file, 'ä'.repeat(1_000_000));
    const impatient = { ...options, patienceMs: 0 };
    expect(await inputReader(impatient)(file)).to.have.length(1_000_000);
    expect(await inputReader({ ...impatient, stdin: createReadStream(file) })('-')).to.have.length(1_000_000);
    expect(told).to.deep.equal([]);
  });

  it('is told of once where nothing comes on stdin', async () => {
    const stdin = new PassThrough();
    expect(await afterLong(read('-', stdin), () => stdin.end('text'))).to.equal('text');
    expect(told).to.deep.equal(['stdin']);
  });

  it('is an error where there is nothing', async () => {
    expect(await read(join(folder, 'no')).catch((error: unknown) => error)).to.include({ code: 'ENOENT' });
  });

  (process.platform === 'win32' ? describe.skip : describe)('from a FIFO', () => {
    beforeEach(() => promisify(execFile)('mkfifo', [fifo]));

    it('is told of once where nobody writes', async () => {
      expect(await afterLong(read(fifo), () => writeFile(fifo, 'text'))).to.equal('text');
      expect(told).to.deep.equal([fifo]);
    });

    it('is not told of where somebody does', async () => {
      const patient = inputReader({ ...options, patienceMs: 10_000 })(fifo);
      await writeFile(fifo, 'ä'.repeat(1_000_000));
      expect(await patient).to.have.length(1_000_000);
      expect(told).to.deep.equal([]);
    });

    it('is told of wherever one is named', async () => {
      const certificate = 'oauth: { flows: { jwtBearer: { certificate: ./fifo } } }';
      await writeFile(join(folder, 'app.yaml'), certificate);
      const nothing = { parameters: [], flags: [] };
      const write = (): Promise<void> => writeFile(fifo, 'title: T\nsummary: x\nlabel: Shop');
      await afterLong(readRequest({ ...nothing, template: fifo }, options), write);
      await afterLong(readRequest({ ...nothing, definitionFile: fifo }, options), write);
      await afterLong(readRequest({ ...nothing, definitionFile: join(folder, 'app.yaml') }, options), write);
      await afterLong(gatherRanges(undefined, undefined, fifo, read), write);
      expect(told).to.deep.equal([fifo, fifo, fifo, fifo]);
    });

    it('is told of where a secret is to come from stdin', async () => {
      const stdin = new PassThrough();
      const input = { template: 'peeklogic', parameters: ['parts=jira', 'jiraPassword=-'], flags: [] };
      const reading = readRequest(input, { ...options, stdin, environment: {} });
      // The template is read first, which takes as long as it takes.
      for (const begun = Date.now(); told.length === 0 && Date.now() - begun < 10_000;) await sleep(LONG_MS);
      stdin.end('hush\n');
      const { secrets } = await reading;
      expect([secrets, told]).to.deep.equal([{ jiraPassword: 'hush' }, ['stdin']]);
    });
  });
});
