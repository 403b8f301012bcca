import { writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import { stub } from 'sinon';
import { switchAccess } from '../../src/operations/accessSwitch.js';
import { USUAL_VARIABLES } from '../../src/definition/credentialFormats.js';
import type { Destination } from '../../src/operations/handOver.js';
import { isAccessOn, readAppSettings } from '../../src/org/secretAccess.js';
import { withFailing } from '../support/failingFiles.js';
import { connectTo, failureOf, recordRun } from '../support/operations.js';
import { startRotation, type Rotation } from '../support/rotation.js';

describe('rotating the credentials of an app', () => {
  let rotation: Rotation;
  let org: Rotation['org'];
  let recorder: Rotation['recorder'];
  let connection: Rotation['connection'];
  let run: Rotation['run'];
  let file: Rotation['file'];
  let toFile: Rotation['toFile'];
  let rotate: Rotation['rotate'];
  let stored: Rotation['stored'];
  let keyInUse: Rotation['keyInUse'];
  let logsIn: Rotation['logsIn'];
  let states: Rotation['states'];

  beforeEach(async () => {
    rotation = await startRotation();
    ({ org, recorder, connection, run, file, toFile, rotate, stored, keyInUse, logsIn, states } = rotation);
  });
  afterEach(() => rotation.stop());

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

  it('puts nothing into use that a full disk did not take', async () => {
    const before = await keyInUse();
    const full = (path: unknown): string | undefined => (String(path).includes('.env') ? 'ENOSPC' : undefined);
    const error = await failureOf(withFailing('writeFile', full, () => rotate()));
    expect(error.message).to.include('ENOSPC');
    expect(await keyInUse()).to.equal(before);
    await rotate();
    expect(await keyInUse()).to.equal((await stored()).consumerKey);
  });

  it('finds out before it prepares anything that there is such a file', async () => {
    await writeFile(file(), 'mine');
    expect((await failureOf(rotate())).message).to.include('exists already');
    expect(await states()).to.deep.equal(['inUse']);
  });

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

  it('knows the pair that was named from another one of the same app', async () => {
    const { consumerKey } = await rotate();
    const direct = await connectTo(org);
    recorder.interfere = async ({ method, path }) => {
      if (method !== 'GET' || !/credentials\/\w+$/.test(path)) return undefined;
      const { consumers } = await direct.requestGet<{ consumers: object[] }>(path.replace(/^.*(?=\/apps\/)/, ''));
      const other = { id: '888000000000001', key: '3MVGother' };
      return { status: 200, body: JSON.stringify({ consumers: [other, ...consumers] }) };
    };
    expect((await failureOf(rotate())).name).to.equal('SeveralPairsError');
    expect(await rotate({ consumerKey })).to.deep.include({ state: 'unchanged', consumerKey });
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
