import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { describeFleet } from '../../src/ui/fleet/lines.js';
import { exitCodeOfFleet } from '../../src/ui/exitCodes.js';
import { appIn, FleetBench, orgIn, statesIn } from '../support/fleet.js';
import { CALLBACK } from '../support/appCommands.js';
import { APPS, BILLING_IN_UAT, FLEET, SCOPES } from '../support/fleetFiles.js';
import { flag } from '../support/operations.js';

describe('a fleet', () => {
  let bench: FleetBench;

  beforeEach(async () => {
    bench = await FleetBench.start({ prod: {}, uat: { edition: 'sandbox', policy: 'open' } });
  });
  afterEach(() => bench.stop());

  it('is planned, set up, and then as it should be', async () => {
    const before = await bench.plan(FLEET);
    expect(statesIn(before)).to.deep.equal([
      'prod plauti: create',
      'prod billing: create',
      'uat plauti: create',
      'uat billing: create',
    ]);
    expect(exitCodeOfFleet(before)).to.equal(68);
    expect(await (await bench.inOrg('uat')).members()).to.deep.equal({});

    const applied = await bench.apply(FLEET);
    expect(statesIn(applied).every((state) => state.endsWith(': created'))).to.equal(true);
    expect(exitCodeOfFleet(applied)).to.equal(0);
    expect(appIn(applied, 'uat', 'billing').result?.isKeyNew).to.equal(true);
    const uat = await bench.inOrg('uat');
    expect((await uat.find('Billing')).definition.label).to.equal('Billing (UAT)');
    expect((await (await bench.inOrg('prod')).find('Billing')).definition.label).to.equal('Billing');

    const after = await bench.plan(FLEET);
    expect(after.summary).to.deep.include({ unchanged: 4, create: 0, update: 0, drift: 0, failed: 0 });
    expect(exitCodeOfFleet(after)).to.equal(0);
  });

  it('asks each org as much for many apps as for one: in at most four requests', async () => {
    await bench.apply(FLEET);
    const { recorder } = bench.get('prod');
    recorder.requests.length = 0;
    await bench.plan(FLEET);
    const asked = recorder.requests.map(
      ({ method, path, operation }) => operation ?? `${method} ${path.split('?')[0]}`
    );
    // The versions of an org are asked once a process.
    const once = asked.filter((request) => request !== 'GET /services/data');
    expect(once).to.have.members(['POST /services/data/v68.0/composite/batch', 'retrieve', 'checkRetrieveStatus']);
  });

  it('tells what somebody changed in an org from what the file says anew, and who it was', async () => {
    await bench.apply(BILLING_IN_UAT);
    const uat = await bench.inOrg('uat');
    await uat.create('Billing', [flag('oauth.callbackUrls', ['https://other.example.com/callback']), SCOPES]);
    const drifted = appIn(await bench.plan(BILLING_IN_UAT), 'uat', 'billing');
    expect([drifted.state, drifted.changes.map(({ setting, cause }) => [setting, cause])]).to.deep.equal([
      'drift',
      [['oauth.callbackUrls', 'org']],
    ]);
    expect(drifted.changes[0].removed).to.deep.equal(['https://other.example.com/callback']);
    expect(drifted.lastChange?.by).to.equal('Ada Admin');
    expect(Date.now() - Date.parse(String(drifted.lastChange?.at))).to.be.within(-1000, 60_000);

    const definition = join(bench.folder, 'billing.yaml');
    const text = await readFile(definition, 'utf8');
    await writeFile(definition, text.replace('label: Billing', 'label: Invoices'));
    const both = appIn(await bench.plan(BILLING_IN_UAT), 'uat', 'billing');
    expect([both.state, both.changes.map(({ setting, cause }) => [setting, cause])]).to.deep.equal([
      'update',
      [
        ['label', 'file'],
        ['oauth.callbackUrls', 'org'],
      ],
    ]);
    expect(statesIn(await bench.apply(BILLING_IN_UAT))).to.deep.equal(['uat billing: updated']);
    expect((await uat.find('Billing')).definition).to.deep.include({ label: 'Invoices' });
  });

  it('calls nothing drift where no earlier run tells what was set up', async () => {
    const uat = await bench.inOrg('uat');
    await uat.create('Billing', [CALLBACK, SCOPES]);
    const report = appIn(await bench.plan(BILLING_IN_UAT), 'uat', 'billing');
    expect(report.state).to.equal('update');
    expect(new Set(report.changes.map(({ cause }) => cause))).to.deep.equal(new Set([null]));
  });

  it('calls nothing drift that Salesforce enforces', async () => {
    const fleet = `${APPS}orgs:\n  prod: { apps: [billing], overrides: { billing: { oauth: { security: { requirePkce: false } } } } }\n`;
    expect(appIn(await bench.apply(fleet), 'prod', 'billing').result?.outcome).to.equal('created');
    const report = await bench.plan(fleet);
    const app = appIn(report, 'prod', 'billing');
    expect(app.state).to.equal('unchanged');
    expect(app.differences.filter(({ requested }) => requested !== null)).to.deep.include.members([
      app.differences.find(({ setting, reason }) => setting === 'oauth.security.requirePkce' && reason === 'enforced'),
    ]);
    expect(exitCodeOfFleet(report)).to.equal(0);
    expect(describeFleet(report).join('\n')).to.include('which is no drift');
  });

  it('names apps that the file says nothing of, and leaves them alone', async () => {
    const uat = await bench.inOrg('uat');
    await uat.create('Somebody_Elses', [CALLBACK, SCOPES]);
    const before = await uat.members();
    expect(orgIn(await bench.plan(BILLING_IN_UAT), 'uat').unmanaged).to.deep.equal(['Somebody_Elses']);
    await bench.apply(BILLING_IN_UAT);
    expect((await uat.members()).Somebody_Elses).to.deep.equal(before.Somebody_Elses);
    // Where only some apps were to be looked at, nothing is said of the others.
    expect(orgIn(await bench.plan(FLEET, { selection: { apps: ['plauti'] } }), 'uat').unmanaged).to.deep.equal([]);
  });

  it('leaves what is accepted as it is, with its reason, and says when an acceptance is of no use', async () => {
    const uat = await bench.inOrg('uat');
    await bench.apply(BILLING_IN_UAT);
    await uat.create('Billing', [flag('oauth.scopes', ['api', 'refresh_token', 'full'])]);
    const accept = (more: string): string =>
      `${BILLING_IN_UAT}accept:\n  - { org: uat, app: billing, setting: oauth.scopes, reason: TICKET-12${more} }\n`;

    const accepted = await bench.plan(accept(', until: 2099-01-01'));
    const app = appIn(accepted, 'uat', 'billing');
    expect([app.state, app.accepted]).to.deep.equal([
      'unchanged',
      [{ setting: 'oauth.scopes', reason: 'TICKET-12', until: '2099-01-01' }],
    ]);
    expect(accepted.acceptances.map(({ state }) => state)).to.deep.equal(['applies']);
    expect(exitCodeOfFleet(accepted)).to.equal(0);
    expect(statesIn(await bench.apply(accept('')))).to.deep.equal(['uat billing: unchanged']);
    expect((await uat.find('Billing')).definition.oauth?.scopes).to.include('full');

    const runOut = await bench.plan(accept(', until: 2020-01-01'));
    expect([appIn(runOut, 'uat', 'billing').state, runOut.acceptances[0].state, exitCodeOfFleet(runOut)]).to.deep.equal(
      ['drift', 'runOut', 1]
    );
    await bench.apply(BILLING_IN_UAT);
    const notNeeded = await bench.plan(accept(''));
    expect([notNeeded.acceptances[0].state, exitCodeOfFleet(notNeeded)]).to.deep.equal(['notNeeded', 1]);
  });

  it('takes an acceptance that is about other orgs for open, where only a part is looked at', async () => {
    await bench.apply(FLEET);
    const fleet = `${FLEET}accept:\n  - { app: billing, setting: label, reason: because }\n`;
    const part = await bench.plan(fleet, { selection: { orgs: ['uat'] } });
    expect([part.acceptances[0].state, exitCodeOfFleet(part)]).to.deep.equal(['open', 0]);
    expect((await bench.plan(fleet)).acceptances[0].state).to.equal('notNeeded');
  });

  it('does not let one org that is down, or one app that cannot be, hinder the others', async () => {
    const fleet = `apps:
  billing: { definition: billing.yaml, policies: { profiles: [System Administrator] } }
  board: { template: service-board-sync, set: { tenantDomain: acme.example.com }, policies: { runAs: nobody@acme.example } }
orgs:
  prod: { apps: all }
  uat: { apps: [billing] }
`;
    const { recorder } = bench.get('uat');
    recorder.interfere = () => ({ status: 401, body: '[{"errorCode":"INVALID_SESSION_ID","message":"expired"}]' });
    const report = await bench.apply(fleet);
    expect(statesIn(report)[0]).to.equal('prod billing: created');
    expect(statesIn(report)[1]).to.equal('prod board: failed');
    expect(appIn(report, 'prod', 'board').error?.message).to.include('nobody@acme.example');
    expect(orgIn(report, 'uat').error).not.to.equal(null);
    expect(exitCodeOfFleet(report)).to.equal(1);
    recorder.interfere = () => undefined;
    expect(statesIn(await bench.apply(fleet)).slice(-1)).to.deep.equal(['uat billing: created']);
  });

  it('does just what was shown, and leaves alone what would become something else by now', async () => {
    const shown = await bench.plan(FLEET);
    const uat = await bench.inOrg('uat');
    await uat.create('Billing', [CALLBACK, SCOPES]);
    const applied = await bench.apply(FLEET, { shown });
    expect(statesIn(applied)).to.deep.equal([
      'prod plauti: created',
      'prod billing: created',
      'uat plauti: created',
      'uat billing: leftAlone',
    ]);
    expect(exitCodeOfFleet(applied)).to.equal(1);
    expect((await uat.find('Billing')).definition.label).to.equal('Billing');
  });

  it('leaves an app alone that somebody changes between its plan and its turn', async () => {
    await bench.apply(BILLING_IN_UAT);
    const uat = await bench.inOrg('uat');
    await uat.create('Billing', [flag('oauth.scopes', ['full'])]);
    const fleet = await bench.read(BILLING_IN_UAT);
    const plan = await bench.planFor(fleet, {}, false);
    await uat.create('Billing', [flag('oauth.scopes', ['web'])]);
    const applied = await bench.carryOut(fleet, plan);
    expect(statesIn(applied)).to.deep.equal(['uat billing: leftAlone']);
    expect((await uat.find('Billing')).definition.oauth?.scopes).to.deep.equal(['web']);
  });

  describe('where an app takes so long that those behind it were read long ago', () => {
    /** Has the first deploy wait; then, maybe, something is done in the org. */
    const slowDown = (meanwhile?: () => Promise<unknown>): void => {
      let isFirst = true;
      bench.get('uat').recorder.interfere = async ({ operation }) => {
        if (operation !== 'deploy' || !isFirst) return undefined;
        isFirst = false;
        await sleep(2100);
        await meanwhile?.();
        return undefined;
      };
    };
    const fleet = FLEET.replace(/ {2}prod: .*\n/, '');

    it('looks for them with what is asked anyway', async () => {
      slowDown();
      const { recorder } = bench.get('uat');
      expect(statesIn(await bench.apply(fleet))).to.deep.equal(['uat plauti: created', 'uat billing: created']);
      const batches = recorder.requests.filter(({ path }) => path.includes('/composite/batch'));
      // What there is before, and what each app has become.
      expect(batches).to.have.length(3);
    });

    it('leaves alone one that somebody else has made in between', async () => {
      const uat = await bench.inOrg('uat');
      slowDown(() => uat.create('Billing', [CALLBACK, SCOPES, flag('label', 'Of somebody else')]));
      expect(statesIn(await bench.apply(fleet))).to.deep.equal(['uat plauti: created', 'uat billing: leftAlone']);
      expect((await uat.find('Billing')).definition.label).to.equal('Of somebody else');
    });
  });

  it('stops an org at its first failure, the others not, unless it is to fail fast', async () => {
    for (const failFast of [false, true]) {
      const { recorder } = bench.get('prod');
      let isDeploying = false;
      recorder.interfere = ({ operation, path }) => {
        isDeploying ||= operation === 'deploy' || path.includes('/deployRequest');
        return isDeploying ? { status: 400, body: '[{"errorCode":"UNKNOWN","message":"no"}]' } : undefined;
      };
      const report = await bench.apply(FLEET, { failFast, concurrency: 1 });
      recorder.interfere = () => undefined;
      const uat = failFast ? 'notReached' : 'created';
      expect(statesIn(report)).to.deep.equal([
        'prod plauti: failed',
        'prod billing: notReached',
        `uat plauti: ${uat}`,
        `uat billing: ${uat}`,
      ]);
      await bench.renew('uat');
      await bench.renew('prod');
    }
  });
});
