import { expect } from 'chai';
import { FaultBench, FAULTS, type FaultName, type SubjectName, type Trial } from './faults.js';

/** Exit codes that are promised: done, failed, done and different, under way. */
const PROMISED = [0, 1, 68, 69];

/** What helps nobody. */
const NOBODYS_WORDS =
  /Cannot read|undefined|\[object|is not a function|not iterable|Unhandled|TypeError|Unexpected token/;

/** A rehearsal leaves nothing, and neither does a switch that is on and off again. */
const LEAVES_NOTHING: SubjectName[] = ['create --dry-run', 'get-credentials'];

const SAYS_WHAT_STANDS = /running in the org|running the same command again|is set up|--job-id/i;

/** In the gate, each fault meets a part of the requests, and each request a part of the faults: `npm run faults` has all. */
const isTried = (subject: SubjectName, request: number, fault: number): boolean => {
  if (process.env.ALL_FAULTS !== undefined) return true;
  return (request + fault) % (subject === 'create, Peeklogic' ? 12 : 4) === 0;
};

/** Runs these commands, and lets something happen to one of their requests each time. */
export const describeFaults = (subjects: readonly SubjectName[]): void => {
  const bench = new FaultBench();

  before(() => bench.start());
  after(() => bench.stop());

  const check = async (subject: SubjectName, { outcome, held, deploys, again }: Trial): Promise<void> => {
    const whole = await bench.undisturbed(subject);
    expect(outcome.uncaught).to.deep.equal([]);
    expect(outcome.exitCode).to.be.oneOf(PROMISED);
    expect(outcome.said).not.to.match(NOBODYS_WORDS);
    for (const secret of bench.secrets) expect(outcome.said).not.to.include(secret);
    expect(held.isAccessOn, 'the switch for secrets').to.equal(false);
    if (again === undefined) return void expect(held).to.deep.equal(whole.held);
    if (deploys > 0 && !LEAVES_NOTHING.includes(subject)) expect(outcome.said).to.match(SAYS_WHAT_STANDS);
    // What was cut off is there already, or is not, and is then done by the second run.
    const isGone = subject === 'allowlist remove' && again.outcome.said.includes('is not in the allowlist');
    if (!isGone) expect(again.outcome.exitCode, again.outcome.said).to.be.oneOf([0, whole.outcome.exitCode]);
    expect(again.held).to.deep.equal(whole.held);
  };

  for (const subject of subjects) {
    for (const [nthFault, fault] of (Object.keys(FAULTS) as FaultName[]).entries()) {
      it(`${subject}: ${fault}`, async () => {
        const { requests } = await bench.undisturbed(subject);
        for (const index of requests.keys()) {
          if (!isTried(subject, index, nthFault)) continue;
          const trial = await bench.disturbed(subject, fault, index + 1);
          const { nth, request, outcome } = trial;
          await check(subject, trial).catch((error: Error) => {
            error.message = `request ${nth}, ${request}: ${outcome.said}\n\n${error.message}`;
            throw error;
          });
        }
      }).timeout(120_000);
    }
  }
};
