import { appOf, type Component, type ComponentStore, type Fields } from '../org/components.js';
import { namespaceOf, withoutNamespace } from '../org/namespaces.js';
import type { Row } from '../org/people.js';
import { splitList } from '../rules/rule.js';
import { SCOPE_COLUMNS } from './scope-columns.js';
import { auditOf, columns, elementsAs, remembered, scalar, type RowSource, type SObject } from './sobject.js';

const NAMED = { DeveloperName: 'string', Language: 'string', MasterLabel: 'string', IsDeleted: 'boolean' } as const;

const namesOf = (component: Component): Row => ({
  ...auditOf(component),
  DeveloperName: withoutNamespace(component.fullName),
  Language: 'en_US',
  MasterLabel: scalar(component.fields.label ?? component.fullName),
});

/** @param row what the component says of itself */
const ofApp = (component: Component, row: Row, components: ComponentStore): Row => ({
  ...row,
  ExternalClientApplicationId: components.find('ExternalClientApplication', appOf(component))?.id ?? null,
});

const APP_ELEMENTS = [
  'ContactEmail',
  'ContactPhone',
  'Description',
  'DistributionState',
  'IconUrl',
  'InfoUrl',
  'LogoUrl',
  'ManagedType',
  'OrgScopedExternalApp',
];

const POLICY_STRINGS = [
  'ClientCredentialsFlowUser',
  'GuestJwtSessionTimeoutType',
  'IpRelaxationPolicyType',
  'NamedUserJwtSessionTimeoutType',
  'PermittedUsersPolicyType',
  'PolicyAction',
  'RefreshTokenPolicyType',
  'RefreshTokenValidityUnit',
  'RequiredSessionLevel',
  'SingleLogoutUrl',
  'StartUrl',
];
const POLICY_NUMBERS = ['RefreshTokenValidityPeriod', 'SessionTimeoutInMinutes'];
const POLICY_SWITCHES = ['IsClientCredentialsFlowEnabled', 'IsGuestCodeCredFlowEnabled', 'IsTokenExchangeFlowEnabled'];

const typed = (names: Iterable<string>, type: string): Record<string, string> =>
  Object.fromEntries([...names].map((name) => [name, type]));

const scopesOf = (component: Component): Row => {
  const tokens = splitList(component.fields.commaSeparatedOauthScopes);
  return Object.fromEntries([...SCOPE_COLUMNS].map(([token, column]) => [column, tokens.includes(token)]));
};

const appRow = remembered((app) => ({ ...namesOf(app), ...elementsAs(app, APP_ELEMENTS) }));

const policiesRow = remembered((policies) => ({
  ...namesOf(policies),
  ...elementsAs(policies, ['IsEnabled', 'StartPage', 'StartUrl']),
  OauthPluginStatus: policies.fields.isOauthPluginEnabled === true ? 'Enabled' : 'Disabled',
}));

const oauthPoliciesRow = remembered((policies) => ({
  ...namesOf(policies),
  ...elementsAs(policies, [...POLICY_STRINGS, ...POLICY_NUMBERS, ...POLICY_SWITCHES]),
}));

const oauthSettingsRow = remembered((settings) => ({
  ...namesOf(settings),
  ...elementsAs(settings, ['ClientAssertionCertificate', 'OauthLink', 'SingleLogoutUrl']),
  ExtlClntAppOauthOptionsFirstPartyAppEnabled: settings.fields.isFirstPartyAppEnabled === true,
  ...scopesOf(settings),
}));

const securitySettingsRow = remembered(namesOf);

/** The rows of what belongs to apps. */
const rowsOfType =
  (type: string, rowOf: (component: Component) => Row) =>
  ({ components }: RowSource): Row[] =>
    components.list(type).map((component) => ofApp(component, rowOf(component), components));

