import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { restore, stub } from 'sinon';
import { type LocalOrg } from '../../local-org/index.js';
import { planAllowlist, changeAllowlist, type ChangedAllowlist } from '../../src/operations/allowlist.js';
import type { CreatedApp } from '../../src/operations/applyPlan.js';
import { checkRanges } from '../../src/operations/givenRanges.js';
import { deploy, NOTHING_STANDS, type DeployWatch } from '../../src/operations/deployment.js';
import { placeOfApp, takeTurn } from '../../src/operations/undisturbed.js';
import type { AppInput } from '../../src/operations/request.js';
import { readApps } from '../../src/org/apps.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import {
  connectTo,
  create,
  failureOf,
  flag,
  recordRun,
  SENDSAFELY,
  type CreationOptions,
} from '../support/operations.js';
import { inState, peeklogic } from '../support/peeklogic.js';
import { type Recorder } from '../support/recorder.js';
import { startRecordedOrg } from '../support/recordedOrg.js';

const NOT_FOR_YOU = {
  status: 500,
  contentType: 'text/xml',
  body:
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>sf:INSUFFICIENT_ACCESS' +
    '</faultcode><faultstring>INSUFFICIENT_ACCESS: not for you</faultstring></s:Fault></s:Body></s:Envelope>',
};

const APP = apiNameFromUser('SendSafely_Dropzone_Connector');

