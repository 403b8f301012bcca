import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { type LocalOrg } from '../../local-org/index.js';
import { planAllowlist } from '../../src/operations/allowlist.js';
import { checkRanges } from '../../src/operations/givenRanges.js';
import { planLock, type LockPlan } from '../../src/operations/lockPlan.js';
import { displayApp } from '../../src/operations/readApps.js';
import { askTogether } from '../../src/org/batch.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import { describeGrants } from '../../src/ui/grantsView.js';
import { create, failureOf, recordRun, type RecordedRun } from '../support/operations.js';
import { asking } from '../support/readingOrg.js';
import { type Recorder } from '../support/recorder.js';
import { appOf, grantApp, setUp, VENDOR_IP } from '../support/vendorApp.js';
import { startRecordedOrg } from '../support/recordedOrg.js';

const SHOP = {
  label: 'Shop',
  'oauth.callbackUrls': ['https://vendor.example/oauth'],
  'oauth.scopes': ['api'],
};
const APPROVED = { ...SHOP, 'policies.permittedUsers': 'adminApproved' };
const NAME = apiNameFromUser('Shop');

describe('what an org grants beside the policies of an app', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;
  let run: RecordedRun;

  beforeEach(async () => {
    ({ org, recorder, connection } = await startRecordedOrg());
    run = recordRun();
  });
  afterEach(async () => {
    await recorder.stop();
    await org.stop();
  });

  const hideGrants = (): void => {
    recorder.interfere = asking('FROM SetupEntityAccess', 'FROM HiddenAccess');
  };
  const shown = async (): Promise<string[]> => {
    const { definition, grants } = await displayApp(connection, NAME);
    return describeGrants(definition, grants).filter((line) => line !== '');
  };
  const plan = (): Promise<LockPlan> =>
    planLock(run, { connection, name: NAME, allowIps: [VENDOR_IP], mustBeTested: false, now: new Date() });
  const placesOf = ({ refusals }: LockPlan): string[] => refusals.map(({ where }) => where);

  it('is shown, but not what the policies name', async () => {
    await setUp(connection, appOf('Shop', { ...APPROVED, 'policies.profiles': ['Standard User'] }));
    expect(await shown()).to.deep.equal([]);
    await grantApp(org, 'Shop', 'Report_Reader');
    expect(await shown()).to.deep.equal(['Granted beside the policies', '  Permission Sets: Report_Reader']);
  });

  it('is nobody, or somebody, or not seen', async () => {
    await setUp(connection, appOf('Shop', APPROVED));
    expect((await shown()).join()).to.include('Nobody may use the app');
    expect(placesOf(await plan())).to.deep.equal(['policies.permittedUsers']);
    hideGrants();
    expect((await shown()).join())
      .to.include('Not seen')
      .and.not.include('Nobody');
    const unseen = await plan();
    expect(placesOf(unseen)).to.deep.equal([]);
    expect(unseen.warnings.join()).to.include('SetupEntityAccess');
    recorder.interfere = () => undefined;
    await grantApp(org, 'Shop', 'Report_Reader');
    expect(placesOf(await plan())).to.deep.equal([]);
  });

  it('keeps nobody from being shut out by an update, where the org shows it', async () => {
    await setUp(connection, appOf('Shop', SHOP));
    const update = (): Promise<{ state: string }> =>
      create(run, connection, appOf('Shop', APPROVED), { updateExisting: true });
    expect((await failureOf(update())).message).to.include('so nobody could');
    hideGrants();
    expect((await failureOf(update())).message)
      .to.include('does not show')
      .and.not.include('nobody could');
    recorder.interfere = () => undefined;
    await grantApp(org, 'Shop', 'Report_Reader');
    expect((await update()).state).to.equal('updated');
    expect(run.warnings.join()).not.to.include('nobody');
  });

  it('costs no request', async () => {
    await setUp(connection, appOf('Shop', APPROVED));
    recorder.requests.length = 0;
    await displayApp(connection, NAME);
    const kinds = recorder.requests.map(({ operation, path }) => operation ?? path.split('/').at(-1));
    expect(kinds.filter((kind) => kind !== 'checkRetrieveStatus')).to.deep.equal(['batch', 'retrieve']);
  });

  it('is read to the end where one answer of a batch does not hold it', async () => {
    const row = (Id: string): object => ({ Id });
    recorder.interfere = ({ path }) => {
      if (path.endsWith('/more')) return { status: 200, body: JSON.stringify({ done: true, records: [row('2')] }) };
      const result = { done: false, records: [row('1')], nextRecordsUrl: '/services/data/v68.0/query/more' };
      return { status: 200, body: JSON.stringify({ results: [{ statusCode: 200, result }] }) };
    };
    expect(await askTogether(connection, { all: 'SELECT Id FROM User' })).to.deep.equal({ all: [row('1'), row('2')] });
  });

  describe('to a user who lacks permissions', () => {
    const DEVELOPER = 'PermissionsExternalClientAppDeveloper = true';
    const LACKED = '"Create, edit, and delete External Client Apps"';
    const planAdd = (): Promise<unknown> =>
      planAllowlist(run, { connection, name: NAME, verb: 'add', given: checkRanges([VENDOR_IP], undefined) });

    it('is said by create, allowlist and lock-security, before anything is deployed', async () => {
      recorder.interfere = asking(DEVELOPER, 'PermissionsExternalClientAppDeveloper = false');
      await create(run, connection, appOf('Shop', SHOP), { dryRun: true });
      expect(run.warnings.join()).to.include(LACKED).and.include('admin@local.org');
      recorder.interfere = () => undefined;
      await setUp(connection, appOf('Shop', SHOP));
      recorder.interfere = asking(DEVELOPER, 'PermissionsExternalClientAppDeveloper = false');
      run = recordRun();
      await planAdd();
      expect(run.warnings.join()).to.include(LACKED);
      expect((await plan()).warnings.join()).to.include(LACKED);
    });

    it('is not said where the org has no such permission, or the user has it', async () => {
      await create(run, connection, appOf('Shop', SHOP));
      recorder.interfere = asking(DEVELOPER, 'PermissionsNoSuch = true');
      await planAdd();
      expect([...run.warnings, ...(await plan()).warnings].join()).not.to.include('lacks');
    });
  });
});