const rangeRows = ({ components }: RowSource): Row[] =>
  components.list('ExtlClntAppOauthSecuritySettings').flatMap((settings) => {
    const ranges = Array.isArray(settings.fields.tokenIpRanges) ? settings.fields.tokenIpRanges : [];
    return ranges.map((range, index) => {
      const { startIpAddress, endIpAddress, description } = range as Fields;
      return {
        ...auditOf(settings),
        Id: `0xP${settings.id.slice(3, 12)}${index.toString(36).padStart(3, '0')}${settings.id.slice(15)}`,
        ExtlClntAppOauthSecuritySettingsId: settings.id,
        StartIpAddress: scalar(startIpAddress),
        EndIpAddress: scalar(endIpAddress),
        Description: scalar(description),
      };
    });
  });

export const APPS: readonly SObject[] = [
  {
    name: 'ExternalClientApplication',
    metadataType: 'ExternalClientApplication',
    label: 'External Client Application',
    keyPrefix: '0xI',
    columns: columns({ ...NAMED, NamespacePrefix: 'string', Version: 'string', ...typed(APP_ELEMENTS, 'string') }),
    rows: ({ components, options }) =>
      components
        .list('ExternalClientApplication')
        .map((app) => ({ ...appRow(app), NamespacePrefix: namespaceOf(app.fullName) ?? options.namespace })),
  },
  {
    name: 'ExtlClntAppPlcyCnfg',
    metadataType: 'ExtlClntAppConfigurablePolicies',
    label: 'External Client App Policy Config',
    keyPrefix: '0xK',
    columns: columns({
      ...NAMED,
      ExternalClientApplicationId: 'ExternalClientApplication',
      IsEnabled: 'boolean',
      OauthPluginStatus: 'string',
      StartPage: 'string',
      StartUrl: 'string',
    }),
    rows: rowsOfType('ExtlClntAppConfigurablePolicies', policiesRow),
  },
  {
    name: 'ExtlClntAppOauthPlcyCnfg',
    metadataType: 'ExtlClntAppOauthConfigurablePolicies',
    label: 'External Client App OAuth Policy Config',
    keyPrefix: '0xM',
    columns: columns({
      ...NAMED,
      ExternalClientApplicationId: 'ExternalClientApplication',
      ...typed(POLICY_STRINGS, 'string'),
      ...typed(POLICY_NUMBERS, 'int'),
      ...typed(POLICY_SWITCHES, 'boolean'),
    }),
    rows: rowsOfType('ExtlClntAppOauthConfigurablePolicies', oauthPoliciesRow),
  },
  {
    name: 'ExtlClntAppOauthSettings',
    metadataType: 'ExtlClntAppOauthSettings',
    label: 'External Client App OAuth Settings',
    keyPrefix: '0xO',
    columns: columns({
      ...NAMED,
      ExternalClientApplicationId: 'ExternalClientApplication',
      ClientAssertionCertificate: 'string',
      ExtlClntAppOauthOptionsFirstPartyAppEnabled: 'boolean',
      OauthLink: 'string',
      SingleLogoutUrl: 'string',
      ...typed(SCOPE_COLUMNS.values(), 'boolean'),
    }),
    rows: rowsOfType('ExtlClntAppOauthSettings', oauthSettingsRow),
  },
  {
    name: 'ExtlClntAppOauthSecuritySettings',
    metadataType: 'ExtlClntAppOauthSecuritySettings',
    label: 'External Client App OAuth Security Settings',
    keyPrefix: '0xN',
    columns: columns({ ...NAMED, ExternalClientApplicationId: 'ExternalClientApplication' }),
    rows: rowsOfType('ExtlClntAppOauthSecuritySettings', securitySettingsRow),
  },
  {
    name: 'ExtlClntAppOauthSecurityTokenIpRange',
    metadataType: 'ExtlClntAppOauthSecuritySettings',
    label: 'External Client App OAuth Security Token IP Range',
    keyPrefix: '0xP',
    columns: columns({
      ExtlClntAppOauthSecuritySettingsId: 'ExtlClntAppOauthSecuritySettings',
      StartIpAddress: 'string',
      EndIpAddress: 'string',
      Description: 'string',
    }),
    rows: rangeRows,
  },
];
