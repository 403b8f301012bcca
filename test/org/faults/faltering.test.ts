import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../../local-org/index.js';
import { readApps } from '../../../src/org/apps.js';
import { connectTo, create, failureOf, flag, recordRun, SENDSAFELY } from '../../support/operations.js';
import { startRecorder, type Recorder } from '../../support/recorder.js';

const deploysIn = ({ requests }: Recorder): number => requests.filter(({ operation }) => operation === 'deploy').length;

describe('an org that falters', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;
  let retries: string[];

  beforeEach(async () => {
    retries = [];
    org = await startLocalOrg({ deployTime: 100, policy: 'open' });
    recorder = await startRecorder(org.instanceUrl);
    connection = await connectTo({ ...org, instanceUrl: recorder.url }, '68.0', (reason) => retries.push(reason));
    await connection.retrieveMaxApiVersion();
    recorder.requests.length = 0;
  });
  afterEach(async () => {
    await recorder.stop();
    await org.stop();
  });

  for (const fault of ['reset', 'unavailable'] as const) {
    it(`is asked again for what is safe to ask twice (${fault})`, async () => {
      const failedOnce = new Set<string>();
      recorder.interfere = ({ path, operation }) => {
        const kind = operation ?? path.split('?')[0];
        if (kind === 'deploy' || failedOnce.has(kind)) return undefined;
        failedOnce.add(kind);
        return fault;
      };
      const run = recordRun();
      const { state } = await create(run, connection, SENDSAFELY);
      expect(state).to.equal('created');
      expect([...failedOnce]).to.include.members(['checkDeployStatus', 'retrieve', 'checkRetrieveStatus']);
      expect(retries.length).to.be.at.least(failedOnce.size);
      expect(deploysIn(recorder)).to.equal(1);
    });
  }

  it('is given up on after a few tries', async () => {
    recorder.interfere = ({ path }) => (path.includes('/composite/batch') ? 'unavailable' : undefined);
    const error = await failureOf(create(recordRun(), connection, SENDSAFELY));
    expect(error).to.include({ errorCode: 'ERROR_HTTP_503' });
    expect(recorder.requests.filter(({ path }) => path.includes('/composite/batch'))).to.have.length(5);
    expect(deploysIn(recorder)).to.equal(0);
  }).timeout(20_000);

  it('gets a package once only, even where the connection breaks while it is sent', async () => {
    recorder.interfere = ({ operation }) => (operation === 'deploy' ? 'reset' : undefined);
    const run = recordRun();
    await failureOf(create(run, connection, SENDSAFELY));
    expect(deploysIn(recorder)).to.equal(1);
    expect(run.lastStanding).to.include('running the same command again is safe');
  });

  it('that has ended the login is not asked again', async () => {
    recorder.interfere = () => 'expired';
    const error = await failureOf(create(recordRun(), connection, SENDSAFELY));
    expect(error.name).to.equal('INVALID_SESSION_ID');
    // What is asked side by side is asked once each.
    const asked = recorder.requests.map(({ operation, path }) => operation ?? path);
    expect(asked)
      .to.have.length(2)
      .and.to.deep.equal([...new Set(asked)]);
  });

  it('that has ended the login is no reason to hide what is wrong with the input', async () => {
    recorder.interfere = () => 'expired';
    const error = await failureOf(create(recordRun(), connection, { ...SENDSAFELY, flags: [] }));
    expect(error.name).to.equal('InvalidInputError');
    expect(error.message).to.include('--profile');
  });

  it('that refuses a setting is quoted with the name of the setting, and keeps nothing', async () => {
    // The user is active when the org is asked, and no longer when the package arrives.
    const flags = [flag('label', 'Wrong'), flag('oauth.scopes', ['api']), flag('policies.runAs', 'inactive@local.org')];
    const answer = {
      hasErrors: false,
      results: [
        [{ IsSandbox: false }],
        [{ Username: 'inactive@local.org', IsActive: true }],
        [],
        [],
        [{ Assignee: { Username: 'inactive@local.org' } }],
        // What an app of that name would be made of, to whom it would be granted, and what the user may: nothing.
        ...Array.from({ length: 11 }, () => []),
      ],
    };
    const results = answer.results.map((records) => ({ statusCode: 200, result: { records } }));
    recorder.interfere = ({ path }) =>
      path.includes('/composite/batch') ? { status: 200, body: JSON.stringify({ ...answer, results }) } : undefined;
    flags.push(flag('contactEmail', 'owner@example.com'));
    const error = await failureOf(create(recordRun(), connection, { parameters: [], flags }));
    expect(error.name).to.equal('DeployFailedError');
    expect(error.message).to.include('Client Credentials Flow: Run As (Username) (policies.runAs)');
    recorder.interfere = () => undefined;
    expect(await readApps(connection)).to.deep.equal([]);
  });
});

describe('a deploy that takes long', () => {
  let org: LocalOrg;
  let connection: Connection;

  before(async () => {
    org = await startLocalOrg({ deployTime: 1500, policy: 'open' });
    connection = await connectTo(org);
  });
  after(() => org.stop());

  it('that the org does not know is not said to run there', async () => {
    const run = recordRun();
    const error = await failureOf(create(run, connection, SENDSAFELY, { jobId: '0Af000000000001AAA' }));
    expect(error).to.include({ name: 'DeployUnknownError', message: 'The org knows no deploy 0Af000000000001AAA.' });
    expect(run.lastStanding).to.equal(undefined);
  });

  it('goes on when the time to wait is up, and can be followed to its end', async () => {
    const run = recordRun();
    const waited = await create(run, connection, SENDSAFELY, { waitMs: 200 });
    expect(waited).to.include({ state: 'running', id: null, consumerKey: null });
    expect(waited.nextSteps[0]).to.include(`--job-id ${waited.deployId}`);
    expect(run.lastStanding).to.include(String(waited.deployId));

    const jobId = String(waited.deployId);
    const finished = await create(recordRun(), connection, SENDSAFELY, { jobId });
    expect(finished).to.include({ state: 'created', deployId: jobId, name: 'SendSafely_Dropzone_Connector' });
    expect(finished.id).to.match(/^0xI/);
    expect(finished.differences).to.deep.equal([]);
  });

  it('can be followed by its id alone also where it changes an app', async () => {
    const flags = [...SENDSAFELY.flags, flag('policies.sessionTimeoutMinutes', 20)];
    const update = { updateExisting: true, waitMs: 0 };
    const { deployId } = await create(recordRun(), connection, { ...SENDSAFELY, flags }, update);
    const input = { parameters: [], flags: [] };
    const finished = await create(recordRun(), connection, input, { jobId: String(deployId) });
    expect(finished).to.include({ state: 'updated', name: 'SendSafely_Dropzone_Connector' });
  });

  it('can be followed without saying again what was asked for', async () => {
    const flags = [...SENDSAFELY.flags, flag('name', 'Second')];
    const { deployId } = await create(recordRun(), connection, { ...SENDSAFELY, flags }, { waitMs: 0 });
    const input = { parameters: [], flags: [] };
    const finished = await create(recordRun(), connection, input, { jobId: String(deployId) });
    expect(finished).to.include({ state: 'created', name: 'Second' });
  });
});
