import { expect } from 'chai';
import { type LocalOrg, type LocalOrgOptions } from '../../local-org/index.js';
import { changeAllowlist, planAllowlist, type ChangedAllowlist } from '../../src/operations/allowlist.js';
import { switchAccess } from '../../src/operations/accessSwitch.js';
import { planLock, type LockPlan } from '../../src/operations/lockPlan.js';
import { Consent, lockSecurity } from '../../src/operations/lockSecurity.js';
import { readAppSettings } from '../../src/org/secretAccess.js';
import { checkRanges } from '../../src/operations/givenRanges.js';
import { readApps } from '../../src/org/apps.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';
import { describeDifferences } from '../../src/ui/differences.js';
import { exitCodeOf } from '../../src/ui/exitCodes.js';
import { create, failureOf, flag, recordRun, SENDSAFELY, type RecordedRun } from '../support/operations.js';
import { asking } from '../support/readingOrg.js';
import { type Recorder } from '../support/recorder.js';
import { sinergify, VENDOR_IP } from '../support/vendorApp.js';
import type { Connection } from '@salesforce/core';
import { startRecordedOrg } from '../support/recordedOrg.js';

type Quirk = NonNullable<LocalOrgOptions['quirks']>[number];

const APP = apiNameFromUser('Sinergify_Connected_App');

