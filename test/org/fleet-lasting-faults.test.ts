import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { isAccessOn, readAppSettings } from '../../src/org/secretAccess.js';
import { exitCodeOfFleet } from '../../src/ui/exitCodes.js';
import { FAULTS, type FaultName, type MakeFault } from '../support/faultKinds.js';
import { appIn, FleetBench, statesIn } from '../support/fleet.js';
import { bookedIn, heldIn, type HeldApp } from '../support/fleetFaults.js';
import { failureOf, recordRun } from '../support/operations.js';

const OPTIONS = { creation: { enableAccess: true }, concurrency: 64 };

/** An app in each of these orgs, whose key and secret go into a file. */
const fleetOf = (orgs: string[]): string => `apps:
  billing: { definition: billing.yaml }
orgs:
${orgs.map((org) => `  ${org}: { apps: [billing] }`).join('\n')}
handOver: { file: "\${org}-\${app}.env" }
`;

/** How often a request is made that is refused for the moment, and once more. */
const MORE_OFTEN_THAN_TRIED = 6;

/** How long each lasts, in requests: asking again does not help. */
const LASTING = { reset: MORE_OFTEN_THAN_TRIED, 'status 503': MORE_OFTEN_THAN_TRIED, 'an ended login': Infinity };

const SAYS_WHAT_STANDS = /running in the org|running the same command again|is set up/i;

describe('a fleet in which orgs fail, and asking again does not help', () => {
  let bench: FleetBench;

  const start = async (orgs: string[]): Promise<void> => {
    bench = await FleetBench.start(Object.fromEntries(orgs.map((org) => [org, {}])));
    for (const org of orgs) bench.get(org).recorder.requests.length = 0;
  };
  const held = async (org: string): Promise<HeldApp | undefined> => heldIn((await bench.inOrg(org)).connection);

  /** That two runs have left what one leaves that nothing disturbs. */
  const expectDone = async (org: string, output: string): Promise<void> => {
    const file = await readFile(join(bench.folder, `${org}-billing.env`), 'utf8');
    const [key, secret] = file.match(/(?<==).+/g) ?? [];
    expect((await held(org))?.consumerKey, org).to.equal(key);
    expect(output).not.to.include(secret).and.not.to.include(bench.get(org).org.accessToken);
    expect((await bookedIn(join(bench.folder, 'fleet.yaml')))[org], org).to.deep.equal(['Billing']);
    expect(isAccessOn(await readAppSettings((await bench.inOrg(org)).connection)), org).to.equal(false);
  };

  /** How many requests an org gets in a run that nothing disturbs. */
  const countRequests = async (): Promise<number> => {
    await start(['well']);
    await bench.apply(fleetOf(['well']), OPTIONS);
    const count = bench.get('well').recorder.requests.length;
    await bench.stop();
    return count;
  };

  it('does the others, and the rest when it is run again, whatever happens to whichever request', async () => {
    const count = await countRequests();
    expect(count).to.be.greaterThan(15);
    const ill = Object.entries(LASTING).flatMap(([name, lasts], kind) =>
      Array.from({ length: count }, (_none, index) => ({ org: `ill-${kind}-${index + 1}`, name, lasts, index }))
    );
    const all = ['well', ...ill.map(({ org }) => org)];
    await start(all);
    for (const { org, name, lasts, index } of ill) {
      const { recorder, org: there } = bench.get(org);
      const fault: MakeFault = FAULTS[name as FaultName];
      recorder.interfere = (request, nth) => (nth > index && nth <= index + lasts ? fault(request, there) : undefined);
    }
    const run = recordRun();
    const first = await bench.apply(fleetOf(all), { ...OPTIONS, run });
    expect(appIn(first, 'well', 'billing').result?.outcome).to.equal('created');
    expect(exitCodeOfFleet(first)).to.equal(1);

    const left = new Map<string, HeldApp>();
    for (const org of all) {
      bench.get(org).recorder.interfere = () => undefined;
      const app = await held(org);
      if (app) left.set(org, app);
      const { error } = appIn(first, org, 'billing').result ?? {};
      if (app && error) expect(error.actions.join(), org).to.match(SAYS_WHAT_STANDS);
    }
    const again = await bench.apply(fleetOf(all), { ...OPTIONS, run });
    expect(exitCodeOfFleet(again), statesIn(again).join()).to.equal(0);
    const output = [first, again, run].map((one) => JSON.stringify(one)).join('\n');
    for (const org of all) await expectDone(org, output);
    for (const [org, app] of left) expect(await held(org), org).to.deep.equal(app);
    const after = await bench.plan(fleetOf(all), OPTIONS);
    expect(exitCodeOfFleet(after), statesIn(after).join()).to.equal(0);
    await bench.stop();
  }).timeout(150_000);

  it('calls nothing failed that an interruption ended', async () => {
    await start(['prod', 'uat']);
    const run = recordRun();
    bench.get('uat').recorder.interfere = ({ operation }) => {
      if (operation === 'checkDeployStatus') void run.interrupt();
      return undefined;
    };
    expect((await failureOf(bench.apply(fleetOf(['prod', 'uat']), { ...OPTIONS, run }))).message).to.equal(
      'interrupted'
    );
    await bench.stop();
  });
});
