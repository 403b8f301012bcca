import { usernameOf } from '../../../src/org/runningUser.js';
import { quote } from '../../../src/org/soql.js';
import { bareApp, partOf } from '../apps.js';
import { wordsOf, type Bench } from '../bench.js';
import { confirmed, contradicted, undecided, type Fact, type Finding } from '../fact.js';

const OAUTH_POLICIES = 'ExtlClntAppOauthPlcyCnfg';

const RELAX = 'Enforce_RelaxRefresh';

const defaultNames = async (bench: Bench): Promise<Finding> => {
  const app = await bench.plainApp();
  const [oauth] = await bench.ofApp(app, OAUTH_POLICIES);
  const [policies] = await bench.ofApp(app, 'ExtlClntAppPlcyCnfg');
  if (!oauth) return contradicted('the org made no OAuth policy');
  const seen = [oauth, policies].map((row) => String(row?.DeveloperName).replace(app, '<App>'));
  return seen[0] === '<App>_oauth_defaultPolicy' ? confirmed(seen.join(', ')) : contradicted(seen.join(', '));
};

const withoutOauth = async (bench: Bench): Promise<Finding> => {
  const app = bench.newName();
  const made = await bench.deploy([bareApp(app, bench.mark)]);
  if (!made.succeeded) return undecided(`an app without OAuth is refused: ${wordsOf(made)}`);
  const found = await bench.ofApp(app, OAUTH_POLICIES);
  return found.length === 0 ? confirmed('it has none') : contradicted(`it has ${String(found[0].DeveloperName)}`);
};

const profileOfUser = async (bench: Bench): Promise<string> => {
  const soql = `SELECT Profile.Name FROM User WHERE Username = ${quote(usernameOf(bench.connection))}`;
  const [{ Profile }] = await bench.query(soql, (rows) => `${rows.length} row`);
  return (Profile as { Name: string }).Name;
};

interface Granted {
  app: string;
  oauthPolicies: { commaSeparatedProfile: string };
}

/** An app that the running user's profile may use. */
const grantedApp = (bench: Bench): Promise<Granted> =>
  bench.once('granted app', async () => {
    const app = bench.newName();
    const oauthPolicies = { commaSeparatedProfile: await profileOfUser(bench) };
    const made = await bench.deploy(bench.variant(app, { oauthPolicies }));
    if (!made.succeeded) throw new Error(`The profile is refused: ${wordsOf(made)}`);
    return { app, oauthPolicies };
  });

const grantedTwice = async (bench: Bench): Promise<Finding> => {
  const { app, oauthPolicies } = await grantedApp(bench);
  const again = await bench.deploy([partOf(app, 'oauthPolicies', { ...oauthPolicies, sessionTimeoutInMinutes: '30' })]);
  return again.succeeded ? confirmed('taken again') : contradicted(wordsOf(again));
};

const grantRecords = async (bench: Bench): Promise<Finding> => {
  const { app } = await grantedApp(bench);
  const records = `SELECT Id FROM ExternalClientApplication WHERE DeveloperName = ${quote(app)}`;
  const [{ Id }] = await bench.query(records);
  const found = await bench.query(
    `SELECT SetupEntityType FROM SetupEntityAccess WHERE SetupEntityId = ${quote(String(Id))}`
  );
  const types = found.map(({ SetupEntityType }) => String(SetupEntityType));
  if (types.length === 0) return contradicted('the grant stands in no record');
  return types.includes('ExternalClientApplication') ? confirmed(types.join(', ')) : contradicted(types.join(', '));
};

const unknownPermissionSet = async (bench: Bench): Promise<Finding> => {
  const app = bench.newName();
  const oauthPolicies = { commaSeparatedPermissionSet: app };
  const outcome = await bench.rehearse(bench.variant(app, { oauthPolicies }));
  if (outcome.succeeded) return contradicted('taken');
  const words = wordsOf(outcome);
  return words.includes("We couldn't find permission sets called") ? confirmed(words) : contradicted(words);
};

const relaxRefresh = async (bench: Bench): Promise<Finding> => {
  const app = bench.newName();
  const made = await bench.deploy(bench.variant(app, { oauthPolicies: { ipRelaxationPolicyType: RELAX } }));
  if (!made.succeeded) return contradicted(wordsOf(made));
  const [record] = await bench.ofApp(app, OAUTH_POLICIES, 'DeveloperName, IpRelaxationPolicyType');
  const policies = await bench.retrieve('ExtlClntAppOauthConfigurablePolicies', `${app}_oauthPlcy`);
  const seen = [String(policies?.ipRelaxationPolicyType), String(record?.IpRelaxationPolicyType)];
  const because = `as metadata ${seen[0]}, as a record ${seen[1]}`;
  const isSame = seen.every((word) => word.toLowerCase() === RELAX.toLowerCase());
  return isSame ? confirmed(because) : contradicted(because);
};

export const POLICIES: readonly Fact[] = [
  { id: 'default-policy-names', needsApp: true, ask: defaultNames },
  { id: 'policy-without-oauth', needsApp: true, ask: withoutOauth },
  { id: 'grants-once', needsApp: true, ask: grantedTwice },
  { id: 'grants-as-records', needsApp: true, ask: grantRecords },
  { id: 'unknown-permission-set', needsApp: true, ask: unknownPermissionSet },
  { id: 'relax-refresh-word', needsApp: true, ask: relaxRefresh },
];
