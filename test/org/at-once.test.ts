import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { type LocalOrg } from '../../local-org/index.js';
import { readApps } from '../../src/org/apps.js';
import { connectTo, create, failureOf, flag, recordRun, SENDSAFELY } from '../support/operations.js';
import { type Recorder } from '../support/recorder.js';
import { startRecordedOrg } from '../support/recordedOrg.js';

describe('runs at once', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;

  beforeEach(async () => {
    ({ org, recorder, connection } = await startRecordedOrg());
  });
  afterEach(async () => {
    await recorder.stop();
    await org.stop();
  });

  /** Something happens in the org while the nth deploy is on its way. */
  const atDeploy = (nth: number, happen: () => Promise<unknown>): void => {
    let deploys = 0;
    recorder.interfere = async ({ operation }) => {
      if (operation === 'deploy' && ++deploys === nth) await happen();
      return undefined;
    };
  };
  const timeout = (minutes: number): typeof SENDSAFELY => ({
    ...SENDSAFELY,
    flags: [...SENDSAFELY.flags, flag('policies.sessionTimeoutMinutes', minutes)],
  });
  const timeouts = async (): Promise<unknown[]> =>
    (await readApps(connection)).map(({ definition }) => definition.policies?.sessionTimeoutMinutes);

  it('that set up one app on one machine make it once, and the others say that it has come', async () => {
    const ends = await Promise.allSettled([15, 30].map((minutes) => create(recordRun(), connection, timeout(minutes))));
    const states = ends.map((end) => (end.status === 'fulfilled' ? end.value.state : (end.reason as Error).name));
    expect(states).to.have.members(['created', 'ChangedMeanwhileError']);
    expect(await timeouts()).to.deep.equal([states[0] === 'created' ? 15 : 30]);
  });

  it('that set up one app on two machines say which one changed what the other had made', async () => {
    const elsewhere = await connectTo(org);
    atDeploy(1, () => create(recordRun(), elsewhere, timeout(15)));
    const run = recordRun();
    const { state } = await create(run, connection, timeout(30));
    expect(state).to.equal('updated');
    expect(run.warnings.join()).to.include('set up an app named SendSafely_Dropzone_Connector');
    expect(await timeouts()).to.deep.equal([30]);
  });

  it('do not change what has changed since it was shown', async () => {
    await create(recordRun(), connection, timeout(15));
    const elsewhere = await connectTo(org);
    const change = { updateExisting: true };
    const error = await failureOf(
      create(recordRun(), connection, timeout(60), {
        ...change,
        approve: () => create(recordRun(), elsewhere, timeout(30), change).then(() => undefined),
      })
    );
    expect(error.name).to.equal('ChangedMeanwhileError');
    expect(await timeouts()).to.deep.equal([30]);
  });
});
