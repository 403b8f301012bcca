import { z } from 'zod';
import { introducedIn, OLDEST_API_VERSION } from '../../../src/settings/platform.js';
import { parseAnswer } from '../../../src/org/answers.js';
import { globalSettings } from '../apps.js';
import { wordsOf, type Bench, type Outcome } from '../bench.js';
import { confirmed, contradicted, undecided, type Fact, type Finding } from '../fact.js';

const ALLOWLIST = 'ExtlClntAppOauthSecuritySettings';
const GLOBAL = 'ExtlClntAppGlobalOauthSettings';

const described = z.object({ metadataObjects: z.array(z.object({ xmlName: z.string() })) });

const hasType = (bench: Bench, version: number): Promise<boolean> =>
  bench.record(
    { describeMetadata: ALLOWLIST, version },
    async () => {
      const answer = await bench.connection.metadata.describe(version.toFixed(1));
      return parseAnswer(described, answer, 'describeMetadata').metadataObjects.some(
        ({ xmlName }) => xmlName === ALLOWLIST
      );
    },
    (isThere) => (isThere ? 'has it' : 'does not have it')
  );

/** Whether something is there from one version on, and not before. */
const comesWith = async (
  bench: Bench,
  since: number,
  isKnownIn: (version: number) => Promise<boolean>
): Promise<Finding> => {
  if (since > Number(bench.version)) return undecided(`the org speaks ${bench.version}, and it comes with ${since}`);
  if (!(await isKnownIn(since))) return contradicted(`${since} does not have it`);
  if (since <= OLDEST_API_VERSION) return confirmed(`${since} has it`);
  return (await isKnownIn(since - 1))
    ? contradicted(`${since - 1} has it already`)
    : confirmed(`${since} has it first`);
};

const isElementTaken = async (bench: Bench, element: string, version: number): Promise<boolean> => {
  const settings = globalSettings(await bench.plainApp(), { [element]: 'true' });
  const outcome: Outcome = await bench.rehearse([settings], { version: version.toFixed(1) });
  if (outcome.succeeded) return true;
  if (wordsOf(outcome).includes('invalid at this location')) return false;
  throw new Error(`Refused for another reason: ${wordsOf(outcome)}`);
};

const elementSince = (id: string, element: string): Fact => ({
  id,
  needsApp: true,
  ask: (bench) => comesWith(bench, introducedIn(GLOBAL, element), (version) => isElementTaken(bench, element, version)),
});

const KEPT = 'isDPopEnabled';

/** Turned on, and then not mentioned by a deploy of a version that does not have it. */
const olderVersionKeeps = async (bench: Bench): Promise<Finding> => {
  const older = introducedIn(GLOBAL, KEPT) - 1;
  if (Number(bench.version) <= older) return undecided(`the org speaks ${bench.version}, which does not have ${KEPT}`);
  const app = bench.newName();
  const on = await bench.deploy(bench.variant(app, { global: { [KEPT]: 'true' } }));
  if (!on.succeeded) return undecided(`${KEPT} is refused: ${wordsOf(on)}`);
  const sent = await bench.deploy([globalSettings(app)], { version: older.toFixed(1) });
  if (!sent.succeeded) return undecided(`refused in ${older}: ${wordsOf(sent)}`);
  const seen = await bench.retrieve(GLOBAL, `${app}_glbloauth`);
  const because = `${KEPT} is ${String(seen?.[KEPT])} after a deploy of ${older}`;
  return seen?.[KEPT] === 'true' ? confirmed(because) : contradicted(because);
};

export const VERSIONS: readonly Fact[] = [
  {
    id: 'allowlist-version',
    needsApp: false,
    ask: (bench) => comesWith(bench, introducedIn(ALLOWLIST), (version) => hasType(bench, version)),
  },
  elementSince('idle-limit-version', 'isEnforceRefreshTokenTTL'),
  elementSince('dpop-version', KEPT),
  { id: 'older-version-keeps', needsApp: true, ask: olderVersionKeeps },
];
