import type {
  ExternalClientApplication,
  ExtlClntAppConfigurablePolicies,
  ExtlClntAppGlobalOauthSettings,
  ExtlClntAppOauthConfigurablePolicies,
  ExtlClntAppOauthSecuritySettings,
  ExtlClntAppOauthSettings,
} from '@salesforce/types/metadata';
import { email, minutes, text } from './values.js';
import {
  callbackUrls,
  choice,
  flag,
  flagDefaultOn,
  flagOfOrg,
  invertedFlag,
  names,
  number,
  ownWords,
  pem,
  plainText,
  refreshToken,
  runAs,
  scopes,
  type Codec,
} from './codecs.js';
import { attributes, ipAllowlist, ipRanges } from './itemCodecs.js';
import { introducedIn, type EcaType, type IpRelaxationWord } from './platform.js';

/** Salesforce's schema of the six types: a wrong element name below does not compile. */
interface Schema {
  ExternalClientApplication: ExternalClientApplication;
  ExtlClntAppGlobalOauthSettings: ExtlClntAppGlobalOauthSettings;
  ExtlClntAppOauthSettings: ExtlClntAppOauthSettings;
  ExtlClntAppOauthSecuritySettings: ExtlClntAppOauthSecuritySettings;
  ExtlClntAppConfigurablePolicies: ExtlClntAppConfigurablePolicies;
  ExtlClntAppOauthConfigurablePolicies: ExtlClntAppOauthConfigurablePolicies;
}

type IdTokenElement = `idTokenConfig.${keyof NonNullable<ExtlClntAppGlobalOauthSettings['idTokenConfig']>}`;

type ElementOf<T extends EcaType> =
  Exclude<keyof Schema[T] & string, 'fullName'> | (T extends 'ExtlClntAppGlobalOauthSettings' ? IdTokenElement : never);

/** Where Setup shows a setting: the titles of the sections of an app's page. */
export type Section =
  'Basic Information' | 'OAuth Settings' | 'Flow Enablement' | 'Security' | 'App Policies' | 'OAuth Policies';

/** One row of the settings table. Its place in {@link settings} is its path in the definition. */
export interface Setting<T = unknown> extends Codec<T> {
  type: EcaType;
  /** The elements that hold it; a dot leads into an element. */
  elements: string[];
  section: Section;
  /** What Setup calls it. */
  label: string;
}

export type SettingTree = { [key: string]: Setting | SettingTree };

const row =
  <T extends EcaType>(type: T) =>
  <V>(elements: ElementOf<T> | Array<ElementOf<T>>, codec: Codec<V>, section: Section, label: string): Setting<V> => ({
    ...codec,
    type,
    elements: Array.isArray(elements) ? elements : [elements],
    section,
    label,
  });

const app = row('ExternalClientApplication');
const global = row('ExtlClntAppGlobalOauthSettings');
const oauth = row('ExtlClntAppOauthSettings');
const security = row('ExtlClntAppOauthSecuritySettings');
const policy = row('ExtlClntAppConfigurablePolicies');
const oauthPolicy = row('ExtlClntAppOauthConfigurablePolicies');

/**
 * Every setting of an External Client App, once: its path in the definition (its place here), the metadata that holds
 * it, how its value turns over, and Setup's name for it. Encoding, decoding, the definition's schema, version checks,
 * comparing and tables all read this. What is left out on purpose stands in docs/definition.md.
 */