describe('the turns of runs on one machine', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;

  const start = async (deployTime = 0): Promise<void> => {
    ({ org, recorder, connection } = await startRecordedOrg({ deployTime }));
  };
  afterEach(async () => {
    await recorder.stop();
    await org.stop();
  });

  const deploys = (): number => recorder.requests.filter(({ operation }) => operation === 'deploy').length;
  const setUp = (flags: AppInput['flags'] = [], more: CreationOptions = {}, run = recordRun()): Promise<CreatedApp> =>
    create(run, connection, { ...SENDSAFELY, flags: [...SENDSAFELY.flags, ...flags] }, more);
  const addAddress = async (address: string, waitMs: number): Promise<ChangedAllowlist> => {
    const given = checkRanges([address]);
    const plan = await planAllowlist(recordRun(), { connection, name: APP, verb: 'add', given });
    return changeAllowlist(recordRun(), plan, { connection, waitMs, dryRun: false, wasApproved: false });
  };
  const addresses = async (): Promise<unknown> =>
    (await readApps(connection))[0].definition.oauth?.security?.refreshTokenIpAllowlist?.map(({ start }) => start);

  describe('where a deploy of an earlier run still runs', () => {
    const slow = 400;

    it('a change waits for it, and does not undo it', async () => {
      await start(slow);
      await setUp();
      expect((await addAddress('52.29.100.17', 0)).state).to.equal('running');
      expect((await addAddress('52.29.100.18', 60_000)).state).to.equal('updated');
      expect(await addresses()).to.deep.equal(['52.29.100.17', '52.29.100.18']);
    });

    it('creating waits for it, and finds what it has made', async () => {
      await start(slow);
      const minutes = [flag('policies.sessionTimeoutMinutes', 15)];
      expect((await setUp(minutes, { waitMs: 0 })).state).to.equal('running');
      const run = recordRun();
      expect((await setUp([], {}, run)).state).to.equal('unchanged');
      expect(run.statuses.join()).to.match(/waiting for the deploy 0Af\w+ of an earlier command/);
      expect(deploys()).to.equal(1);
      expect((await readApps(connection))[0].definition.policies?.sessionTimeoutMinutes).to.equal(15);
    });

    it('whoever does not want to wait is told, and nothing is sent', async () => {
      await start(slow);
      await setUp([], { waitMs: 0 });
      const error = await failureOf(setUp([], { waitMs: 0 }));
      expect(error.name).to.equal('DeployUnderWayError');
      expect(error.message).to.match(/^The deploy 0Af\w+, which an earlier command started for SendSafely_Dropzone/);
      expect(deploys()).to.equal(1);
    });

    it('a rehearsal waits for nothing', async () => {
      await start(slow);
      await setUp([], { waitMs: 0 });
      const run = recordRun();
      await setUp([], { dryRun: true }, run);
      expect(run.statuses.join()).not.to.include('waiting');
    });

    it('an app that was set up with --job-id is not waited for', async () => {
      await start(slow);
      const { deployId } = await setUp([], { waitMs: 0 });
      await setUp([], { jobId: deployId ?? '' });
      const run = recordRun();
      expect((await setUp([], {}, run)).state).to.equal('unchanged');
      expect(run.statuses.join()).not.to.include('waiting');
    });
  });

  it('a deploy that the org has forgotten keeps nobody waiting', async () => {
    await start();
    const { path } = placeOfApp(connection, APP);
    await mkdir(dirname(path), { recursive: true });
    for (const content of [JSON.stringify({ deploy: '0Af000000000000AAA' }), '', '{"deploy":7}']) {
      await writeFile(`${path}.deploy.json`, content);
      expect((await setUp()).state).to.be.oneOf(['created', 'unchanged']);
    }
  });

  describe('beside apps', () => {
    const JIRA = [{ type: 'NamedCredential', fullName: 'Peeklogic_Jira' }];
    const make = (by: Connection, run = recordRun(), user = 'admin@acme.com'): Promise<CreatedApp> => {
      const asked = peeklogic('jira');
      const parameters = asked.parameters.map((given) => given.replace('admin@acme.com', user));
      return create(run, by, { ...asked, parameters });
    };

    it('what two runs want at once is made once', async () => {
      await start();
      const results = await Promise.all([make(connection), make(connection)]);
      expect(results.map(({ related }) => related)).to.have.deep.members([
        inState('created', JIRA),
        inState('unchanged', JIRA),
      ]);
      expect(deploys()).to.equal(1);
    });

    it('what came in between from elsewhere is told of', async () => {
      await start();
      const elsewhere = await connectTo(org);
      recorder.interfere = async ({ operation }) => {
        if (operation === 'deploy') await make(elsewhere, recordRun(), 'other@acme.com');
        return undefined;
      };
      const run = recordRun();
      expect(await make(connection, run)).to.deep.include({ state: 'updated', related: inState('changed', JIRA) });
      expect(run.warnings.join()).to.include('set up Peeklogic_Jira');
    });
  });

  it('a run that stood still sends nothing more', async () => {
    await start();
    const now = Date.now.bind(Date);
    const send = (watch: DeployWatch): Promise<unknown> =>
      deploy(recordRun(), { connection, watch, files: [], dryRun: false, waitMs: 0, standing: NOTHING_STANDS });
    const ending = takeTurn(recordRun(), placeOfApp(connection, APP), 0, async ({ watch }) => {
      // As a laptop that was closed in the meantime.
      stub(Date, 'now').callsFake(() => now() + 60_000);
      return send(watch).finally(restore);
    });
    expect((await failureOf(ending)).name).to.equal('StoodStillError');
    expect(deploys()).to.equal(0);
  });

  it('a run that stood still keeps nobody waiting, not even itself', async () => {
    await start();
    const now = Date.now.bind(Date);
    await takeTurn(recordRun(), placeOfApp(connection, APP), 0, async () => {
      stub(Date, 'now').callsFake(() => now() + 60_000);
      await Promise.resolve().finally(restore);
    });
    const run = recordRun();
    await takeTurn(run, placeOfApp(connection, APP), 0, () => Promise.resolve());
    expect(run.statuses).to.deep.equal([]);
  });

  it('what another run set up while this one was thought over is not overwritten', async () => {
    await start();
    const approve = async (): Promise<void> => {
      await setUp([flag('oauth.callbackUrls', ['https://theirs.example/cb'])]);
      const now = Date.now.bind(Date);
      stub(Date, 'now').callsFake(() => now() + 5000);
    };
    const error = await failureOf(setUp([], { approve }).finally(restore));
    expect(error.name).to.equal('ChangedMeanwhileError');
    const [{ definition }] = await readApps(connection);
    expect(definition.oauth?.callbackUrls).to.deep.equal(['https://theirs.example/cb']);
  });

  it('of a deploy that the org does not show, it is said which one it is and where it stands', async () => {
    await start();
    await setUp();
    const { path } = placeOfApp(connection, APP);
    await writeFile(`${path}.deploy.json`, '{"deploy":"0Af000000000000AAA"}');
    recorder.interfere = ({ operation }) => (operation === 'checkDeployStatus' ? NOT_FOR_YOU : undefined);
    const error = await failureOf(addAddress('52.29.100.17', 0));
    expect(error.name).to.equal('DeployUnseenError');
    expect(error.message).to.include('0Af000000000000AAA').and.include('not for you');
    expect(error.actions?.join()).to.include(`${path}.deploy.json`);
  });

  it('a deploy whose answer was lost is told of by the next run', async () => {
    await start();
    await setUp();
    recorder.interfere = ({ operation }) => (operation === 'deploy' ? 'cutOff' : undefined);
    await failureOf(addAddress('52.29.100.17', 0));
    recorder.interfere = () => undefined;
    const run = recordRun();
    await setUp([flag('policies.sessionTimeoutMinutes', 15)], { updateExisting: true }, run);
    expect(run.warnings.join()).to.include('never heard whether it arrived');
    const again = recordRun();
    await setUp([flag('policies.sessionTimeoutMinutes', 30)], { updateExisting: true }, again);
    expect(again.warnings.join()).not.to.include('never heard');
  });

  it('a deploy of which no org keeps word any more keeps nobody waiting', async () => {
    await start();
    await setUp();
    const file = `${placeOfApp(connection, APP).path}.deploy.json`;
    await writeFile(file, '{"deploy":"0Af000000000000AAA"}');
    await utimes(file, 0, 0);
    recorder.interfere = ({ operation, body }) =>
      operation === 'checkDeployStatus' && body.includes('0Af000000000000AAA') ? NOT_FOR_YOU : undefined;
    expect((await addAddress('52.29.100.17', 60_000)).state).to.equal('updated');
  });

  it('an address that came while it was not looked is not cut off without a word', async () => {
    await start();
    await setUp();
    const given = checkRanges(['52.29.100.17']);
    const plan = await planAllowlist(recordRun(), { connection, name: APP, verb: 'set', given });
    expect(plan.cutOff).to.deep.equal([]);
    await addAddress('52.29.100.99', 60_000);
    const options = { connection, waitMs: 60_000, dryRun: false, wasApproved: false };
    expect((await failureOf(changeAllowlist(recordRun(), plan, options))).name).to.equal('ChangedMeanwhileError');
    expect(await addresses()).to.deep.equal(['52.29.100.99']);
  });

  it("what is in the way in the CLI's own folder is named", async () => {
    await start();
    const { path } = placeOfApp(connection, APP);
    await mkdir(dirname(dirname(path)), { recursive: true });
    await writeFile(dirname(path), 'a file in the place of the folder');
    const error = await failureOf(setUp());
    expect(error.name).to.equal('LocalStateError');
    expect(error.message).to.include(path);
    await rm(dirname(path));
  });
});
