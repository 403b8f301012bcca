import { introducedIn } from '../../../src/settings/platform.js';
import { partOf, range, ranges } from '../apps.js';
import { wordsOf, type Bench, type Outcome } from '../bench.js';
import { confirmed, contradicted, undecided, type Fact, type Finding } from '../fact.js';

const TYPE = 'ExtlClntAppOauthSecuritySettings';

/** More ranges than an allowlist may hold. */
const TOO_MANY = 129;

/** How an app came to an allowlist, if it did. */
interface Attempt {
  app: string;
  /** The allowlist's component; undefined where no deploy gave the app one. */
  member: string | undefined;
  refusal: string;
}

const isRefusedForIt = ({ problems }: Outcome): boolean =>
  problems.length > 0 && problems.every((problem) => problem.startsWith(`${TYPE} `));

const orgMadeMember = async (bench: Bench, app: string): Promise<string | undefined> => {
  const [row] = await bench.ofApp(app, TYPE);
  return row && String(row.DeveloperName);
};

/** As the plugin does: the whole app, then the app without it, then what the org made beside it. */
const giveAllowlist = async (bench: Bench): Promise<Attempt> => {
  if (Number(bench.version) < introducedIn(TYPE)) throw new Error(`API ${bench.version} does not have ${TYPE}.`);
  const app = bench.newName();
  const whole = await bench.deploy(bench.variant(app, { allowlist: ranges(1) }));
  if (whole.succeeded) return { app, member: `${app}_oauthSecurity`, refusal: '' };
  const refusal = wordsOf(whole);
  if (!isRefusedForIt(whole)) throw new Error(`Refused, and not because of the allowlist alone: ${refusal}`);
  const without = await bench.deploy(bench.variant(app));
  if (!without.succeeded) throw new Error(`Refused without an allowlist, too: ${wordsOf(without)}`);
  const member = await orgMadeMember(bench, app);
  if (member === undefined) return { app, member, refusal };
  const changed = await bench.deploy([partOf(app, 'allowlist', ranges(1), member)]);
  return changed.succeeded ? { app, member, refusal } : { app, member: undefined, refusal: wordsOf(changed) };
};

const attempt = (bench: Bench): Promise<Attempt> => bench.once('allowlist', () => giveAllowlist(bench));

const byDeploy = async (bench: Bench): Promise<Finding> => {
  const { member, refusal } = await attempt(bench);
  if (member === undefined) return contradicted(refusal);
  return refusal === ''
    ? confirmed('taken with a new app')
    : confirmed(`not made (${refusal}), but changed afterwards`);
};

const orgMade = async (bench: Bench): Promise<Finding> => {
  const member = await orgMadeMember(bench, await bench.plainApp());
  return member === undefined ? confirmed('a new app has none') : contradicted(`a new app has ${member}`);
};

/** What the org says to another allowlist in the place of the one that is there. */
const rehearseAllowlist = async (bench: Bench, elements: ReturnType<typeof ranges>): Promise<Outcome | undefined> => {
  const { app, member } = await attempt(bench);
  return member === undefined ? undefined : bench.rehearse([partOf(app, 'allowlist', elements, member)]);
};

const NO_ALLOWLIST = 'no deploy gave an app an allowlist';

const limit = async (bench: Bench): Promise<Finding> => {
  const outcome = await rehearseAllowlist(bench, ranges(TOO_MANY));
  if (outcome === undefined) return undecided(NO_ALLOWLIST);
  if (outcome.succeeded) return contradicted(`${TOO_MANY} ranges are taken`);
  const words = wordsOf(outcome);
  return words.includes('You can add up to 128 IP ranges') ? confirmed(words) : contradicted(words);
};

const overlap = async (bench: Bench): Promise<Finding> => {
  const twice = { tokenIpRanges: [range('203.0.113.1', '203.0.113.9'), range('203.0.113.5', '203.0.113.20')] };
  const outcome = await rehearseAllowlist(bench, twice);
  if (outcome === undefined) return undecided(NO_ALLOWLIST);
  return outcome.succeeded ? confirmed('taken') : contradicted(wordsOf(outcome));
};

export const ALLOWLIST: readonly Fact[] = [
  { id: 'allowlist-refused', needsApp: true, ask: byDeploy },
  { id: 'allowlist-org-made', needsApp: true, ask: orgMade },
  { id: 'allowlist-limit', needsApp: true, ask: limit },
  { id: 'allowlist-overlap', needsApp: true, ask: overlap },
];