export const settings = {
  label: app('label', plainText(text), 'Basic Information', 'External Client App Name'),
  contactEmail: app('contactEmail', plainText(email), 'Basic Information', 'Contact Email'),
  contactPhone: app('contactPhone', plainText(text), 'Basic Information', 'Contact Phone'),
  description: app('description', plainText(text), 'Basic Information', 'Description'),
  distributionState: app('distributionState', ownWords('Local', 'Packaged'), 'Basic Information', 'Distribution State'),
  app: {
    iconUrl: app('iconUrl', plainText(text), 'Basic Information', 'Icon URL'),
    infoUrl: app('infoUrl', plainText(text), 'Basic Information', 'Info URL'),
    logoUrl: app('logoUrl', plainText(text), 'Basic Information', 'Logo Image URL'),
    protected: app('isProtected', flag, 'Basic Information', 'Protected'),
    managedType: app('managedType', ownWords('Local', 'Global'), 'Basic Information', 'Managed Type'),
  },
  oauth: {
    callbackUrls: global('callbackUrl', callbackUrls, 'OAuth Settings', 'Callback URL'),
    scopes: oauth('commaSeparatedOauthScopes', scopes, 'OAuth Settings', 'Selected OAuth Scopes'),
    commaSeparatedCustomScopes: oauth(
      'commaSeparatedCustomScopes',
      plainText(text),
      'OAuth Settings',
      'Custom OAuth Scopes'
    ),
    introspectAllTokens: global('isIntrospectAllTokens', flag, 'OAuth Settings', 'Introspect All Tokens'),
    idTokenConfig: {
      idTokenAudience: global('idTokenConfig.idTokenAudience', plainText(text), 'OAuth Settings', 'ID Token Audiences'),
      idTokenIncludeAttributes: global(
        'idTokenConfig.idTokenIncludeAttributes',
        flag,
        'OAuth Settings',
        'Include Custom Attributes in ID Token'
      ),
      idTokenIncludeCustomPermissions: global(
        'idTokenConfig.idTokenIncludeCustomPermissions',
        flag,
        'OAuth Settings',
        'Include Custom Permissions in ID Token'
      ),
      idTokenIncludeStandardClaims: global(
        'idTokenConfig.idTokenIncludeStandardClaims',
        flag,
        'OAuth Settings',
        'Include Standard Claims in ID Token'
      ),
      idTokenValidityInMinutes: global(
        'idTokenConfig.idTokenValidityInMinutes',
        number(),
        'OAuth Settings',
        'ID Token Valid for (minutes)'
      ),
    },
    assetTokenAudiences: oauth('assetTokenAudiences', plainText(text), 'OAuth Settings', 'Asset Token Audiences'),
    assetTokenSigningCertificate: oauth(
      'assetTokenSigningCertificate',
      plainText(text),
      'OAuth Settings',
      'Asset Token Signing Certificate'
    ),
    assetTokenValidity: oauth('assetTokenValidity', number(), 'OAuth Settings', 'Asset Token Valid for'),
    areAttributesIncludedInAssetToken: oauth(
      'areAttributesIncludedInAssetToken',
      flag,
      'OAuth Settings',
      'Include Custom Attributes in Asset Token'
    ),
    areCustomPermsIncludedInAssetToken: oauth(
      'areCustomPermsIncludedInAssetToken',
      flag,
      'OAuth Settings',
      'Include Custom Permissions in Asset Token'
    ),
    clientAssertionCertificate: oauth(
      'clientAssertionCertificate',
      plainText(text),
      'OAuth Settings',
      'Client Assertion Certificate'
    ),
    firstPartyAppEnabled: oauth('isFirstPartyAppEnabled', flag, 'OAuth Settings', 'First-Party App'),
    singleLogoutUrl: oauth('singleLogoutUrl', plainText(text), 'OAuth Settings', 'Single Logout URL'),
    customAttributes: oauth('customAttributes', attributes, 'OAuth Settings', 'Custom Attributes'),
    trustedIpRanges: oauth('trustedIpRanges', ipRanges, 'OAuth Settings', 'Trusted IP Range for OAuth Web Server Flow'),
    flows: {
      authorizationCodeAndCredentials: global(
        'isCodeCredFlowEnabled',
        flag,
        'Flow Enablement',
        'Enable Authorization Code and Credentials Flow'
      ),
      clientCredentials: global(
        'isClientCredentialsFlowEnabled',
        flag,
        'Flow Enablement',
        'Enable Client Credentials Flow'
      ),
      device: global('isDeviceFlowEnabled', flag, 'Flow Enablement', 'Enable Device Flow'),
      tokenExchange: global('isTokenExchangeEnabled', flag, 'Flow Enablement', 'Enable Token Exchange Flow'),
      jwtBearer: {
        certificate: global('certificate', pem, 'Flow Enablement', 'Enable JWT Bearer Flow: Certificate'),
      },
    },
    codeCredPostOnly: global(
      'isCodeCredPostOnly',
      flag,
      'Flow Enablement',
      'Require user credentials in the POST body for Authorization Code and Credentials Flow'
    ),
    security: {
      requireSecretForWebServerFlow: global(
        'isConsumerSecretOptional',
        invertedFlag,
        'Security',
        'Require secret for Web Server Flow'
      ),
      requireSecretForRefreshTokenFlow: global(
        'isSecretRequiredForRefreshToken',
        flagOfOrg,
        'Security',
        'Require secret for Refresh Token Flow'
      ),
      secretRequiredForTokenExchange: global(
        'isSecretRequiredForTokenExchange',
        flagOfOrg,
        'Security',
        'Require secret for Token Exchange Flow'
      ),
      requirePkce: global(
        'isPkceRequired',
        flagOfOrg,
        'Security',
        'Require Proof Key for Code Exchange (PKCE) extension for Supported Authorization Flows'
      ),
      rotateRefreshTokens: global('isRefreshTokenRotationEnabled', flag, 'Security', 'Enable Refresh Token Rotation'),
      limitIdleRefreshTokens: global(
        'isEnforceRefreshTokenTTL',
        flag,
        'Security',
        'Limit Idle Refresh Token Time-to-Live (TTL) to 30 Days'
      ),
      issueJwtForNamedUsers: global(
        'isNamedUserJwtEnabled',
        flag,
        'Security',
        'Issue JSON Web Token (JWT)-based access tokens for named users'
      ),
      dPopEnabled: global('isDPopEnabled', flag, 'Security', 'Require Demonstrating Proof of Possession (DPoP)'),
      mtlsEnabled: global('isMtlsEnabled', flag, 'Security', 'Require mutual TLS (mTLS)'),
      tlsClientAuthCertParamType: security(
        'tlsClientAuthCertParamType',
        ownWords(
          'tls_client_auth_subject_dn',
          'tls_client_auth_san_dns',
          'tls_client_auth_san_uri',
          'tls_client_auth_san_ip',
          'tls_client_auth_san_email',
          'tls_client_auth_san_spiffe'
        ),
        'Security',
        'mTLS Client Certificate Parameter'
      ),
      tlsClientAuthCertParamValue: security(
        'tlsClientAuthCertParamValue',
        plainText(text),
        'Security',
        'mTLS Client Certificate Parameter Value'
      ),
      refreshTokenIpAllowlist: security('tokenIpRanges', ipAllowlist, 'Security', 'Refresh Token IP Allowlist'),
    },
  },
  policies: {
    enabled: policy('isEnabled', flagDefaultOn, 'App Policies', 'Enable App'),
    startPage: policy('startPage', ownWords('None', 'Custom', 'OAuth', 'SAML'), 'App Policies', 'Start Page'),
    startUrl: policy('startUrl', plainText(text), 'App Policies', 'Custom Start URL'),
    plugins: {
      oauthPluginEnabled: policy('isOauthPluginEnabled', flagDefaultOn, 'App Policies', 'Enable OAuth Plugin'),
      samlPluginEnabled: policy('isSamlPluginEnabled', flagOfOrg, 'App Policies', 'Enable SAML Plugin'),
      canvasPluginEnabled: policy('isCanvasPluginEnabled', flagOfOrg, 'App Policies', 'Enable Canvas Plugin'),
      mobilePluginEnabled: policy('isMobilePluginEnabled', flagOfOrg, 'App Policies', 'Enable Mobile Plugin'),
      notificationPluginEnabled: policy(
        'isNotificationPluginEnabled',
        flagOfOrg,
        'App Policies',
        'Enable Notification Plugin'
      ),
      pushPluginEnabled: policy('isPushPluginEnabled', flagOfOrg, 'App Policies', 'Enable Push Plugin'),
      attestPluginEnabled: policy('isAttestPluginEnabled', flagOfOrg, 'App Policies', 'Enable Attestation Plugin'),
    },
    profiles: oauthPolicy('commaSeparatedProfile', names, 'App Policies', 'Profiles'),
    permissionSets: oauthPolicy('commaSeparatedPermissionSet', names, 'App Policies', 'Permission Sets'),
    permittedUsers: oauthPolicy(
      'permittedUsersPolicyType',
      choice({ adminApproved: 'AdminApprovedPreAuthorized', allSelfAuthorized: 'AllSelfAuthorized' }),
      'OAuth Policies',
      'Permitted Users'
    ),
    runAs: oauthPolicy(
      ['clientCredentialsFlowUser', 'isClientCredentialsFlowEnabled'],
      runAs,
      'OAuth Policies',
      'Client Credentials Flow: Run As (Username)'
    ),
    refreshToken: oauthPolicy(
      ['refreshTokenPolicyType', 'refreshTokenValidityPeriod', 'refreshTokenValidityUnit'],
      refreshToken,
      'OAuth Policies',
      'Refresh Token Policy'
    ),
    ipRelaxation: oauthPolicy(
      'ipRelaxationPolicyType',
      choice({
        enforce: 'Enforce',
        relax: 'Bypass',
        relaxWithSecondFactor: 'Bypass_2factor',
        enforceRelaxForRefresh: 'Enforce_RelaxRefresh',
      } satisfies Record<string, IpRelaxationWord>),
      'OAuth Policies',
      'IP Relaxation'
    ),
    sessionTimeoutMinutes: oauthPolicy(
      'sessionTimeoutInMinutes',
      number(minutes),
      'OAuth Policies',
      'Session Policies: Timeout Value (minutes)'
    ),
    requiredSessionLevel: oauthPolicy(
      'requiredSessionLevel',
      choice({ low: 'LOW', standard: 'STANDARD', highAssurance: 'HIGH_ASSURANCE' }),
      'OAuth Policies',
      'Required Session Level'
    ),
    policyAction: oauthPolicy(
      'policyAction',
      ownWords('Block', 'RaiseSessionLevel', 'StepUpMFA'),
      'OAuth Policies',
      'Session Level Policy Action'
    ),
    guestCodeCredFlowEnabled: oauthPolicy(
      'isGuestCodeCredFlowEnabled',
      flag,
      'OAuth Policies',
      'Enable Authorization Code and Credentials Flow for Guests'
    ),
    tokenExchangeFlowEnabled: oauthPolicy(
      'isTokenExchangeFlowEnabled',
      flag,
      'OAuth Policies',
      'Enable Token Exchange Flow'
    ),
    oauthStartUrl: oauthPolicy('startUrl', plainText(text), 'OAuth Policies', 'OAuth Start URL'),
    singleLogoutUrl: oauthPolicy('singleLogoutUrl', plainText(text), 'OAuth Policies', 'Single Logout URL'),
    commaSeparatedCustomScopes: oauthPolicy(
      'commaSeparatedCustomScopes',
      plainText(text),
      'OAuth Policies',
      'Custom OAuth Scopes'
    ),
    customAttributes: oauthPolicy('customAttributes', attributes, 'OAuth Policies', 'Custom Attributes'),
    apexHandler: oauthPolicy('apexHandler', plainText(text), 'OAuth Policies', 'Plugin Apex Handler'),
    executeHandlerAs: oauthPolicy('executeHandlerAs', plainText(text), 'OAuth Policies', 'Execute Handler As'),
    namedUserJwtSessionTimeoutType: oauthPolicy(
      'namedUserJwtSessionTimeoutType',
      ownWords('UserSession', 'Custom'),
      'OAuth Policies',
      'Named User JWT Session Timeout'
    ),
    namedUserJwtTimeout: oauthPolicy('namedUserJwtTimeout', number(), 'OAuth Policies', 'Named User JWT Timeout'),
    guestJwtSessionTimeoutType: oauthPolicy(
      'guestJwtSessionTimeoutType',
      ownWords('UserSession', 'Custom'),
      'OAuth Policies',
      'Guest JWT Session Timeout'
    ),
    guestJwtTimeout: oauthPolicy('guestJwtTimeout', number(), 'OAuth Policies', 'Guest JWT Timeout'),
  },
};

