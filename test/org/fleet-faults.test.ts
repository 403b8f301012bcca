import { expect } from 'chai';
import { FleetBench, orgIn, statesIn } from '../support/fleet.js';
import type { Fault } from '../support/recorder.js';

const FLEET = `apps:
  billing: { definition: billing.yaml }
orgs:
  well: { apps: all }
  ill: { apps: all }
`;

/** One that comes once, and one that stays: no request is answered any more. */
const FAULTS: Record<string, { fault: Fault; stays: boolean }> = {
  'a reset': { fault: 'reset', stays: false },
  'status 503': { fault: 'unavailable', stays: false },
  'an expired login': { fault: 'expired', stays: true },
};

describe('a plan of a fleet of which one org fails', () => {
  let bench: FleetBench;

  before(async () => {
    bench = await FleetBench.start({ well: {}, ill: {} });
  });
  after(() => bench.stop());

  for (const [name, { fault, stays }] of Object.entries(FAULTS))
    it(`is made for the other org, at whatever request ${name} comes`, async () => {
      const { recorder } = bench.get('ill');
      for (let nth = 1; nth <= 3; nth++) {
        recorder.requests.length = 0;
        recorder.interfere = (_request, count) => (count === nth || (stays && count > nth) ? fault : undefined);
        const report = await bench.plan(FLEET);
        expect(statesIn(report)[0]).to.equal('well billing: create');
        // What was asked again after a failure in passing is known; what was not is an error, and never "no change".
        const { error, apps } = orgIn(report, 'ill');
        expect(error !== null || apps[0].state === 'create').to.equal(true);
        if (stays) expect(error).not.to.equal(null);
      }
      recorder.interfere = () => undefined;
    });
});
