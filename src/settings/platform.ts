/**
 * What the plugin knows of Salesforce's metadata and `@salesforce/types` does not hold. Each fact has its source in
 * docs/platform.md; local-org reads the same file, so that the plugin and its stand-in org cannot disagree.
 */

/** The metadata types that make up one External Client App, in the order in which Setup shows their contents. */
export const ECA_TYPES = [
  'ExternalClientApplication',
  'ExtlClntAppGlobalOauthSettings',
  'ExtlClntAppOauthSettings',
  'ExtlClntAppOauthSecuritySettings',
  'ExtlClntAppConfigurablePolicies',
  'ExtlClntAppOauthConfigurablePolicies',
] as const;

export type EcaType = (typeof ECA_TYPES)[number];

/** Of these, what a second-generation package may hold: docs/platform.md#packages */
const PACKAGEABLE_TYPES: readonly EcaType[] = ['ExternalClientApplication', 'ExtlClntAppOauthSettings'];

export const isPackageable = (type: EcaType): boolean => PACKAGEABLE_TYPES.includes(type);

/** Those that each org has for itself, also of an app that was installed: docs/platform.md#packages */
const POLICY_TYPES: readonly EcaType[] = ['ExtlClntAppConfigurablePolicies', 'ExtlClntAppOauthConfigurablePolicies'];

export const isPolicy = (type: EcaType): boolean => POLICY_TYPES.includes(type);

/** Where people log in to an org of each kind. */
export const LOGIN_URLS = {
  production: 'https://login.salesforce.com',
  sandbox: 'https://test.salesforce.com',
} as const;

/** The first API version (major number) that has External Client Apps in the Metadata API: docs/platform.md#versions */
export const OLDEST_API_VERSION = 59;

/**
 * The first API version of a type (`Type`) or element (`Type.element`) that came after {@link OLDEST_API_VERSION}.
 * What is not named here counts as known since the oldest: docs/platform.md#versions
 */
const INTRODUCED_IN: Readonly<Record<string, number>> = {
  ExtlClntAppOauthSecuritySettings: 66,
  'ExtlClntAppGlobalOauthSettings.isEnforceRefreshTokenTTL': 66,
  'ExtlClntAppGlobalOauthSettings.isDPopEnabled': 67,
  'ExtlClntAppGlobalOauthSettings.isMtlsEnabled': 67,
};

/** The first API version that has this type and, if one is named, this element of it. */
export const introducedIn = (type: string, element = ''): number =>
  Math.max(INTRODUCED_IN[type] ?? OLDEST_API_VERSION, INTRODUCED_IN[`${type}.${element}`] ?? OLDEST_API_VERSION);

/**
 * Elements that older versions have and the newest one does not, each with the last version that has it. They are no
 * settings: what an org holds of them is kept, and no new app gets one. docs/platform.md#versions
 */
export const FORMER_ELEMENTS = [
  { type: 'ExtlClntAppOauthConfigurablePolicies', element: 'isNamedUserJwtEnabled', lastVersion: 63 },
] as const;

/** Words of `ipRelaxationPolicyType`, a plain string in the schema: docs/platform.md#policies */
export const IP_RELAXATION_WORDS = ['Enforce', 'Bypass', 'Bypass_2factor', 'Enforce_RelaxRefresh'] as const;

export type IpRelaxationWord = (typeof IP_RELAXATION_WORDS)[number];

/** Words of `refreshTokenValidityUnit`, a plain string in the schema: docs/platform.md#policies */
export const VALIDITY_UNITS = ['Hours', 'Days', 'Months'] as const;

/** OAuth scope names and the tokens that metadata has for them: docs/platform.md#scopes */
export const SCOPE_TOKENS = {
  id: 'Basic',
  api: 'Api',
  web: 'Web',
  full: 'Full',
  refresh_token: 'RefreshToken',
  offline_access: 'OfflineAccess',
  openid: 'OpenID',
  profile: 'Profile',
  email: 'Email',
  address: 'Address',
  phone: 'Phone',
  chatter_api: 'Chatter',
  visualforce: 'CustomApplications',
  custom_permissions: 'CustomPermissions',
  wave_api: 'Wave',
  eclair_api: 'Eclair',
  pardot_api: 'Pardot',
  lightning: 'Lightning',
  content: 'Content',
  chatbot_api: 'Chatbot',
  mcp_api: 'MCP',
  sfap_api: 'SFApiPlatform',
  einstein_gpt_api: 'EinsteinGPT',
  scrt_api: 'SCRT',
  interaction_api: 'Interaction',
  cdp_api: 'CDP',
  cdp_query_api: 'CDPQuery',
  cdp_profile_api: 'CDPProfile',
  cdp_ingest_api: 'CDPIngest',
  cdp_segment_api: 'CDPSegment',
  cdp_identityresolution_api: 'CDPIdentityResolution',
  cdp_calculated_insight_api: 'CDPCalculatedInsight',
  forgot_password: 'ForgotPassword',
  user_registration_api: 'UserRegistration',
  pwdless_login_api: 'PwdlessLogin',
  data_cloud_user_claims: 'DataCloudUserClaims',
} as const;

/** Apps created from this day on are born with the three enforced controls: docs/platform.md#enforced-controls */
export const CONTROLS_ENFORCED_SINCE = '2026-07-01';

/** Limits of the refresh token IP allowlist: docs/platform.md#allowlist */
export const ALLOWLIST_LIMITS = { ranges: 128, addresses: 256 } as const;

/** Hosts of Salesforce orgs, their sites and the login pages: docs/platform.md#security-controls */
export const SALESFORCE_HOSTS = /(^|\.)(salesforce|force|salesforce-setup|salesforce-sites|my\.site)\.com$/;

/** Most characters that the friendly name of an Auth. Provider takes: docs/platform.md#api-names */
export const LONGEST_FRIENDLY_NAME = 32;

/** The newest API version (major number) whose schema this plugin knows: docs/platform.md#versions */
export const NEWEST_API_VERSION = 68;
