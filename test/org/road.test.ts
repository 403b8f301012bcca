import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg, type LocalOrgOptions } from '../../local-org/index.js';
import type { KnownOfOrg } from '../../src/operations/orgReading.js';
import { referencesBeforeAsking } from '../../src/operations/orgReferences.js';
import { readRequest } from '../../src/operations/request.js';
import { readApps } from '../../src/org/apps.js';
import { orgOfAsker } from '../../src/ui/askAtTerminal.js';
import { askForApp } from '../../src/ui/askForApp.js';
import { draft } from '../../src/operations/orgReading.js';
import { createApp } from '../../src/operations/createApp.js';
import { exitCodeOf } from '../../src/ui/exitCodes.js';
import { personWith, terminalOf } from '../support/asking.js';
import { connectTo, create, creation, failureOf, flag, recordRun, SENDSAFELY } from '../support/operations.js';
import { ALL, peeklogic } from '../support/peeklogic.js';
import { startRecorder, type Recorder } from '../support/recorder.js';
import { SYSTEMS } from '../support/systems.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';

describe('the road from a request to an app', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;

  let retries: string[];

  const start = async (options: LocalOrgOptions = {}, version?: string): Promise<void> => {
    org = await startLocalOrg({ deployTime: 0, ...options });
    recorder = await startRecorder(org.instanceUrl);
    retries = [];
    connection = await connectTo({ ...org, instanceUrl: recorder.url }, version, (reason) => retries.push(reason));
    await connection.retrieveMaxApiVersion();
    recorder.requests.length = 0;
  };
  afterEach(async () => {
    await recorder.stop();
    await org.stop();
  });

  /** Batches of questions, before anything is deployed: reading back asks what there is now. */
  const batches = (): number => {
    const deployed = recorder.requests.findIndex(({ operation }) => operation === 'deploy');
    const before = recorder.requests.slice(0, deployed === -1 ? undefined : deployed);
    return before.filter(({ path }) => path.includes('/composite/batch')).length;
  };
  const deploys = (): number => recorder.requests.filter(({ operation }) => operation === 'deploy').length;

  it('asks the org one batch of questions, also where a person was asked before', async () => {
    await start();
    const known: KnownOfOrg = {};
    const run = recordRun();
    const terminal = terminalOf(personWith(['vendor', 'sendsafely', ['System Administrator']]), {
      compose: (request) => draft(request, connection),
      references: referencesBeforeAsking(connection),
      org: orgOfAsker(connection, known, false),
    });
    const { request } = await askForApp(await readRequest({ parameters: [], flags: [] }), terminal);
    expect(terminal.prompter.offered[2]).to.include('Standard User');
    expect((await createApp(run, request, creation(connection, { known }))).state).to.equal('created');
    expect(batches()).to.equal(1);
  });

  it('asks again what the answers at hand do not say', async () => {
    await start();
    const known: KnownOfOrg = {};
    const asker = orgOfAsker(connection, known, false);
    await asker.ask({ appName: apiNameFromUser('Other'), users: [], profiles: [], permissionSets: [] });
    const request = await readRequest({ ...SENDSAFELY, flags: [flag('policies.profiles', ['Nobody'])] });
    const error = await failureOf(createApp(recordRun(), request, creation(connection, { known })));
    expect(error.message).to.equal(
      '--profile: the org has no profile "Nobody" (profiles are named by their label, in the org\'s language)'
    );
    expect(batches()).to.equal(2);
  });

  it('tells what the org lacks where it was written', async () => {
    await start();
    const folder = await mkdtemp(join(tmpdir(), 'road-'));
    const file = join(folder, 'app.yaml');
    await writeFile(
      file,
      'label: Shop\npolicies:\n  runAs: no@such.user\n  profiles:\n    - Standard User\n    - Nobody\n'
    );
    const flags = [flag('policies.permissionSets', ['Nothing'])];
    const error = await failureOf(create(recordRun(), connection, { definitionFile: file, parameters: [], flags }));
    const lines = error.message.split('\n').slice(1);
    expect(lines.map((line) => line.trim().replace(folder, '').split(': ')[0])).to.deep.equal([
      '/app.yaml:3:3 policies.runAs',
      '/app.yaml:6:7 policies.profiles[1]',
      '--permission-set',
    ]);
    await rm(folder, { recursive: true });
  });

  it('knows before anything is deployed that the org gives out no secret', async () => {
    await start();
    const error = await failureOf(create(recordRun(), connection, ALL));
    expect(error.name).to.equal('AccessOffError');
    expect(error.message).to.include('Nothing was deployed');
    expect(deploys()).to.equal(0);
    // What needs no secret is set up all the same, and nobody asks about the switch.
    expect((await create(recordRun(), connection, peeklogic('jira'))).state).to.equal('created');
  });

  it('has nothing standing once an app is done, and says nothing stands of a rehearsal', async () => {
    await start();
    const run = recordRun();
    const told: Array<string | undefined> = [];
    const listening = { ...run, standing: (text: string | undefined) => told.push(text) && run.standing(text) };
    await create(listening, connection, SENDSAFELY, { dryRun: true });
    expect(told.filter((text) => text !== undefined)).to.deep.equal([]);
    await create(run, connection, SENDSAFELY);
    expect(run.lastStanding).to.equal(undefined);
  });

  it('tells of retries while it reads back', async () => {
    await start();
    let isDeployed = false;
    let hasFailed = false;
    recorder.interfere = ({ operation }) => {
      isDeployed ||= operation === 'deploy';
      if (!isDeployed || hasFailed || operation !== 'retrieve') return undefined;
      hasFailed = true;
      return 'unavailable';
    };
    await create(recordRun(), connection, SENDSAFELY);
    expect(retries).to.deep.equal(['retrieve: status 503']);
  });

  describe('rehearsed', () => {
    for (const { title, input } of SYSTEMS) {
      for (const version of ['62.0', '68.0']) {
        it(`foretells how ${title} will end over API ${version}, difference by difference`, async () => {
          await start({}, version);
          const more = { enableAccess: true };
          const rehearsed = await create(recordRun(), connection, input, { ...more, dryRun: true });
          expect(await readApps(connection)).to.deep.equal([]);
          const done = await create(recordRun(), connection, input, more);
          expect(exitCodeOf(rehearsed)).to.equal(exitCodeOf(done));
          expect(rehearsed.differences).to.deep.equal(done.differences);
          expect(rehearsed.changes).to.deep.equal(done.changes);
        });
      }
    }

    it('foretells a change of an app that exists, and has its id and page', async () => {
      await start();
      const { id } = await create(recordRun(), connection, SENDSAFELY);
      const input = { ...SENDSAFELY, flags: [flag('policies.profiles', ['Standard User'])] };
      const change = { updateExisting: true };
      const rehearsed = await create(recordRun(), connection, input, { ...change, dryRun: true });
      expect(rehearsed).to.include({ state: 'validated', id });
      expect(rehearsed.setupUrl).to.include(String(id));
      expect(rehearsed.changes).to.deep.equal([
        { setting: 'policies.profiles', before: ['System Administrator'], after: ['Standard User'] },
      ]);
      const done = await create(recordRun(), connection, input, change);
      expect(done.differences).to.deep.equal(rehearsed.differences);
      expect(done.changes).to.deep.equal(rehearsed.changes);
    });

    it('fails where the real run would for want of a secret', async () => {
      await start();
      const error = await failureOf(create(recordRun(), connection, ALL, { dryRun: true }));
      expect(error.name).to.equal('AccessOffError');
    });
  });
});
