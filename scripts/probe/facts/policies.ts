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

const grantedTwice = async (bench: Bench): Promise<Finding> => {
  const app = bench.newName();
  const oauthPolicies = { commaSeparatedProfile: await profileOfUser(bench) };
  const first = await bench.deploy(bench.variant(app, { oauthPolicies }));
  if (!first.succeeded) return undecided(`the profile is refused the first time: ${wordsOf(first)}`);
  const again = await bench.deploy([partOf(app, 'oauthPolicies', { ...oauthPolicies, sessionTimeoutInMinutes: '30' })]);
  return again.succeeded ? confirmed('taken again') : contradicted(wordsOf(again));
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
  { id: 'relax-refresh-word', needsApp: true, ask: relaxRefresh },
];
