import { isAtLeast, type Severity } from '../audit/rules.js';
import type { AppTest } from '../operations/appTest.js';
import {
  hasFailed,
  hasFailedToApply,
  hasMattering,
  hasWork,
  isRunning,
  type FleetReport,
} from '../operations/fleet/report.js';

/** Done, and the org has something else than was asked for that matters. */
const DIFFERENCE_MATTERS = 68;
/** Still running when the time to wait was up. */
const STILL_RUNNING = 69;

/** Errors that say no more than that something takes its time. */
const WAITED_IN_VAIN = ['DeployUnderWayError'];

/** How a command ends that failed; undefined where its error has no code of its own. */
export const exitCodeOfError = ({ name }: Error): number | undefined =>
  WAITED_IN_VAIN.includes(name) ? STILL_RUNNING : undefined;

/** What decides how a command ends. */
interface Ended {
  /** `running`: the time to wait was up. `checked`: somebody only wanted to know whether anything speaks against it. */
  state: string;
  differences: Array<{ matters: boolean }>;
  refusals?: unknown[];
  /** Whether clients can log in, where that was tested. */
  test?: Pick<AppTest, 'state'> | null;
}

/**
 * How a command ends that did not fail.
 *
 * @param whichMatter of what was asked for and is not so: what matters for the app, or anything, where nothing else was
 * asked for
 */
export const exitCodeOf = (
  { state, differences, refusals = [], test }: Ended,
  whichMatter: 'matter' | 'any' = 'matter'
): number => {
  if (state === 'checked') return refusals.length > 0 ? 1 : 0;
  if (state === 'running') return STILL_RUNNING;
  if (test?.state === 'notLive') return STILL_RUNNING;
  if (test?.state === 'failed') return DIFFERENCE_MATTERS;
  return differences.some(({ matters }) => matters || whichMatter === 'any') ? DIFFERENCE_MATTERS : 0;
};

const OF_TESTS: Record<AppTest['state'], number> = { passed: 0, untested: 0, failed: 1, notLive: STILL_RUNNING };

/** How a test of an app's logins ends. */
export const exitCodeOfTest = ({ state }: Pick<AppTest, 'state'>): number => OF_TESTS[state];

/** How a rotation ends: the former pair that was to end and did not matters, and so does a test that failed. */
export const exitCodeOfRotation = (
  { test, formerPair }: { test: Pick<AppTest, 'state'> | null; formerPair: string },
  revokePrevious: boolean
): number => {
  if (test?.state === 'notLive') return STILL_RUNNING;
  return test?.state === 'failed' || (revokePrevious && formerPair !== 'revoked') ? DIFFERENCE_MATTERS : 0;
};

const exitCodeOfApply = (report: FleetReport): number => {
  if (hasFailedToApply(report)) return 1;
  if (isRunning(report)) return STILL_RUNNING;
  return hasMattering(report) ? DIFFERENCE_MATTERS : 0;
};

/** How a plan of many orgs ends: whether something differs; and a run of one: whether it came to what was asked for. */
export const exitCodeOfFleet = (report: FleetReport): number => {
  if (report.kind === 'apply') return exitCodeOfApply(report);
  if (hasFailed(report)) return 1;
  return hasWork(report) ? DIFFERENCE_MATTERS : 0;
};

/** What decides how an audit ends. */
interface Audited {
  findings: Array<{ severity: Severity; accepted: unknown }>;
  acceptances: Array<{ state: string }>;
  /** Where there are several. */
  orgs?: Array<{ error: unknown }>;
}

/**
 * How an audit ends: what could not be read is an error; what was found is one where that was asked for, and so is an
 * acceptance by which nobody knows any more what it lets through. Undefined where there is nothing to say.
 */
export const exitCodeOfAudit = (
  { findings, acceptances, orgs = [] }: Audited,
  failOn: Severity | undefined
): number | undefined => {
  if (orgs.some(({ error }) => error !== null)) return 1;
  if (failOn === undefined) return undefined;
  const isFound = findings.some(({ severity, accepted }) => accepted === null && isAtLeast(severity, failOn));
  return isFound || acceptances.some(({ state }) => state !== 'applies') ? 1 : undefined;
};

/** How mending ends: what could not be mended at all, then what still runs, then what the org did not keep. */
export const exitCodeOfFix = (apps: Array<{ state: string; differences: Array<{ matters: boolean }> }>): number => {
  if (apps.some(({ state }) => state === 'failed')) return 1;
  if (apps.some(({ state }) => state === 'running')) return STILL_RUNNING;
  return apps.some(({ differences }) => differences.some(({ matters }) => matters)) ? DIFFERENCE_MATTERS : 0;
};
