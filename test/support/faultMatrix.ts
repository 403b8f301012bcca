import { expect } from 'chai';
import { FAULTS, type FaultName } from './faultKinds.js';
import { FaultBench, type SubjectName, type Trial } from './faults.js';

/** Exit codes that are promised: done, failed, done and different, under way. */
const PROMISED = [0, 1, 68, 69];

/** What helps nobody. */
const NOBODYS_WORDS =
  /Cannot read|undefined|\[object|is not a function|not iterable|Unhandled|TypeError|Unexpected token/;

/** A rehearsal leaves nothing, and neither does a switch that is on and off again. */
const LEAVES_NOTHING: SubjectName[] = ['create --dry-run', 'get-credentials', 'rotate-credentials'];

const SAYS_WHAT_STANDS = /running in the org|running the same command again|is set up|--job-id/i;

const expectHeld = async (bench: FaultBench, subject: SubjectName, trial: Trial): Promise<void> => {
  const { outcome, held, deploys, again } = trial;
  const whole = await bench.undisturbed(subject);
  expect(outcome.uncaught).to.deep.equal([]);
  expect(outcome.exitCode).to.be.oneOf(PROMISED);
  expect(outcome.said).not.to.match(NOBODYS_WORDS);
  for (const secret of bench.secrets) expect(outcome.said).not.to.include(secret);
  expect(held.isAccessOn, 'the switch for secrets').to.equal(false);
  if (again === undefined) return void expect(held).to.deep.equal(whole.held);
  if (deploys > 0 && !LEAVES_NOTHING.includes(subject)) expect(outcome.said).to.match(SAYS_WHAT_STANDS);
  // What was cut off is there already, or is not, and is then done by the second run.
  const isGone =
    (subject === 'allowlist remove' && again.outcome.said.includes('is not in the allowlist')) ||
    (subject === 'delete' && again.outcome.said.includes('has no External Client App')) ||
    (subject === 'rotate-credentials' && again.outcome.said.includes('was rotated before'));
  if (!isGone) expect(again.outcome.exitCode, again.outcome.said).to.be.oneOf([0, whole.outcome.exitCode]);
  expect(again.held).to.deep.equal(whole.held);
};

/**
 * That a run whose request failed ended as it may: no crash, no secret, the switch off, what stands is said, and the
 * next run comes to the same end as if nothing had happened.
 *
 * @throws Error with what the run said, and what of it does not hold
 */
export const checkTrial = async (bench: FaultBench, subject: SubjectName, trial: Trial): Promise<void> => {
  try {
    await expectHeld(bench, subject, trial);
  } catch (error) {
    const { nth, request, outcome } = trial;
    throw new Error(`request ${nth}, ${request}: ${outcome.said}\n\n${String(error)}`, { cause: error });
  }
};

/** In the gate, each fault meets a part of the requests, and each request a part of the faults: scripts/faults.ts has all. */
const isTried = (subject: SubjectName, request: number, fault: number): boolean =>
  (request + fault) % (subject === 'create, Peeklogic' ? 12 : 6) === 0;

/** Runs these commands, and lets something happen to one of their requests each time. */
export const describeFaults = (subjects: readonly SubjectName[]): void => {
  const bench = new FaultBench();

  before(() => bench.start());
  after(() => bench.stop());

  for (const subject of subjects) {
    for (const [nthFault, fault] of (Object.keys(FAULTS) as FaultName[]).entries()) {
      it(`${subject}: ${fault}`, async () => {
        const { requests } = await bench.undisturbed(subject);
        for (const index of requests.keys()) {
          if (!isTried(subject, index, nthFault)) continue;
          await checkTrial(bench, subject, await bench.disturbed(subject, fault, index + 1));
        }
      }).timeout(120_000);
    }
  }
};
