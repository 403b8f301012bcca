import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import type { LocalOrgOptions } from '../../local-org/index.js';
import { Consent, lockSecurity } from '../../src/operations/lockSecurity.js';
import { followDeploy } from '../../src/org/deploy.js';
import { failureOf, recordRun } from '../support/operations.js';
import { BY_HAND, startLockOrg, type LockOrg } from '../support/lockOrg.js';
import type { Recorder } from '../support/recorder.js';
import { appOf, setUp, VENDOR_IP } from '../support/vendorApp.js';

describe('consent to locking the security controls of an app', () => {
  let lockOrg: LockOrg;
  let recorder: Recorder;
  let connection: Connection;
  let plan: LockOrg['plan'];
  let lock: LockOrg['lock'];
  let readApp: LockOrg['readApp'];
  let sent: LockOrg['sent'];

  const start = async (options: LocalOrgOptions = {}): Promise<void> => {
    lockOrg = await startLockOrg(options);
    ({ recorder, connection, plan, lock, readApp, sent } = lockOrg);
  };
  afterEach(() => lockOrg.stop());

  describe('that is not there', () => {
    beforeEach(async () => {
      await start({ policy: 'open' });
      await setUp(connection, appOf('By_Hand', BY_HAND));
      recorder.requests.length = 0;
    });
    afterEach(async () => {
      expect(await sent()).to.deep.equal([]);
    });

    it('is not given by any other name', async () => {
      const planned = await plan('by_hand');
      for (const name of ['', 'by_hand', 'By_Hand ', 'By Hand', 'yes', 'Other']) {
        expect(Consent.to(planned, name), name).to.equal(undefined);
      }
    });

    it('nothing is deployed where something speaks against it, whoever consents', async () => {
      const planned = await plan('By_Hand');
      const error = await failureOf(lock(planned));
      expect(error.name).to.equal('LockRefusedError');
      expect(error.message).to.include('--allow-ip: ').and.to.include('--untested: ');
      expect(error.data).to.deep.equal(planned.refusals);
    });

    it('nothing is deployed with the consent to another app', async () => {
      await setUp(connection, appOf('Other', BY_HAND));
      recorder.requests.length = 0;
      const options = { allowIps: [VENDOR_IP], mustBeTested: false };
      const [planned, other] = [await plan('By_Hand', options), await plan('Other', options)];
      const consent = Consent.to(other, 'Other');
      const locking = lockSecurity(recordRun(), planned, { connection, waitMs: 60_000, consent: consent! });
      expect((await failureOf(locking)).name).to.equal('DeclinedError');
    });

    it('the org only rehearses', async () => {
      const planned = await plan('By_Hand', { allowIps: [VENDOR_IP], mustBeTested: false });
      const before = await readApp('By_Hand');
      const run = recordRun();
      const result = await lockSecurity(run, planned, { connection, waitMs: 60_000, consent: 'rehearsal' });
      expect(result).to.include({ state: 'validated', ready: false });
      expect(result.nextSteps.join()).to.include('without --dry-run');
      expect(await readApp('By_Hand')).to.deep.equal(before);
      expect(run.lastStanding).to.equal(undefined);
    });
  });

  describe('that is there, to what takes long', () => {
    it('goes on in the org, and the same command looks first', async () => {
      await start({ policy: 'open', deployTime: 1500 });
      await setUp(connection, appOf('By_Hand', BY_HAND));
      const options = { allowIps: [VENDOR_IP], mustBeTested: false };
      const planned = await plan('By_Hand', options);
      const consent = Consent.to(planned, 'By_Hand')!;
      const run = recordRun();
      const running = await lockSecurity(run, planned, { connection, waitMs: 0, consent });
      expect(running).to.include({ state: 'running', ready: false });
      expect(running.nextSteps.join())
        .to.include(String(running.deployId))
        .and.to.include('Run the same command again');
      expect(run.lastStanding).to.include('goes on');
      await followDeploy(connection, String(running.deployId), {});
      const again = await lock(await plan('By_Hand', options));
      expect(again).to.include({ state: 'unchanged', ready: true });
    });

    it('is not taken for running where the org does not say so', async () => {
      await start({ policy: 'open' });
      await setUp(connection, appOf('By_Hand', BY_HAND));
      const planned = await plan('By_Hand', { allowIps: [VENDOR_IP], mustBeTested: false });
      recorder.interfere = ({ operation }) =>
        operation === 'checkDeployStatus' ? { status: 200, contentType: 'text/xml', body: '' } : undefined;
      expect(await failureOf(lock(planned))).to.be.instanceOf(Error);
    });
  });
});
