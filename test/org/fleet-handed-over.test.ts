import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { appIn, FleetBench, statesIn } from '../support/fleet.js';

const FLEET = `
apps:
  billing: { definition: billing.yaml }
orgs:
  uat: { apps: all }
handOver: { file: '\${org}-\${app}.env' }
`;

const CREATION = { enableAccess: true };

describe('files that a fleet hands credentials over to', () => {
  let bench: FleetBench;

  beforeEach(async () => {
    bench = await FleetBench.start({ uat: {} });
  });
  afterEach(() => bench.stop());

  const file = (): string => join(bench.folder, 'uat-billing.env');
  const keyIn = async (): Promise<string | undefined> =>
    /^CONSUMER_KEY=(.*)$/m.exec(await readFile(file(), 'utf8'))?.[1];

  it('writes the file of an earlier run anew where a refreshed sandbox has lost the app', async () => {
    const first = await bench.apply(FLEET, { creation: CREATION });
    expect(await keyIn()).to.equal(appIn(first, 'uat', 'billing').result?.consumerKey);
    await bench.renew('uat', { orgId: '00DRefreshed001' });
    const planned = await bench.plan(FLEET);
    expect(statesIn(planned)).to.deep.equal(['uat billing: create']);
    const again = await bench.apply(FLEET, { creation: CREATION });
    const { consumerKey, isKeyNew } = appIn(again, 'uat', 'billing').result ?? {};
    expect(isKeyNew).to.equal(true);
    expect(await keyIn()).to.equal(consumerKey);
    expect((await stat(file())).mode % 0o1000).to.equal(0o600);
  });

  it('leaves the file alone while the app has the key that is in it', async () => {
    await bench.apply(FLEET, { creation: CREATION });
    const { mtimeMs } = await stat(file());
    const again = await bench.apply(FLEET, { creation: CREATION });
    expect(appIn(again, 'uat', 'billing').result?.credentials?.state).to.equal('unchanged');
    expect((await stat(file())).mtimeMs).to.equal(mtimeMs);
  });

  it('overwrites nothing that no earlier run has written, and says which file it is', async () => {
    await bench.write('uat-billing.env', 'CONSUMER_KEY=other\nCONSUMER_SECRET=0123456789abcdef\n');
    const { apps } = (await bench.apply(FLEET, { creation: CREATION })).orgs[0];
    expect(apps[0].error?.name).to.equal('HandOverTakenError');
    expect(apps[0].error?.message).to.include(file());
    expect(await keyIn()).to.equal('other');
  });

  it('makes the folders that files go into, and calls what is wrong with a place as the fleet file does', async () => {
    const inFolder = FLEET.replace('${org}-', 'secrets/${org}/');
    const fleet = await bench.read(inFolder);
    const plan = await bench.planFor(fleet, { creation: CREATION }, false);
    // Nothing is made for what nobody has said yes to.
    expect(await stat(join(bench.folder, 'secrets')).catch(() => undefined)).to.equal(undefined);
    const made = await bench.carryOut(fleet, plan);
    expect(appIn(made, 'uat', 'billing').result?.credentials?.outputFile).to.equal(
      join(bench.folder, 'secrets/uat/billing.env')
    );
    expect((await stat(join(bench.folder, 'secrets'))).mode % 0o1000).to.equal(0o700);
    const { apps } = (await bench.apply(FLEET.replace('.env', '.doc'))).orgs[0];
    expect(apps[0].error?.message).to.match(/^handOver: /);
  });
});
