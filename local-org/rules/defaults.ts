/** What an org makes of elements that a deploy leaves out: docs/platform.md#deploying */
import { contentType } from '../metadata/types.js';
import type { Fields, FieldValue } from '../org/components.js';
import { fieldsOf, isKnownIn } from '../schema/schema.js';
import type { Rule, RuleContext } from './rule.js';

const LIFETIME = {
  refreshTokenPolicyType: 'SpecificLifetime',
  refreshTokenValidityPeriod: 365,
  refreshTokenValidityUnit: 'Days',
};

const DEFAULTS: Readonly<Record<string, Fields>> = {
  ExternalClientApplication: { distributionState: 'Local', isProtected: false },
  ExtlClntAppOauthSettings: { isFirstPartyAppEnabled: false },
  ExtlClntAppConfigurablePolicies: { isEnabled: true, isOauthPluginEnabled: true, startPage: 'None' },
  ExtlClntAppOauthConfigurablePolicies: {
    ipRelaxationPolicyType: 'Enforce',
    isClientCredentialsFlowEnabled: false,
    isGuestCodeCredFlowEnabled: false,
    isTokenExchangeFlowEnabled: false,
    permittedUsersPolicyType: 'AllSelfAuthorized',
    requiredSessionLevel: 'STANDARD',
  },
};

/** What is on unless somebody says otherwise, says the reference: doubtful, see docs/platform.md#deploying */
const ON_BY_REFERENCE: Readonly<Record<string, readonly string[]>> = {
  ExtlClntAppGlobalOauthSettings: [
    'isPkceRequired',
    'isSecretRequiredForRefreshToken',
    'isSecretRequiredForTokenExchange',
  ],
  ExtlClntAppConfigurablePolicies: [
    'isAttestPluginEnabled',
    'isCanvasPluginEnabled',
    'isMobilePluginEnabled',
    'isNotificationPluginEnabled',
    'isPushPluginEnabled',
    'isSamlPluginEnabled',
  ],
};

/** Types of which an org always writes out every switch. */
const ALL_SWITCHES = new Set(['ExtlClntAppGlobalOauthSettings', 'ExternalClientAppSettings']);

const switchesOf = (type: string): Fields =>
  ALL_SWITCHES.has(type)
    ? Object.fromEntries(
        fieldsOf(type, Infinity)
          .filter(({ kind }) => kind === 'boolean')
          .map(({ name }) => [name, false])
      )
    : {};

const onByReference = (type: string, org: RuleContext['org']): Fields =>
  org.hasQuirk('false-defaults')
    ? {}
    : Object.fromEntries((ON_BY_REFERENCE[type] ?? []).map((name): [string, FieldValue] => [name, true]));

/** Elements that the API version of the deploy does not have stay as they are. */
const untouched = (type: string, version: number, existing: Fields | undefined): Fields =>
  Object.fromEntries(Object.entries(existing ?? {}).filter(([name]) => !isKnownIn(version, type, name)));

export const defaultFields = (type: string, fullName: string, fields: Fields, org: RuleContext['org']): Fields => {
  const lifetime =
    type === 'ExtlClntAppOauthConfigurablePolicies' && fields.refreshTokenPolicyType === undefined ? LIFETIME : {};
  const label: { label?: FieldValue } = fieldsOf(type, Infinity).some(({ name }) => name === 'label')
    ? { label: fullName }
    : {};
  return { ...switchesOf(type), ...onByReference(type, org), ...DEFAULTS[type], ...label, ...lifetime, ...fields };
};

export const defaults: Rule = {
  complete: ({ type, fullName, fields, existing, version }, { org }) => {
    const schemaType = contentType(type.name, fullName);
    return defaultFields(schemaType, fullName, { ...untouched(schemaType, version, existing?.fields), ...fields }, org);
  },
};
