import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { stub } from 'sinon';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import { switchAccess } from '../../src/operations/accessSwitch.js';
import { USUAL_VARIABLES } from '../../src/operations/credentialFormats.js';
import type { Destination, FileDestination } from '../../src/operations/handOver.js';
import { readCredentialsStatus } from '../../src/operations/keyPairs.js';
import {
  rotateCredentials,
  type RotatedCredentials,
  type RotateOptions,
} from '../../src/operations/rotateCredentials.js';
import { readApps } from '../../src/org/apps.js';
import { isAccessOn, readAppSettings } from '../../src/org/secretAccess.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import { connectTo, create, failureOf, flag, recordRun, type RecordedRun } from '../support/operations.js';
import { startRecorder, type Fault, type Recorder } from '../support/recorder.js';
import { requestClientCredentials } from '../support/vendor.js';

const NAME = apiNameFromUser('Billing');

describe('rotating the credentials of an app', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;
  let folder: string;
  let run: RecordedRun;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rotation-'));
    org = await startLocalOrg({ deployTime: 0 });
    recorder = await startRecorder(org.instanceUrl);
    connection = await connectTo({ ...org, instanceUrl: recorder.url });
    run = recordRun();
    await create(recordRun(), connection, {
      parameters: [],
      flags: [
        ...[flag('name', NAME), flag('label', 'Billing'), flag('oauth.callbackUrls', ['https://a.example/cb'])],
        ...[flag('oauth.scopes', ['api']), flag('policies.runAs', 'integration@local.org')],
      ],
    });
    await switchAccess(recordRun(), connection, await readAppSettings(connection), true);
    recorder.requests.length = 0;
  });
  afterEach(async () => {
    await recorder.stop();
    await org.stop();
    await rm(folder, { recursive: true });
  });

  const file = (name = 'new.env'): string => join(folder, name);
  const toFile = (name?: string): Destination => ({
    kind: 'file',
    path: file(name),
    force: false,
    variables: USUAL_VARIABLES,
  });
  const rotate = (more: Partial<RotateOptions> = {}, by = connection): Promise<RotatedCredentials> =>
    rotateCredentials(run, {
      connection: by,
      name: NAME,
      destination: toFile(),
      enableAccess: false,
      revokePrevious: false,
      test: false,
      waitMs: 0,
      ...more,
    });
  const stored = async (name?: string): Promise<{ consumerKey: string; consumerSecret: string }> => {
    const [, consumerKey, , consumerSecret] = (await readFile(file(name), 'utf8')).trim().split(/[=\n]/);
    return { consumerKey, consumerSecret };
  };
  const keyInUse = async (): Promise<string | null> => (await readApps(connection))[0].consumerKey;
  const logsIn = (credentials: { consumerKey: string; consumerSecret: string }): Promise<boolean> =>
    requestClientCredentials(org, { ...credentials, callbackUrl: '' }).then(
      () => true,
      () => false
    );
  const states = async (): Promise<string[]> => {
    const { pairs } = await readCredentialsStatus(recordRun(), { connection, name: NAME, enableAccess: false });
    return pairs.map(({ state }) => state);
  };

  it('hands the new pair over and puts it into use; the former one stays good', async () => {
    const before = await keyInUse();
    const result = await rotate();
    const pair = await stored();
    expect(result).to.deep.include({
      state: 'rotated',
      consumerKey: pair.consumerKey,
      formerKey: before,
      formerPair: 'valid',
    });
    expect(await keyInUse()).to.equal(pair.consumerKey);
    expect(await logsIn(pair)).to.equal(true);
    expect(await states()).to.deep.equal(['inUse', 'former']);
    expect(JSON.stringify(result)).not.to.include(pair.consumerSecret);
  });

  it('tests the new pair and ends the former one', async () => {
    const result = await rotate({ revokePrevious: true });
    expect(result.test?.state).to.equal('passed');
    expect(result.formerPair).to.equal('revoked');
    expect(await states()).to.deep.equal(['inUse']);
  });

  it('leaves the former one where the test with the new one fails', async () => {
    const body = '{"error":"invalid_grant","error_description":"no"}';
    recorder.interfere = ({ path }) => (path.includes('/oauth2/token') ? { status: 400, body } : undefined);
    const result = await rotate({ revokePrevious: true });
    expect(result).to.deep.include({ state: 'rotated', formerPair: 'valid' });
    expect(result.nextSteps.join()).to.include('was not ended');
    recorder.interfere = () => undefined;
    expect(await states()).to.deep.equal(['inUse', 'former']);
    expect((await rotate({ destination: undefined, revokePrevious: true })).formerPair).to.equal('revoked');
  });

  it('never puts into use what nobody stored, and goes on with it the next time', async () => {
    const before = await keyInUse();
    const failing: Destination = {
      kind: 'command',
      words: [process.execPath, '-e', 'process.exit(1)'],
      stdin: 'env',
      variables: USUAL_VARIABLES,
      output: 'stderr',
    };
    expect((await failureOf(rotate({ destination: failing }))).name).to.equal('CommandFailedError');
    expect(run.lastStanding).to.include('not in use');
    expect(await keyInUse()).to.equal(before);
    expect(await states()).to.deep.equal(['inUse', 'staged']);
    await rotate();
    expect(await keyInUse()).to.equal((await stored()).consumerKey);
  });

  it('finds out before it prepares anything that there is such a file', async () => {
    await writeFile(file(), 'mine');
    expect((await failureOf(rotate())).message).to.include('exists already');
    expect(await states()).to.deep.equal(['inUse']);
  });

  /** A pair is prepared and handed over, and the org does not put it into use. */
  const failToPromote = async (more: Partial<RotateOptions> = {}): Promise<void> => {
    const body = '[{"errorCode":"UNKNOWN_EXCEPTION","message":"not now"}]';
    recorder.interfere = ({ method }) => (method === 'PATCH' ? { status: 400, body } : undefined);
    expect((await failureOf(rotate(more))).message).to.include('not now');
    recorder.interfere = () => undefined;
  };

  it('takes no file with the pair that ran out meanwhile for one with the new pair', async () => {
    await failToPromote();
    const before = await keyInUse();
    const expired = { id: '0cS000000000001', key: (await stored()).consumerKey, secret: 'x', state: 'EXPIRED' };
    recorder.interfere = ({ method, path }) => {
      if (method === 'GET' && path.endsWith('/staged'))
        return { status: 200, body: JSON.stringify({ stagedCredentials: [expired] }) };
      return undefined;
    };
    expect((await failureOf(rotate())).message).to.include('exists already');
    recorder.interfere = () => undefined;
    expect(await keyInUse()).to.equal(before);
  });

  it('takes no file with the key alone for one with the pair', async () => {
    await failToPromote();
    const before = await keyInUse();
    await writeFile(file('status.json'), JSON.stringify({ pairs: [{ key: (await stored()).consumerKey }] }));
    expect((await failureOf(rotate({ destination: toFile('status.json') }))).message).to.include('exists already');
    expect(await keyInUse()).to.equal(before);
  });

  it('goes on with a file that has the secret alone', async () => {
    const destination: Destination = { ...(toFile('secret.txt') as FileDestination), format: 'value' };
    await failToPromote({ destination });
    const result = await rotate({ destination });
    expect(result.credentials).to.deep.include({ state: 'unchanged' });
    const consumerSecret = await readFile(file('secret.txt'), 'utf8');
    expect(await logsIn({ consumerKey: result.consumerKey, consumerSecret })).to.equal(true);
  });

  const FAULTS: Array<[string, Fault]> = [
    ['reset', 'reset'],
    ['cut off', 'cutOff'],
    ['busy', { status: 503, body: '' }],
  ];
  for (const [what, fault] of FAULTS) {
    for (const step of ['GET credentials', 'POST staged', 'PATCH staged'] as const) {
      it(`goes on where ${step} was answered by ${what}`, async () => {
        const [method, part] = step.split(' ');
        let isDue = true;
        recorder.interfere = (request) => {
          if (!isDue || request.method !== method || !request.path.includes(part)) return undefined;
          isDue = false;
          return fault;
        };
        const first = await rotate().catch((error: unknown) => error as Error);
        const result = first instanceof Error ? await rotate() : first;
        expect(result.state).to.be.oneOf(['rotated', 'unchanged']);
        const pair = await stored();
        expect(await keyInUse()).to.equal(pair.consumerKey);
        expect(await logsIn(pair)).to.equal(true);
      });
    }
  }

  it('turns the switch for secrets on meanwhile, and off again', async () => {
    await switchAccess(recordRun(), connection, await readAppSettings(connection), false);
    expect((await failureOf(rotate())).name).to.equal('AccessOffError');
    await rotate({ enableAccess: true, revokePrevious: true });
    expect(isAccessOn(await readAppSettings(connection))).to.equal(false);
  });

  it('ends no former pair where the file has another secret than the org', async () => {
    await rotate();
    const { consumerKey } = await stored();
    await writeFile(file(), `CONSUMER_KEY=${consumerKey}\nCONSUMER_SECRET=${'x'.repeat(40)}\n`);
    expect((await failureOf(rotate({ revokePrevious: true }))).name).to.equal('FormerStillValidError');
    expect(await states()).to.deep.equal(['inUse', 'former']);
  });

  it('is done once: another one needs the former pair to end', async () => {
    await rotate();
    expect((await rotate()).state).to.equal('unchanged');
    const error = await failureOf(rotate({ destination: toFile('other.env') }));
    expect(error.name).to.equal('FormerStillValidError');
    expect(error.actions?.join()).to.include('--revoke-previous');
  });

  it('names the Auth. Providers that log in with the former key, and does not end it', async () => {
    const provider = { DeveloperName: 'Login', ConsumerKey: await keyInUse() };
    recorder.interfere = ({ path }) =>
      path.includes('AuthProvider')
        ? { status: 200, body: JSON.stringify({ totalSize: 1, done: true, records: [provider] }) }
        : undefined;
    const result = await rotate({ revokePrevious: true });
    expect(result.formerPair).to.equal('valid');
    expect(result.authProviders).to.deep.equal(['Login']);
    expect(result.nextSteps.join()).to.include('cannot be changed');
  });

  it('ends no former pair of which nobody can tell who logs in with it', async () => {
    recorder.interfere = ({ path }) =>
      path.includes('AuthProvider')
        ? { status: 400, body: '[{"errorCode":"INVALID_TYPE","message":"not for you"}]' }
        : undefined;
    const result = await rotate({ revokePrevious: true });
    expect([result.authProviders, result.formerPair]).to.deep.equal([null, 'valid']);
    expect(result.nextSteps.join()).to.include('as a user who may see them');
  });

  it('refuses the app through which sf itself is logged in', async () => {
    const own = await connectTo({ ...org, instanceUrl: recorder.url });
    stub(own, 'getAuthInfoFields').returns({ clientId: String(await keyInUse()) });
    expect((await failureOf(rotate({}, own))).name).to.equal('OwnAppError');
  });

  it('needs a version that has it', async () => {
    const old = await connectTo({ ...org, instanceUrl: recorder.url }, '64.0');
    expect((await failureOf(rotate({}, old))).message).to.include('65.0');
  });
});
