import type { ApiName } from '../settings/apiNames.js';
import type { EcaType } from '../settings/platform.js';

/** What Setup adds to the app's name for the member: docs/platform.md#types */
const SETUP_SUFFIXES: Readonly<Record<EcaType, string>> = {
  ExternalClientApplication: '',
  ExtlClntAppGlobalOauthSettings: '_glbloauth',
  ExtlClntAppOauthSettings: '_oauth',
  ExtlClntAppOauthSecuritySettings: '_oauthSecurity',
  ExtlClntAppConfigurablePolicies: '_plcy',
  ExtlClntAppOauthConfigurablePolicies: '_oauthPlcy',
};

/** How many names are tried for a new component; that others have all of them does not happen by chance. */
const ALTERNATIVES = 5;

/** The names that a new component of an app may get, best first: Setup's own, and some beside it. */
export const namesForNew = (app: ApiName, type: EcaType): string[] =>
  Array.from({ length: ALTERNATIVES }, (_, index) => `${app}${SETUP_SUFFIXES[type]}${index === 0 ? '' : index + 1}`);

/** Endings that orgs have been seen to give, beside Setup's: docs/platform.md#types */
const OAUTH_ENDINGS = ['_oauth', '_OAuth', 'OAuthSettings', '_defOauthSet'];
const GLOBAL_ENDINGS = ['_glbloauth', '_GlblOAuth', 'GlblOAuth', '_defGlblOauthSet'];
const POLICY_ENDINGS: Readonly<Partial<Record<EcaType, string[]>>> = {
  ExtlClntAppConfigurablePolicies: ['_plcy', '_defaultPolicy', '_defPlcy'],
  ExtlClntAppOauthConfigurablePolicies: ['_oauthPlcy', '_defaultPolicy', '_defOauthPlcy'],
  ExtlClntAppOauthSecuritySettings: ['_oauthSecurity', '_defOauthSecuritySet'],
};

/** What a member's name is made of: the name without each ending that fits, and the name itself. */
const stemsOf = (member: string): string[] => [
  member,
  ...OAUTH_ENDINGS.filter((ending) => member.endsWith(ending)).map((ending) => member.slice(0, -ending.length)),
];

const unique = (names: string[]): string[] => [...new Set(names)];

/**
 * The names that an app's global OAuth settings may have: no query shows them. Among them are those that new ones would
 * get, so that reading them tells which are taken.
 *
 * @param oauthNames names of the app's OAuth settings, after which orgs call the global ones
 */
export const globalNames = (app: ApiName, oauthNames: string[] = []): string[] => {
  const stems = [app, ...oauthNames.flatMap(stemsOf)];
  const given = stems.flatMap((stem) => GLOBAL_ENDINGS.map((ending) => `${stem}${ending}`));
  return unique([...namesForNew(app, 'ExtlClntAppGlobalOauthSettings'), ...given, ...oauthNames]);
};

/** The names that an org gives to what it makes by itself, with an app that was just deployed without it. */
export const orgMadeNames = (app: ApiName, type: EcaType, oauthNames: string[] = []): string[] =>
  unique([app, ...oauthNames].flatMap((stem) => (POLICY_ENDINGS[type] ?? []).map((ending) => `${stem}${ending}`)));
