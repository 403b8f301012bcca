import { stubSfCommandUx } from '@salesforce/sf-plugins-core';
import { expect } from 'chai';
import sinon from 'sinon';
import EcaLockSecurity from '../../src/commands/eca/lock-security.js';
import { testApp } from '../../src/operations/appTest.js';
import type { LockPlan } from '../../src/operations/lockPlan.js';
import { startLockOrg, type LockOrg } from '../support/lockOrg.js';
import { recordRun } from '../support/operations.js';
import { PACKAGE_ROOT } from '../support/realCli.js';
import { hidingTokens } from '../support/recorder.js';
import { saveLogin } from '../support/savedLogin.js';
import { stubTables } from '../support/tables.js';
import { appOf, setUp, VENDOR_IP } from '../support/vendorApp.js';

const APP = 'Server';

/** An app that a server uses without anybody logging in. */
const SERVER = {
  'oauth.callbackUrls': ['https://vendor.example/oauth'],
  'oauth.scopes': ['api', 'refresh_token'],
  'oauth.security.refreshTokenIpAllowlist': [VENDOR_IP],
  'policies.runAs': 'integration@local.org',
};

describe('locking an app that the run has logged in through', () => {
  let lockOrg: LockOrg;
  let ux: ReturnType<typeof stubSfCommandUx>;
  const sandbox = sinon.createSandbox();

  beforeEach(async () => {
    lockOrg = await startLockOrg({ policy: 'enforced' });
    await setUp(lockOrg.connection, appOf(APP, SERVER));
    ux = stubSfCommandUx(sandbox);
    stubTables(sandbox);
  });
  afterEach(async () => {
    sandbox.restore();
    process.exitCode = undefined;
    await lockOrg.stop();
  });

  const planTested = (): Promise<LockPlan> => {
    const { connection } = lockOrg;
    const test: Parameters<LockOrg['plan']>[1] = {
      test: (live, flows) =>
        testApp(recordRun(), { connection, name: live.name, live, flows, waitMs: 0, enableAccess: true }),
    };
    return lockOrg.plan(APP, test);
  };

  it('takes the login for the sign that the org does not show', async () => {
    lockOrg.recorder.interfere = hidingTokens;
    const untested = await lockOrg.plan(APP);
    expect(untested.refusals.map(({ where }) => where)).to.deep.equal(['--untested']);
    const { refusals, evidence, warnings } = await planTested();
    expect(refusals).to.deep.equal([]);
    expect(evidence).to.deep.include({ hasIssuedTokens: null, provedBy: ['clientCredentials'] });
    expect(warnings.join()).not.to.include('Customize Application');
  });

  it('refuses where the login does not work, and says what mends it', async () => {
    await setUp(lockOrg.connection, appOf(APP, { 'policies.enabled': false }));
    const { refusals } = await planTested();
    const about = refusals.filter(({ where }) => where === '--test').map(({ what }) => what);
    expect(about).to.have.length(2);
    expect(about[1])
      .to.include('logging in by clientCredentials does not work')
      .and.include('policies: { enabled: true }');
    expect(refusals.map(({ where }) => where)).to.include('--untested');
  });

  it('logs in by --test, says so, and needs no --untested', async () => {
    await saveLogin({ ...lockOrg.org, instanceUrl: lockOrg.recorder.url });
    const words = ['--name', APP, '--target-org', lockOrg.org.username, '--no-prompt', '--confirm', APP];
    const { ready, evidence } = await EcaLockSecurity.run([...words, '--test', '--enable-access'], PACKAGE_ROOT);
    expect([ready, evidence.provedBy]).to.deep.equal([true, ['clientCredentials']]);
    expect(ux.log.args.flat().join('\n')).to.include('This run has logged in through the app: clientCredentials.');
  });
});
