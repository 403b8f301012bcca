import { expect } from 'chai';
import { startLocalOrg, type LocalOrg, type LocalOrgOptions } from '../../local-org/index.js';
import { changeAllowlist, planAllowlist, type ChangedAllowlist } from '../../src/operations/allowlist.js';
import { checkRanges } from '../../src/operations/givenRanges.js';
import { readApps } from '../../src/org/apps.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import { describeDifferences } from '../../src/ui/differences.js';
import { exitCodeOf } from '../../src/ui/exitCodes.js';
import { connectTo, create, failureOf, flag, recordRun, SENDSAFELY, type RecordedRun } from '../support/operations.js';
import { startRecorder, type Recorder } from '../support/recorder.js';
import { sinergify, VENDOR_IP } from '../support/vendorApp.js';
import type { Connection } from '@salesforce/core';

const APP = apiNameFromUser('Sinergify_Connected_App');

describe('an org in which what is doubtful is otherwise', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;
  let run: RecordedRun;

  const start = async (quirk: NonNullable<LocalOrgOptions['quirks']>[number]): Promise<void> => {
    org = await startLocalOrg({ deployTime: 0, quirks: [quirk] });
    recorder = await startRecorder(org.instanceUrl);
    connection = await connectTo({ ...org, instanceUrl: recorder.url });
    run = recordRun();
  };
  afterEach(async () => {
    await recorder.stop();
    await org.stop();
  });

  const ranges = async (): Promise<string[]> => {
    const [{ definition }] = await readApps(connection);
    return (definition.oauth?.security?.refreshTokenIpAllowlist ?? []).map(({ start: first }) => first);
  };
  const add = async (ip: string): Promise<ChangedAllowlist> => {
    const plan = await planAllowlist(run, { connection, name: APP, verb: 'add', given: checkRanges([ip], undefined) });
    return changeAllowlist(run, plan, { connection, dryRun: false, waitMs: 60_000, wasApproved: false });
  };

  describe('where no deploy gives an app an allowlist', () => {
    beforeEach(() => start('allowlist-refused'));

    it('sets the app up, and leaves the addresses to a person', async () => {
      const result = await create(run, connection, sinergify(VENDOR_IP));
      expect(result.state).to.equal('created');
      expect(exitCodeOf(result)).to.equal(68);
      const [difference] = result.differences.filter(({ setting }) => setting.endsWith('refreshTokenIpAllowlist'));
      expect(difference).to.deep.include({ live: null, matters: true });
      expect(difference.advice).to.include("can't be created through the Metadata API");
      expect(result.nextSteps[0]).to.include(VENDOR_IP).and.include(result.setupUrl);
      expect(run.notes.join()).to.include('sending the rest without it');
      expect(await ranges()).to.deep.equal([]);
    });

    it('foretells that in a rehearsal', async () => {
      const rehearsed = await create(run, connection, sinergify(VENDOR_IP), { dryRun: true });
      expect(exitCodeOf(rehearsed)).to.equal(68);
      expect(await readApps(connection)).to.deep.equal([]);
      const real = await create(recordRun(), connection, sinergify(VENDOR_IP));
      expect(rehearsed.differences).to.deep.equal(real.differences);
    });

    it('changes nothing where nothing but addresses is asked for, and says where they can be added', async () => {
      await create(run, connection, sinergify());
      const error = await failureOf(add(VENDOR_IP));
      expect(error.name).to.equal('AllowlistRefusedError');
      expect(error.actions?.join()).to.include(VENDOR_IP).and.include('/lightning/setup/');
    });
  });

  it('changes the allowlist that the org makes itself', async () => {
    await start('allowlist-org-made');
    const { nextSteps, differences } = await create(run, connection, sinergify(VENDOR_IP));
    expect(await ranges()).to.deep.equal([VENDOR_IP]);
    expect(differences.map(({ setting }) => setting)).not.to.include('oauth.security.refreshTokenIpAllowlist');
    expect(nextSteps.join()).not.to.include('by hand');
    await add('52.29.100.99');
    expect(await ranges()).to.deep.equal([VENDOR_IP, '52.29.100.99']);
  });

  it('sends only new grants where those that are there are refused', async () => {
    await start('grants-once');
    await create(run, connection, SENDSAFELY);
    const more = { ...SENDSAFELY, flags: [...SENDSAFELY.flags, flag('policies.sessionTimeoutMinutes', 30)] };
    const { state, differences } = await create(run, connection, more, { updateExisting: true });
    expect([state, differences.filter(({ reason }) => reason === 'other')]).to.deep.equal(['updated', []]);
    expect(run.notes.join()).to.include('sending only the new ones');
    const [{ definition }] = await readApps(connection);
    expect(definition.policies).to.deep.include({ profiles: ['System Administrator'], sessionTimeoutMinutes: 30 });
  });

  it('tells of what will be enforced where the first reading still shows what was asked for', async () => {
    await start('late-enforcement');
    const result = await create(run, connection, SENDSAFELY);
    const pkce = result.differences.find(({ setting }) => setting === 'oauth.security.requirePkce');
    expect(pkce).to.deep.include({ requested: false, live: true, reason: 'enforced', pending: true, matters: true });
    expect(describeDifferences(result.differences).join('\n')).to.include('asked for off, will be on');
    expect(exitCodeOf(result)).to.equal(68);
    const [{ definition }] = await readApps(connection);
    expect(definition.oauth?.security?.requirePkce).to.equal(false);
    expect((await create(run, connection, SENDSAFELY)).state).to.equal('unchanged');
  });
});