describe('an org in which what is doubtful is otherwise', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;
  let run: RecordedRun;

  const start = async (quirk: Quirk, options: LocalOrgOptions = {}): Promise<void> => {
    ({ org, recorder, connection } = await startRecordedOrg({ quirks: [quirk], ...options }));
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

  describe('that refuses the policies also with new grants alone', () => {
    const more = { ...SENDSAFELY, flags: [...SENDSAFELY.flags, flag('policies.sessionTimeoutMinutes', 30)] };
    /** The org's words about a deploy of nothing but the policies. */
    const takenAlready = (deployId: string): string =>
      '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>' +
      `<checkDeployStatusResponse><result><checkOnly>false</checkOnly><done>true</done><id>${deployId}</id>` +
      '<details><componentFailures><componentType>ExtlClntAppOauthConfigurablePolicies</componentType>' +
      '<fullName>SendSafely_oauthPlcy</fullName><problem>profile names are already taken</problem><success>false</success>' +
      '</componentFailures></details><numberComponentsDeployed>0</numberComponentsDeployed>' +
      '<numberComponentsTotal>1</numberComponentsTotal><status>Failed</status><success>false</success>' +
      '</result></checkDeployStatusResponse></soapenv:Body></soapenv:Envelope>';

    it('says what stands and what to do, and tries no third time', async () => {
      await start('grants-once');
      await create(run, connection, SENDSAFELY);
      recorder.requests.length = 0;
      recorder.interfere = ({ operation, body }) =>
        operation === 'checkDeployStatus'
          ? {
              status: 200,
              body: takenAlready(/<asyncProcessId>(\w+)/.exec(body)?.[1] ?? '0Af'),
              contentType: 'text/xml',
            }
          : undefined;
      const error = await failureOf(create(run, connection, more, { updateExisting: true }));
      expect(error.name).to.equal('GrantsRefusedError');
      expect(error.message)
        .to.include('nothing was changed')
        .and.include('profile names are already taken')
        .and.include('granted to: System Administrator');
      expect(error.actions?.join()).to.include('/lightning/setup/ManageExternalClientApplication/');
      expect(recorder.requests.filter(({ operation }) => operation === 'deploy')).to.have.length(2);
      expect(run.lastStanding).to.equal(undefined);
    });
  });

  describe('that has not taken up External Client Apps', () => {
    const PAGE = '/lightning/setup/ExternalClientApplicationSettings/home';
    const deploys = (): number => recorder.requests.filter(({ operation }) => operation === 'deploy').length;
    /** As if the switch had been turned off afterwards. */
    const switchApps = async (isOn: boolean): Promise<void> => {
      const settings = { ...(await readAppSettings(connection)), enableExternalClientApps: String(isOn) };
      await switchAccess(recordRun(), connection, settings, false);
      recorder.requests.length = 0;
    };
    const planLockOf = (): Promise<LockPlan> =>
      planLock(run, { connection, name: APP, allowIps: [], mustBeTested: false, now: new Date() });

    beforeEach(() => start('no-opt-in', { policy: 'open' }));

    it('is told so by create before anything is deployed, with the page, also in a rehearsal', async () => {
      for (const dryRun of [false, true]) {
        const error = await failureOf(create(run, connection, sinergify(VENDOR_IP), { dryRun }));
        expect([error.name, deploys()]).to.deep.equal(['SwitchedOffError', 0]);
        expect(error.actions?.join()).to.include(PAGE);
      }
      await switchApps(true);
      expect((await create(run, connection, sinergify(VENDOR_IP))).state).to.equal('created');
    });

    it('is told so by every change of an app that is there, and by nothing that only looks', async () => {
      await switchApps(true);
      await create(run, connection, sinergify());
      await switchApps(false);
      const update = create(run, connection, sinergify(VENDOR_IP), { updateExisting: true });
      expect((await failureOf(update)).name).to.equal('SwitchedOffError');
      expect((await failureOf(add(VENDOR_IP))).name).to.equal('SwitchedOffError');
      const { refusals } = await planLockOf();
      expect(refusals.find(({ where }) => where === 'Settings:ExternalClientApp')?.what).to.include(PAGE);
      expect((await create(run, connection, sinergify())).state).to.equal('unchanged');
      expect(deploys()).to.equal(0);
    });

    it('is told so also where the org does not know the objects of apps', async () => {
      recorder.interfere = asking('FROM ExternalClientApplication', 'FROM NoSuchObject');
      expect((await failureOf(create(run, connection, sinergify(VENDOR_IP)))).name).to.equal('SwitchedOffError');
      expect((await failureOf(add(VENDOR_IP))).name).to.equal('SwitchedOffError');
    });

    it('costs an org that has them no time: it is read beside what is read anyway', async () => {
      await switchApps(true);
      await create(run, connection, sinergify());
      const kinds = recorder.requests.map(({ operation, path }) => operation ?? path.split('/').at(-1) ?? '');
      const beforeDeploy = kinds.slice(0, kinds.indexOf('deploy')).filter((kind) => !kind.startsWith('check'));
      expect(beforeDeploy.slice(-2)).to.have.members(['retrieve', 'batch']);
      recorder.requests.length = 0;
      await planLockOf();
      const locking = recorder.requests.map(({ operation }) => operation).filter((kind) => kind === 'retrieve');
      expect(locking).to.have.length(1);
    });

    it('is not held up by an org that does not show its settings', async () => {
      await switchApps(true);
      recorder.interfere = ({ operation, body }) =>
        operation === 'retrieve' && body.includes('<members>ExternalClientApp</members>')
          ? { status: 500, body: '<html>no</html>', contentType: 'text/html' }
          : undefined;
      expect((await create(run, connection, sinergify(VENDOR_IP))).state).to.equal('created');
    });
  });

  for (const quirk of ['own-key-refused', 'own-secret-taken', 'usage-only-used', 'false-defaults'] as const) {
    it(`sets an app up, changes it and makes it ready to be locked where it is ${quirk}`, async () => {
      await start(quirk, { policy: 'open' });
      expect((await create(run, connection, sinergify(VENDOR_IP))).state).to.equal('created');
      await add('52.29.100.99');
      expect(await ranges()).to.deep.equal([VENDOR_IP, '52.29.100.99']);
      const wanted = { ...sinergify(VENDOR_IP, '52.29.100.99'), flags: [flag('contactEmail', 'new@example.com')] };
      expect((await create(run, connection, wanted, { updateExisting: true })).state).to.equal('updated');
      const plan = await planLock(run, { connection, name: APP, allowIps: [], mustBeTested: false, now: new Date() });
      const locked = await lockSecurity(run, plan, { connection, waitMs: 60_000, consent: Consent.to(plan, APP)! });
      expect([locked.ready, locked.refusals]).to.deep.equal([true, []]);
    });
  }

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
