import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { partOf } from '../../src/operations/fleet/report.js';
import { CALLBACK } from '../support/appCommands.js';
import { appIn, FleetBench, orgIn } from '../support/fleet.js';
import { BILLING_IN_UAT, FLEET, SCOPES } from '../support/fleetFiles.js';
import { create, failureOf, flag, recordRun } from '../support/operations.js';

describe('the life of a fleet', () => {
  let bench: FleetBench;

  beforeEach(async () => {
    bench = await FleetBench.start({ prod: {}, uat: { edition: 'sandbox', policy: 'open' } });
  });
  afterEach(() => bench.stop());

  it('brings apps back that a refreshed sandbox has lost, and says that their keys are new', async () => {
    await bench.apply(FLEET);
    const before = await (await bench.inOrg('uat')).find('Billing');
    await bench.renew('uat', { orgId: '00DLo00refreshe' });
    const plan = await bench.plan(FLEET);
    const app = appIn(plan, 'uat', 'billing');
    expect([app.state, orgIn(plan, 'uat').isRefreshed, orgIn(plan, 'prod').isRefreshed]).to.deep.equal([
      'create',
      true,
      false,
    ]);
    expect(Date.parse(String(app.lostSince))).to.be.lessThan(Date.now());
    const applied = await bench.apply(FLEET);
    const { result } = appIn(applied, 'uat', 'billing');
    expect([result?.outcome, result?.isKeyNew, result?.consumerKey === before.consumerKey]).to.deep.equal([
      'created',
      true,
      false,
    ]);
    expect(appIn(applied, 'prod', 'billing').result).to.deep.include({ outcome: 'unchanged', isKeyNew: false });
  });

  it('deletes what the file once managed, where it says so, and nothing that is in use', async () => {
    await bench.apply(FLEET);
    const uat = await bench.inOrg('uat');
    await uat.create('Somebody_Elses', [CALLBACK, SCOPES]);
    const without = `apps:\n  billing: { definition: billing.yaml, label: Billing (UAT) }\norgs:\n  uat: { apps: [billing] }\n`;
    expect(orgIn(await bench.plan(without), 'uat').unmanaged).to.deep.equal(['Plauti_Server_ECA', 'Somebody_Elses']);

    const pruning = `${without}prune: true\n`;
    const plan = await bench.plan(pruning);
    expect(plan.summary).to.deep.include({ delete: 1, unchanged: 1 });
    expect(orgIn(plan, 'uat').unmanaged).to.deep.equal(['Somebody_Elses']);
    // What was shown is all that is done, and that is all of it.
    const applied = await bench.apply(pruning, { shown: plan, selection: partOf(plan) });
    expect(orgIn(applied, 'uat').apps.map(({ name, result }) => [name, result?.outcome])).to.deep.equal([
      ['Billing', 'unchanged'],
      ['Plauti_Server_ECA', 'deleted'],
    ]);
    expect(Object.keys(await uat.members())).to.deep.equal(['Billing', 'Somebody_Elses']);
    expect((await bench.plan(pruning)).summary).to.deep.include({ delete: 0, unchanged: 1 });
  });

  it('hands over to a file for each app and org, and to a command only a key that it does not know', async () => {
    const file = `${BILLING_IN_UAT}handOver: { file: "out/\${org}/\${app}.env" }\n`;
    const first = await bench.apply(file, { creation: { enableAccess: true } });
    const { result } = appIn(first, 'uat', 'billing');
    expect(result?.credentials).to.deep.equal({
      state: 'handedOver',
      outputFile: join(bench.folder, 'out/uat/billing.env'),
    });
    expect(await readFile(join(bench.folder, 'out/uat/billing.env'), 'utf8')).to.include(String(result?.consumerKey));
    const again = await bench.apply(file, { creation: { enableAccess: true } });
    expect(appIn(again, 'uat', 'billing').result?.credentials?.state).to.equal('unchanged');

    const command = `${BILLING_IN_UAT}handOver: { command: [sh, -c, 'echo "$CONSUMER_KEY" >> ${bench.folder}/keys'] }\n`;
    await bench.renew('uat');
    await bench.apply(command, { creation: { enableAccess: true } });
    await bench.apply(command, { creation: { enableAccess: true } });
    expect((await readFile(join(bench.folder, 'keys'), 'utf8')).trim().split('\n')).to.have.length(1);
  });

  it('tells of everything that is wrong in the file at once, before any org is asked', async () => {
    const wrong = `apps:
  plauti: { template: plautii }
  billing: { definition: billing.yaml, oauth: { scopes: [apo] } }
  board: { template: service-board-sync, set: { tenantDomian: acme.example.com } }
orgs:
  prod: { apps: all }
  nowhere: { apps: [billing] }
  more: { match: "dev-*", apps: [billing] }
`;
    const { recorder } = bench.get('prod');
    recorder.requests.length = 0;
    const { message } = await failureOf(bench.plan(wrong));
    expect(message).to.match(/fleet\.yaml:2:13 apps\.plauti\.template: .*Did you mean plauti/);
    expect(message).to.match(/fleet\.yaml:3:\d+ apps\.billing\.oauth\.scopes\[0\]: .*apo/);
    expect(message).to.match(/apps\.board\.set.*tenantDomian.*tenantDomain/);
    expect(message).to.match(/fleet\.yaml:7:3 orgs\.nowhere: The CLI has no login for nowhere/);
    expect(message).to.match(/fleet\.yaml:8:\d+ orgs\.more\.match\[0\]: No alias/);
    expect(recorder.requests).to.deep.equal([]);
  });

  it('comes for each app of each org to the same as create would', async () => {
    await bench.apply(FLEET);
    const viaFleet = (await (await bench.inOrg('uat')).find('Plauti_Server_ECA')).definition;
    await bench.renew('uat');
    const { connection } = await bench.inOrg('uat');
    await create(recordRun(), connection, {
      template: 'plauti',
      parameters: ['serverOutboundIp=52.29.100.17'],
      flags: [flag('oauth.callbackUrls', ['https://plauti.example.com/callback'])],
    });
    expect((await (await bench.inOrg('uat')).find('Plauti_Server_ECA')).definition).to.deep.equal(viaFleet);
  });
});
