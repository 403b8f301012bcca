import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { type LocalOrg } from '../../local-org/index.js';
import type { CreatedApp } from '../../src/operations/applyPlan.js';
import { switchAccess } from '../../src/operations/accessSwitch.js';
import { USUAL_VARIABLES } from '../../src/definition/credentialFormats.js';
import type { Destination, FileDestination } from '../../src/operations/handOver.js';
import { readApps } from '../../src/org/apps.js';
import { isAccessOn, readAppSettings } from '../../src/org/secretAccess.js';
import { exitCodeOf } from '../../src/ui/exitCodes.js';
import { withFailing } from '../support/failingFiles.js';
import { create, failureOf, flag, recordRun, SENDSAFELY, type CreationOptions } from '../support/operations.js';
import { ALL } from '../support/peeklogic.js';
import { type Recorder } from '../support/recorder.js';
import { startRecordedOrg } from '../support/recordedOrg.js';

const USER = 'integration@local.org';

describe('creating an app and handing its credentials over', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hand-over-'));
    file = join(folder, 'app.env');
    ({ org, recorder, connection } = await startRecordedOrg());
  });
  afterEach(async () => {
    await recorder.stop();
    await org.stop();
    await rm(folder, { recursive: true });
  });

  const toFile = (): Destination => ({ kind: 'file', path: file, force: false, variables: USUAL_VARIABLES });
  const toCommand = (script: string): Destination => ({
    kind: 'command',
    words: [process.execPath, '-e', script],
    stdin: 'env',
    variables: USUAL_VARIABLES,
    output: 'stderr',
  });
  const set = (more: CreationOptions = {}, run = recordRun()): Promise<CreatedApp> =>
    create(run, connection, SENDSAFELY, { destination: toFile(), ...more });
  const turnOn = async (): Promise<void> =>
    switchAccess(recordRun(), connection, await readAppSettings(connection), true);
  const credentials = async (): Promise<string[]> => (await readFile(file, 'utf8')).trim().split(/[=\n]/);
  const deploys = (): number => recorder.requests.filter(({ operation }) => operation === 'deploy').length;

  it('is one run, in ten requests', async () => {
    await turnOn();
    recorder.requests.length = 0;
    const result = await set();
    expect(result.credentials).to.deep.equal({ state: 'handedOver', outputFile: file });
    const [, key, , secret] = await credentials();
    expect(key).to.equal(result.consumerKey);
    expect(secret).to.have.length.greaterThan(20);
    expect(JSON.stringify(result)).not.to.include(secret);
    expect(recorder.requests).to.have.length.at.most(10);
  });

  it('turns the switch for secrets on for the read and off again', async () => {
    await set({ enableAccess: true });
    expect((await credentials())[3]).to.have.length.greaterThan(20);
    expect(isAccessOn(await readAppSettings(connection))).to.equal(false);
  });

  it('deploys nothing where the org gives out no secrets', async () => {
    const error = await failureOf(set());
    expect(error.name).to.equal('AccessOffError');
    expect(error.message).to.include('to be handed over');
    expect(deploys()).to.equal(0);
  });

  it('tells of a wrong destination together with everything else, and deploys nothing', async () => {
    file = join(folder, 'nowhere', 'app.txt');
    const input = { ...SENDSAFELY, flags: [], parameters: ['x=1'] };
    const error = await failureOf(create(recordRun(), connection, input, { destination: toFile() }));
    expect(error.message).to.include('must end in .env').and.include('--set').and.include('--profile');
    expect(deploys()).to.equal(0);
  });

  it('overwrites no file that is not of this app, and finds that out before it deploys', async () => {
    await turnOn();
    await writeFile(file, 'CONSUMER_KEY=other');
    const error = await failureOf(set());
    expect(error.message).to.include('exists already');
    expect(await readFile(file, 'utf8')).to.equal('CONSUMER_KEY=other');
    expect(await readApps(connection)).to.deep.equal([]);
  });

  it('leaves the file of an earlier run as it is', async () => {
    await set({ enableAccess: true });
    const before = await readFile(file, 'utf8');
    const again = await set();
    expect(again).to.deep.include({ state: 'unchanged', credentials: { state: 'unchanged', outputFile: file } });
    expect(await readFile(file, 'utf8')).to.equal(before);
  });

  it('goes on with a file that has the secret alone, and takes none that has the key alone for whole', async () => {
    await turnOn();
    const value: Destination = { ...(toFile() as FileDestination), format: 'value' };
    const { consumerKey, credentials: first } = await set({ destination: value });
    expect(first?.state).to.equal('handedOver');
    expect((await set({ destination: value })).credentials?.state).to.equal('unchanged');
    await writeFile(file, `CONSUMER_KEY=${String(consumerKey)}\n`);
    expect((await failureOf(set())).message).to.include('exists already');
  });

  it('goes on where an earlier run could not hand over, and says what stands', async () => {
    await turnOn();
    const run = recordRun();
    const destination = toCommand('process.exit(7)');
    const error = await failureOf(create(run, connection, SENDSAFELY, { destination }));
    expect(error.message).to.include('exit code 7');
    expect(run.lastStanding).to.include('is set up').and.include('same command again');
    const result = await set();
    expect(result).to.deep.include({ state: 'unchanged', credentials: { state: 'handedOver', outputFile: file } });
  });

  it('goes on where the disk was full, and leaves no part of a file', async () => {
    await turnOn();
    const run = recordRun();
    const full = (path: unknown): string | undefined => (String(path).includes('.env') ? 'ENOSPC' : undefined);
    const error = await failureOf(withFailing('writeFile', full, () => set({}, run)));
    expect(error.message).to.include('ENOSPC');
    expect(run.lastStanding).to.include('is set up').and.include('same command again');
    expect((await readdir(folder)).filter((name) => name.endsWith('.env'))).to.deep.equal([]);
    expect((await set()).credentials?.state).to.equal('handedOver');
  });

  it('hands over to a command', async () => {
    await turnOn();
    const write = `process.stdin.pipe(require('node:fs').createWriteStream(${JSON.stringify(file)}))`;
    const result = await set({ destination: toCommand(write) });
    expect(result.credentials).to.deep.equal({ state: 'handedOver', command: process.execPath });
    expect((await credentials())[1]).to.equal(result.consumerKey);
  });

  it('says in the steps for people where the credentials are', async () => {
    await turnOn();
    expect((await set()).nextSteps.join('\n'))
      .to.include(`they are in ${file}`)
      .and.not.include('get-credentials');
  });

  it('is tested at the end, with the credentials that were read for that', async () => {
    const input = {
      ...SENDSAFELY,
      flags: [flag('name', 'Billing'), flag('label', 'Billing'), flag('oauth.scopes', ['api'])],
      template: undefined,
    };
    const flags = [...input.flags, flag('oauth.callbackUrls', ['https://a.example/cb']), flag('policies.runAs', USER)];
    const more = { destination: toFile(), test: true, enableAccess: true };
    const result = await create(recordRun(), connection, { ...input, flags }, more);
    expect(result.test).to.deep.include({ name: 'Billing', state: 'passed' });
    expect(result.credentials?.state).to.equal('handedOver');
    expect(recorder.requests.filter(({ path }) => path.includes('part='))).to.have.lengthOf(1);
    expect(exitCodeOf(result)).to.equal(0);
  });

  it('ends as what matters where clients cannot log in', async () => {
    const refusal = '{"error":"invalid_grant","error_description":"no client credentials user enabled"}';
    recorder.interfere = ({ path }) => (path.includes('/oauth2/token') ? { status: 400, body: refusal } : undefined);
    const flags = [
      ...[flag('name', 'Billing'), flag('label', 'Billing'), flag('oauth.scopes', ['api'])],
      ...[flag('oauth.callbackUrls', ['https://a.example/cb']), flag('policies.runAs', USER)],
    ];
    const result = await create(recordRun(), connection, { parameters: [], flags }, { test: true, enableAccess: true });
    expect(result.test?.state).to.equal('failed');
    expect(exitCodeOf(result)).to.equal(68);
  });

  it('hands nothing over in a rehearsal', async () => {
    await turnOn();
    expect((await set({ dryRun: true })).credentials).to.equal(null);
    expect(await readFile(file, 'utf8').catch(() => 'none')).to.equal('none');
  });

  it('reads the secret once, also where an Auth. Provider is made with it', async () => {
    await turnOn();
    recorder.requests.length = 0;
    const result = await create(recordRun(), connection, ALL, { destination: toFile() });
    expect(result.credentials?.state).to.equal('handedOver');
    expect(recorder.requests.filter(({ path }) => path.includes('part='))).to.have.lengthOf(1);
  });
});
