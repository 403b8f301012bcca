import type { Component, ComponentStore } from '../org/components.js';
import { auditOf, columns, elementsAs, scalar, type SObject } from './sobject.js';

const AUTH_PROVIDER_ELEMENTS = [
  'FriendlyName',
  'ProviderType',
  'ConsumerKey',
  'DefaultScopes',
  'AuthorizeUrl',
  'TokenUrl',
  'UserInfoUrl',
  'ErrorUrl',
];

const NAMED_CREDENTIAL_ELEMENTS = ['Endpoint', 'PrincipalType', 'Description'];

const strings = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, 'string']));

const providerId = (components: ComponentStore, { fields: { authProvider } }: Component): string | null => {
  const provider = typeof authProvider === 'string' ? components.find('AuthProvider', authProvider) : undefined;
  return provider?.id ?? null;
};

export const RELATED: readonly SObject[] = [
  {
    name: 'AuthProvider',
    label: 'Auth. Provider',
    keyPrefix: '0SO',
    columns: columns({ DeveloperName: 'string', ...strings(AUTH_PROVIDER_ELEMENTS), OptionsIsPkceEnabled: 'boolean' }),
    rows: ({ components }) =>
      components.list('AuthProvider').map((provider) => ({
        ...auditOf(provider),
        DeveloperName: provider.fullName,
        ...elementsAs(provider, AUTH_PROVIDER_ELEMENTS),
        OptionsIsPkceEnabled: provider.fields.isPkceEnabled === true,
      })),
  },
  {
    name: 'NamedCredential',
    label: 'Named Credential',
    keyPrefix: '0XA',
    columns: columns({
      DeveloperName: 'string',
      MasterLabel: 'string',
      Language: 'string',
      NamespacePrefix: 'string',
      ...strings(NAMED_CREDENTIAL_ELEMENTS),
      AuthProviderId: 'AuthProvider',
    }),
    rows: ({ components }) =>
      components.list('NamedCredential').map((credential) => ({
        ...auditOf(credential),
        DeveloperName: credential.fullName,
        MasterLabel: scalar(credential.fields.label),
        Language: 'en_US',
        ...elementsAs(credential, NAMED_CREDENTIAL_ELEMENTS),
        AuthProviderId: providerId(components, credential),
      })),
  },
];
