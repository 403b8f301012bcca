import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { FleetBench, orgIn, statesIn } from '../support/fleet.js';
import type { Fault } from '../support/recorder.js';

const FLEET = `apps:
  billing: { definition: billing.yaml }
orgs:
  well: { apps: all }
  ill: { apps: all }
handOver: { file: "\${org}.env" }
`;

const CREATION = { creation: { enableAccess: true } };

/** One that comes once, and one that stays: no request is answered any more. */
const FAULTS: Record<string, { fault: Fault; stays: boolean }> = {
  'a reset': { fault: 'reset', stays: false },
  'status 503': { fault: 'unavailable', stays: false },
  'an expired login': { fault: 'expired', stays: true },
};

describe('a fleet of which one org fails', () => {
  let bench: FleetBench;
  let requests: number;

  const renew = async (): Promise<void> => {
    for (const org of ['well', 'ill']) {
      await bench.renew(org);
      await rm(join(bench.folder, `${org}.env`), { force: true });
    }
    await rm(join(bench.folder, 'fleet.state'), { recursive: true, force: true });
  };

  const fail = (nth: number, { fault, stays }: { fault: Fault; stays: boolean }): void => {
    const { recorder } = bench.get('ill');
    recorder.requests.length = 0;
    recorder.interfere = (_request, count) => (count === nth || (stays && count > nth) ? fault : undefined);
  };

  before(async () => {
    bench = await FleetBench.start({ well: {}, ill: {} });
    await bench.apply(FLEET, CREATION);
    requests = bench.get('ill').recorder.requests.length;
    expect(requests).to.be.greaterThan(8);
  });
  after(() => bench.stop());

  for (const [name, kind] of Object.entries(FAULTS))
    it(`leaves the other org done and the rest resumable, at whatever request ${name} comes`, async () => {
      for (let nth = 1; nth <= requests; nth++) {
        await renew();
        fail(nth, kind);
        const first = await bench.apply(FLEET, CREATION);
        const about = `${name} at ${nth}: ${statesIn(first).join(', ')}`;
        expect(statesIn(first)[0], about).to.equal('well billing: created');
        bench.get('ill').recorder.interfere = () => undefined;
        const again = await bench.apply(FLEET, CREATION);
        expect(statesIn(again)[0], about).to.equal('well billing: unchanged');
        expect(statesIn(again)[1], about).to.match(/^ill billing: (created|unchanged)$/);
        const members = await (await bench.inOrg('ill')).members();
        expect(Object.keys(members), about).to.deep.equal(['Billing']);
        expect(await readFile(join(bench.folder, 'ill.env'), 'utf8'), about).to.match(/^CONSUMER_SECRET=.{16}/m);
        expect((await bench.plan(FLEET)).summary.unchanged, about).to.equal(2);
      }
    }).timeout(120_000);

  for (const [name, kind] of Object.entries(FAULTS))
    it(`is planned for the other org, at whatever request ${name} comes`, async () => {
      await renew();
      for (let nth = 1; nth <= 3; nth++) {
        fail(nth, kind);
        const report = await bench.plan(FLEET);
        expect(statesIn(report)[0]).to.equal('well billing: create');
        // What is read again after a failure in passing is known; what is not, is an error and never "no change".
        const { error, apps } = orgIn(report, 'ill');
        expect(error !== null || apps[0].state === 'create').to.equal(true);
        if (kind.stays) expect(error).not.to.equal(null);
      }
      bench.get('ill').recorder.interfere = () => undefined;
    });
});
