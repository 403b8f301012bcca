import { execFile } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv, promisify } from 'node:util';
import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import type { LocalOrg } from '../../local-org/index.js';
import type { CreatedApp } from '../../src/operations/applyPlan.js';
import { USUAL_VARIABLES } from '../../src/definition/credentialFormats.js';
import { readApps } from '../../src/org/apps.js';
import { create, failureOf, flag, recordRun, type CreationOptions, type RecordedRun } from '../support/operations.js';
import type { Recorder } from '../support/recorder.js';
import { startRecordedOrg } from '../support/recordedOrg.js';
import { SIGNING_CERTIFICATE, SIGNING_KEY } from '../support/signingKey.js';

const USER = 'integration@local.org';
const DAY_MS = 24 * 60 * 60 * 1000;

describe('a key pair that is made with an app', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;
  let folder: string;
  let run: RecordedRun;

  beforeEach(async () => {
    ({ org, recorder, connection } = await startRecordedOrg());
    folder = await mkdtemp(join(tmpdir(), 'key-pair-'));
    run = recordRun();
  });
  afterEach(async () => {
    await recorder.stop();
    await org.stop();
    await rm(folder, { recursive: true });
  });

  const keyFile = (): string => join(folder, 'ci.key');
  const set = (parameters: string[] = [], more: CreationOptions = {}): Promise<CreatedApp> => {
    const given = [`username=${USER}`, `keyFile=${keyFile()}`, ...parameters];
    return create(run, connection, { template: 'ci-jwt', parameters: given, flags: [] }, more);
  };
  const certificate = async (): Promise<X509Certificate> => {
    const [{ definition }] = await readApps(connection);
    return new X509Certificate(String(definition.oauth?.flows?.jwtBearer?.certificate));
  };
  const isPair = async (): Promise<boolean> =>
    (await certificate()).checkPrivateKey(createPrivateKey(await readFile(keyFile(), 'utf8')));

  it('logs in, and its private key is for its owner alone', async () => {
    const { state, test } = await set([], { test: true });
    expect([state, test?.state, test?.flows.map(({ flow }) => flow)]).to.deep.equal([
      'created',
      'passed',
      ['jwtBearer'],
    ]);
    expect(await isPair()).to.equal(true);
    expect((await stat(keyFile())).mode & 0o777).to.equal(0o600);
    const { subject, validFrom, validTo, publicKey } = await certificate();
    expect(subject).to.equal('CN=CI Login');
    expect((Date.parse(validTo) - Date.parse(validFrom)) / DAY_MS).to.equal(365);
    expect(publicKey.asymmetricKeyDetails?.modulusLength).to.equal(2048);
    expect(run.notes.join()).to.include(keyFile());
  });

  it('is good as long as was asked for', async () => {
    await set(['days=30']);
    const { validFrom, validTo } = await certificate();
    expect((Date.parse(validTo) - Date.parse(validFrom)) / DAY_MS).to.equal(30);
  });

  it('is kept when the same is run again', async () => {
    await set();
    const [key, { fingerprint256 }] = [await readFile(keyFile(), 'utf8'), await certificate()];
    const { state, test } = await set([], { test: true });
    expect([state, test?.state]).to.deep.equal(['unchanged', 'passed']);
    expect([await readFile(keyFile(), 'utf8'), (await certificate()).fingerprint256]).to.deep.equal([
      key,
      fingerprint256,
    ]);
  });

  it('takes a private key that lies there, as after a run that was cut off', async () => {
    await writeFile(keyFile(), SIGNING_KEY);
    await set();
    expect(await isPair()).to.equal(true);
    expect(await readFile(keyFile(), 'utf8')).to.equal(SIGNING_KEY);
  });

  it('is stored before the app is sent', async () => {
    let keys: string[] = [];
    recorder.interfere = async ({ operation }) => {
      if (operation === 'deploy') keys = await readdir(folder);
      return undefined;
    };
    await set();
    expect(keys).to.deep.equal(['ci.key']);
  });

  it('is not made where a certificate is given', async () => {
    const file = join(folder, 'own.crt');
    await writeFile(file, SIGNING_CERTIFICATE);
    await writeFile(keyFile(), SIGNING_KEY);
    const { test } = await set([`certificate=${file}`], { test: true });
    expect(test?.state).to.equal('passed');
    expect((await certificate()).fingerprint256).to.equal(new X509Certificate(SIGNING_CERTIFICATE).fingerprint256);
    expect(run.warnings.join()).not.to.include('private key');
  });

  it('is told apart from a key that is not the app’s', async () => {
    await set();
    await rm(keyFile());
    const { state, test } = await set([], { test: true });
    expect([state, test?.state]).to.deep.equal(['unchanged', 'untested']);
    expect(run.warnings.join()).to.include('nobody can log in with it');
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('is neither stored nor deployed in a rehearsal', async () => {
    expect((await set([], { dryRun: true })).state).to.equal('validated');
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('leaves alone what is no private key, and says nothing of it', async () => {
    await writeFile(keyFile(), 'a shopping list');
    const { message } = await failureOf(set());
    expect(message).to.include('--set keyFile').and.include('no private key').and.not.include('shopping');
    expect(await readApps(connection)).to.deep.equal([]);
    expect(await readFile(keyFile(), 'utf8')).to.equal('a shopping list');
  });

  it('is no key of a kind that Salesforce does not take, and tells of one that others may read', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await writeFile(keyFile(), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    expect((await failureOf(set())).message).to.include('no RSA key');
    await writeFile(keyFile(), SIGNING_KEY);
    await chmod(keyFile(), 0o644);
    await set();
    expect(run.warnings.join()).to.include('Others on this machine may read');
  });

  it('is no key that is too short, under a password, or no file, and says so', async () => {
    const refusal = async (key: string): Promise<string> => {
      await writeFile(keyFile(), key, { mode: 0o600 });
      return (await failureOf(set())).message;
    };
    const pem = { type: 'pkcs8', format: 'pem' } as const;
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    expect(await refusal(short.export(pem).toString())).to.include('at least 2048 bits');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const locked = privateKey.export({ ...pem, cipher: 'aes-256-cbc', passphrase: 'x' }).toString();
    expect(await refusal(locked)).to.include('under a password');
    await rm(keyFile());
    await promisify(execFile)('mkfifo', [keyFile()]);
    expect((await failureOf(set())).message).to.include('is no file');
  });

  it('is never lost to the file with key and secret of the app', async () => {
    const destination = {
      kind: 'file' as const,
      path: join(folder, '.', 'ci.key'),
      force: true,
      variables: USUAL_VARIABLES,
    };
    const { message } = await failureOf(set([], { destination, enableAccess: true }));
    expect(message).to.include('one of them would be lost');
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('goes along where key and secret are handed over', async () => {
    const path = join(folder, 'app.json');
    const destination = { kind: 'file' as const, path, force: false, variables: USUAL_VARIABLES };
    await set([], { destination, enableAccess: true });
    const handed = JSON.parse(await readFile(path, 'utf8')) as Record<string, string>;
    expect(handed).to.have.keys('name', 'consumerKey', 'consumerSecret', 'privateKey');
    expect(handed.privateKey).to.equal(await readFile(keyFile(), 'utf8'));
    const env = { ...destination, path: join(folder, 'app.env') };
    await set([], { destination: env, enableAccess: true });
    const variables = parseEnv(await readFile(env.path, 'utf8'));
    expect(variables.PRIVATE_KEY).to.equal(handed.privateKey);
    expect(variables.CONSUMER_SECRET).to.equal(handed.consumerSecret);
  });

  it('goes along no more where another key lies there when a run goes on', async () => {
    const { deployId } = await set();
    const path = join(folder, 'app.json');
    const destination = { kind: 'file' as const, path, force: true, variables: USUAL_VARIABLES };
    const goOn = async (): Promise<Record<string, string>> => {
      await set([], { jobId: String(deployId), destination, enableAccess: true });
      return JSON.parse(await readFile(path, 'utf8')) as Record<string, string>;
    };
    expect(await goOn()).to.have.property('privateKey', await readFile(keyFile(), 'utf8'));
    await writeFile(keyFile(), SIGNING_KEY);
    expect(await goOn()).to.have.keys('name', 'consumerKey', 'consumerSecret');
  });

  it('is told as of no use together with all else that is wrong', async () => {
    const parameters = ['username=nobody', `keyFile=${join(folder, 'none', 'ci.key')}`, 'days=x'];
    const input = { template: 'ci-jwt', parameters, flags: [] };
    const { message } = await failureOf(create(run, connection, input));
    expect(message).to.include('--set username').and.include('--set keyFile');
  });

  it('is not repeated where it was given in place of its path', async () => {
    for (const parameter of ['keyFile', 'certificate']) {
      const { message, data } = await failureOf(set([`${parameter}=${SIGNING_KEY}`]));
      const said = JSON.stringify([message, data]);
      expect(said)
        .to.include(parameter === 'keyFile' ? 'two values' : 'Give the file')
        .and.not.include('BEGIN');
    }
    const parameters = [`username=${USER}`, `keyFile=${SIGNING_KEY}`];
    const { message } = await failureOf(create(run, connection, { template: 'ci-jwt', parameters, flags: [] }));
    expect(message).to.include('--set keyFile: holds a private key').and.not.include('BEGIN');
  });

  it('has a certificate also of a name that begins like a number', async () => {
    const parameters = [`username=${USER}`, `keyFile=${keyFile()}`];
    const flags = [flag('label', '#1 Login'), flag('name', 'Login')];
    await create(run, connection, { template: 'ci-jwt', parameters, flags });
    expect((await certificate()).subject).to.equal('CN=1 Login');
  });

  it('goes into no folder that there is not, and into none that git sees', async () => {
    const refusal = async (file: string): Promise<string> => {
      const parameters = [`username=${USER}`, `keyFile=${join(folder, file)}`];
      return (await failureOf(create(run, connection, { template: 'ci-jwt', parameters, flags: [] }))).message;
    };
    expect(await refusal('none/ci.key'))
      .to.include('--set keyFile')
      .and.include('no folder');
    await promisify(execFile)('git', ['init', '--quiet'], { cwd: folder });
    expect(await refusal('ci.key')).to.include('git work tree that does not ignore it');
    await writeFile(join(folder, '.gitignore'), '*.key\n');
    expect((await set()).state).to.equal('created');
  });

  it('never stands in what is said or sent', async () => {
    await set([], { test: true });
    const [, secret] = (await readFile(keyFile(), 'utf8')).split('\n');
    const said = [run.notes, run.warnings, run.statuses, recorder.requests.map(({ body }) => body)].flat().join();
    expect(said).not.to.include(secret);
  });
});