/** The value of a setting, or the values of the settings below it, each of which may be absent. */
type ValuesOf<T> = T extends Setting<infer V> ? V : { [K in keyof T]?: ValuesOf<T[K]> };

/** The values of all settings; one that is absent is left as it is (on creation: as Salesforce makes it). */
export type SettingValues = ValuesOf<typeof settings>;

type PathsOf<T> = {
  [K in keyof T & string]: T[K] extends Pick<Setting, 'elements'> ? K : `${K}.${PathsOf<T[K]>}`;
}[keyof T & string];

/** The path of a setting in the definition; one that the table does not have does not compile. */
export type SettingPath = PathsOf<typeof settings>;

export const isSetting = (node: Setting | SettingTree): node is Setting => Array.isArray(node.elements);

const flatten = (tree: SettingTree, prefix = ''): Array<[string, Setting]> =>
  Object.entries(tree).flatMap(([key, node]): Array<[string, Setting]> =>
    isSetting(node) ? [[`${prefix}${key}`, node]] : flatten(node, `${prefix}${key}.`)
  );

/** The table as rows: path in the definition → setting, in the order in which people read them. */
export const settingRows: ReadonlyMap<SettingPath, Setting> = new Map(
  flatten(settings as unknown as SettingTree) as Array<[SettingPath, Setting]>
);

/** Whether there is a setting with this path: what people write becomes a {@link SettingPath} here and nowhere else. */
export const isSettingPath = (path: string): path is SettingPath =>
  (settingRows as ReadonlyMap<string, Setting>).has(path);

/** The row of a setting. */
export const settingAt = (path: SettingPath): Setting => {
  const setting = settingRows.get(path);
  if (!setting) throw new Error(`There is no setting ${path}`);
  return setting;
};

/** The first API version that can take the setting. */
export const settingIntroducedIn = ({ type, elements }: Setting): number =>
  Math.max(...elements.map((element) => introducedIn(type, element)));

/** The same, by the setting's path in the definition. */
export const firstVersionOf = (path: SettingPath): number => settingIntroducedIn(settingAt(path));

/** What Setup calls the setting with this path. */
export const labelOf = (path: SettingPath): string => settingAt(path).label;
