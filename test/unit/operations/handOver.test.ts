import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { USUAL_VARIABLES, type CredentialFormat } from '../../../src/definition/credentialFormats.js';
import { checkDestination, handOver, type CommandDestination } from '../../../src/operations/handOver.js';
import { apiNameFromOrg } from '../../../src/settings/apiNames.js';
import { failureOf, recordRun } from '../../support/operations.js';

const CREDENTIALS = {
  name: apiNameFromOrg('Shop'),
  consumerKey: '3MVG9.x',
  consumerSecret: 'A1B2C3D4',
  instanceUrl: 'https://acme.my.salesforce.com',
};

/** Writes down how it was called and what it was given. */
const RECORD = `
  const { readFileSync, writeFileSync } = require('node:fs');
  const [file, ...words] = process.argv.slice(2);
  const { CONSUMER_KEY, CONSUMER_SECRET } = process.env;
  const stdin = CONSUMER_SECRET === undefined ? readFileSync(0, 'utf8') : undefined;
  writeFileSync(file, JSON.stringify({ words, CONSUMER_KEY, CONSUMER_SECRET, stdin }));
`;

describe('handing over', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hand-over-'));
    await writeFile(join(folder, 'record.cjs'), RECORD);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const command = (words: string[], stdin?: CredentialFormat): CommandDestination => ({
    kind: 'command',
    words,
    stdin,
    variables: USUAL_VARIABLES,
    output: 'stderr',
  });
  const recorder = (): string[] => [
    process.execPath,
    join(folder, 'record.cjs'),
    join(folder, 'got.json'),
    '--to',
    'x',
  ];
  const got = async (): Promise<unknown> => JSON.parse(await readFile(join(folder, 'got.json'), 'utf8'));

  it('gives a command the credentials in its environment', async () => {
    await handOver(recordRun(), command(recorder()), CREDENTIALS);
    expect(await got()).to.deep.equal({
      words: ['--to', 'x'],
      CONSUMER_KEY: '3MVG9.x',
      CONSUMER_SECRET: 'A1B2C3D4',
    });
  });

  it('gives a command the credentials on its stdin, and then not in its environment', async () => {
    await handOver(recordRun(), command(recorder(), 'env'), CREDENTIALS);
    expect(await got()).to.deep.equal({
      words: ['--to', 'x'],
      stdin: 'CONSUMER_KEY=3MVG9.x\nCONSUMER_SECRET=A1B2C3D4\n',
    });
  });

  it('says how a command ended that did not take them', async () => {
    const error = await failureOf(
      handOver(recordRun(), command([process.execPath, '-e', 'process.exit(3)']), CREDENTIALS)
    );
    expect(error.name).to.equal('CommandFailedError');
    expect(error.message).to.include('exit code 3').and.not.include('A1B2C3D4');
    expect(error.actions?.join()).to.include('Nothing is lost');
  });

  it('takes a command that does not read to its end for one that took them, if it says so', async () => {
    await handOver(recordRun(), command([process.execPath, '-e', ''], 'json'), CREDENTIALS);
  });

  it('ends the command with the run that is cut off', async () => {
    const run = recordRun();
    const started = join(folder, 'started');
    const waiting = `require('node:fs').writeFileSync(${JSON.stringify(started)}, ''); setTimeout(() => {}, 60000)`;
    const handing = failureOf(handOver(run, command([process.execPath, '-e', waiting], 'value'), CREDENTIALS));
    for (let tries = 0; !existsSync(started) && tries < 400; tries++) await sleep(25);
    await run.interrupt();
    expect((await handing).message).to.include('signal SIGTERM');
  });

  it('is refused before anything is read where there is no such command, or none is named', async () => {
    const whats = async (words: string[]): Promise<string[]> =>
      (await checkDestination(command(words))).map(({ where, what }) => `${where}: ${what}`);
    expect(await whats(['no-such-command'])).to.deep.equal(['--exec: there is no command no-such-command']);
    expect((await whats(['TOKEN=Hunter2', 'curl']))[0])
      .to.include('is no command')
      .and.not.include('Hunter2');
    expect((await whats([]))[0]).to.include('behind two dashes');
    expect(await whats(['node'])).to.deep.equal([]);
  });

  it('is refused for names that no variable can have', async () => {
    const variables = { consumerKey: '1st', consumerSecret: 'A B' };
    const problems = await checkDestination({ ...command(['node']), variables });
    expect(problems.map(({ where }) => where)).to.deep.equal(['--key-variable', '--secret-variable']);
    const same = { consumerKey: 'X', consumerSecret: 'X' };
    expect(await checkDestination({ ...command(['node']), variables: same })).to.have.lengthOf(1);
  });

  describe('to a file', () => {
    const file = (name: string, format?: CredentialFormat): Parameters<typeof handOver>[1] => ({
      kind: 'file',
      path: join(folder, name),
      force: false,
      format,
      variables: USUAL_VARIABLES,
    });
    const CASES: Array<[name: string, format: CredentialFormat | undefined, begins: string]> = [
      ['.env', undefined, 'CONSUMER_KEY='],
      ['shop.env', undefined, 'CONSUMER_KEY='],
      ['shop.json', undefined, '{'],
      ['shop.yml', undefined, 'name: Shop'],
      ['shop.txt', 'value', 'A1B2C3D4'],
      ['shop.env', 'json', '{'],
    ];
    for (const [name, format, begins] of CASES) {
      it(`writes ${name} ${format === undefined ? 'as its ending says' : `as ${format}`}`, async () => {
        expect(await checkDestination(file(name, format))).to.deep.equal([]);
        await handOver(recordRun(), file(name, format), CREDENTIALS);
        expect(await readFile(join(folder, name), 'utf8')).to.match(new RegExp(`^${begins}`));
      });
    }

    for (const name of ['shop.txt', 'shop', 'env', '.env.local', 'shop.json.bak']) {
      it(`wants to be told what goes into ${name}`, async () => {
        const [{ where, what }] = await checkDestination(file(name));
        expect(where).to.equal('--output-file');
        expect(what).to.include('--format');
      });
    }
  });
});
