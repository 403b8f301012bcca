import { listMembers } from '../../../src/org/listMembers.js';
import { ECA_TYPES, introducedIn } from '../../../src/settings/platform.js';
import { bareApp, globalSettings, oauthSettings } from '../apps.js';
import { wordsOf, type Bench, type Outcome } from '../bench.js';
import { confirmed, contradicted, undecided, type Fact, type Finding } from '../fact.js';

/** An org that nobody has. */
const OTHER_ORG = '00D000000000001EAA';
const OTHER_CONSUMER = '888000000000001AAA';

/** No deploy has it: no org is that old. */
const NO_DEPLOY = '0Af000000000001AAA';

/** listMetadata takes no more types in one request. */
const TYPES_AT_ONCE = 3;

/** Whether the org refuses it, and in these words. */
const refusedWith = (outcome: Outcome, words: RegExp): Finding => {
  if (outcome.succeeded) return contradicted('taken');
  return words.test(wordsOf(outcome)) ? confirmed(wordsOf(outcome)) : contradicted(wordsOf(outcome));
};

const unknownDeploy = async (bench: Bench): Promise<Finding> => {
  try {
    const ask = (): Promise<unknown> => bench.connection.metadata.checkDeployStatus(NO_DEPLOY);
    await bench.record({ checkDeployStatus: NO_DEPLOY }, ask, () => 'an answer');
    return contradicted('the org has an answer');
  } catch (error) {
    const { name, message } = error as Error;
    return `${name} ${message}`.includes('INVALID_CROSS_REFERENCE_KEY')
      ? confirmed(message)
      : contradicted(`${name}: ${message}`);
  }
};

const secondComponent = async (bench: Bench): Promise<Finding> => {
  const app = await bench.plainApp();
  const outcome = await bench.rehearse([oauthSettings(app, {}, `${app}_second`)]);
  return refusedWith(outcome, /ExternalClientApplicationId duplicates value/);
};

const globalAlone = async (bench: Bench): Promise<Finding> => {
  const app = bench.newName();
  const outcome = await bench.rehearse([bareApp(app, bench.mark), globalSettings(app)]);
  return refusedWith(outcome, /doesn't have a valid OAuth settings configuration/);
};

const foreignApp = async (bench: Bench): Promise<Finding> => {
  const app = bench.newName();
  const sent = `${OTHER_ORG}:${app}`;
  const made = await bench.deploy(bench.variant(app, { app: { orgScopedExternalApp: sent } }));
  if (!made.succeeded) return contradicted(wordsOf(made));
  const seen = await bench.retrieve('ExternalClientApplication', app);
  const own = seen?.orgScopedExternalApp;
  if (typeof own !== 'string') return undecided('taken, and the org does not show it');
  return own === sent ? contradicted('taken as it is') : confirmed('taken, and it is the own org’s afterwards');
};

const foreignLink = async (bench: Bench): Promise<Finding> => {
  const link = { oauthLink: `${OTHER_ORG}:${OTHER_CONSUMER}` };
  const outcome = await bench.rehearse([oauthSettings(await bench.plainApp(), link)]);
  return outcome.succeeded ? contradicted('taken') : confirmed(wordsOf(outcome));
};

const notInManifest = async (bench: Bench): Promise<Finding> => {
  const app = bench.newName();
  const [first, ...unnamed] = bench.variant(app);
  return refusedWith(await bench.rehearse([first], { unnamed }), /is not in package\.xml/);
};

const newerVersion = async (bench: Bench): Promise<Finding> => {
  const newest = Number(await bench.connection.retrieveMaxApiVersion());
  const version = (newest + 1).toFixed(1);
  return refusedWith(
    await bench.rehearse([bareApp(bench.newName(), bench.mark)], { version }),
    /Invalid version specified/
  );
};

const noNumber = async (bench: Bench): Promise<Finding> => {
  const oauthPolicies = { refreshTokenPolicyType: 'SpecificLifetime', refreshTokenValidityPeriod: 'many' };
  const outcome = await bench.rehearse(bench.variant(bench.newName(), { oauthPolicies }));
  return refusedWith(outcome, /'many' is not a valid value for the type xsd:int/);
};

const membersOf = async (bench: Bench, app: string): Promise<string[]> => {
  const types = ECA_TYPES.filter((type) => introducedIn(type) <= Number(bench.version));
  const found: string[] = [];
  for (let from = 0; from < types.length; from += TYPES_AT_ONCE) {
    const some = types.slice(from, from + TYPES_AT_ONCE);
    const own = await bench.record(
      { listMetadata: some },
      async () => (await listMembers(bench.connection, some)).filter(({ fullName }) => fullName.startsWith(app)),
      (members) => members
    );
    found.push(...own.map(({ type, fullName }) => `${type} ${fullName}`));
  }
  return found;
};

const deletion = async (bench: Bench): Promise<Finding> => {
  const app = `${bench.newName()}_gone`;
  const made = await bench.deploy(bench.variant(app));
  if (!made.succeeded) return undecided(`refused: ${wordsOf(made)}`);
  const before = await membersOf(bench, app);
  const gone = await bench.remove(app);
  if (!gone.succeeded) return contradicted(`cannot be deleted: ${wordsOf(gone)}`);
  const left = await membersOf(bench, app);
  return left.length === 0
    ? confirmed(`${before.length} components are gone`)
    : contradicted(`left: ${left.join(', ')}`);
};

export const DEPLOYING: readonly Fact[] = [
  { id: 'unknown-deploy', needsApp: false, ask: unknownDeploy },
  { id: 'second-component', needsApp: true, ask: secondComponent },
  { id: 'global-alone', needsApp: true, ask: globalAlone },
  { id: 'foreign-app-id', needsApp: true, ask: foreignApp },
  { id: 'foreign-oauth-link', needsApp: true, ask: foreignLink },
  { id: 'not-in-manifest', needsApp: true, ask: notInManifest },
  { id: 'newer-version', needsApp: true, ask: newerVersion },
  { id: 'no-number', needsApp: true, ask: noNumber },
  { id: 'deletion-leaves-nothing', needsApp: true, ask: deletion },
];
