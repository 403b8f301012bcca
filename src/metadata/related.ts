import type { AuthProvider, NamedCredential, PermissionSet } from '@salesforce/types/metadata';
import type {
  AuthProviderDefinition,
  NamedCredentialDefinition,
  PermissionSetDefinition,
  RelatedMember,
} from '../definition/related.js';
import type { XmlElements } from '../settings/codecs.js';
import { sourcePath } from './componentTypes.js';

/** A component that stands beside the app. Its elements may hold secrets. */
export interface RelatedComponent {
  type: RelatedMember['type'] | 'PermissionSet';
  fullName: RelatedMember['fullName'];
  elements: XmlElements;
}

/** Elements by the names that Salesforce's schema has for the type: a wrong one does not compile. */
type ElementsOf<T> = Partial<Record<Exclude<keyof T & string, 'fullName'>, string | undefined>>;

const given = (elements: Record<string, string | undefined>): XmlElements =>
  Object.fromEntries(
    Object.entries(elements).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '')
  );

const PROVIDER_TYPES = { salesforce: 'Salesforce' } as const satisfies Record<string, AuthProvider['providerType']>;

const PRINCIPAL_TYPES = { namedPrincipal: 'NamedUser', perUser: 'PerUser' } as const satisfies Record<
  string,
  NamedCredential['principalType']
>;

const PROTOCOLS = { oauth: 'Oauth', password: 'Password' } as const satisfies Record<
  string,
  NamedCredential['protocol']
>;

/** What an Auth. Provider gets from the app that it logs in through. */
export interface AppOfProvider {
  consumerKey: string;
  consumerSecret: string;
  /** The app wants a code challenge, so the provider must send one: docs/platform.md#enforced-controls */
  requirePkce: boolean;
}

/** An Auth. Provider with the app's key and secret, which cannot be changed later: docs/platform.md#credentials */
export const encodeAuthProvider = (provider: AuthProviderDefinition, app: AppOfProvider): RelatedComponent => {
  const elements: ElementsOf<AuthProvider> = {
    authorizeUrl: provider.authorizeUrl,
    consumerKey: app.consumerKey,
    consumerSecret: app.consumerSecret,
    defaultScopes: provider.defaultScopes?.join(' '),
    friendlyName: provider.friendlyName,
    isPkceEnabled: app.requirePkce ? 'true' : undefined,
    providerType: PROVIDER_TYPES[provider.type],
    tokenUrl: provider.tokenUrl,
  };
  return { type: 'AuthProvider', fullName: provider.name, elements: given(elements) };
};

export const encodeNamedCredential = (credential: NamedCredentialDefinition): RelatedComponent => {
  const header = credential.generateAuthorizationHeader;
  const elements: ElementsOf<NamedCredential> = {
    authProvider: credential.authProvider,
    endpoint: credential.endpoint,
    generateAuthorizationHeader: header === undefined ? undefined : String(header),
    label: credential.label,
    namedCredentialType: 'Legacy' satisfies NamedCredential['namedCredentialType'],
    oauthScope: credential.scopes?.join(' '),
    password: credential.password,
    principalType: PRINCIPAL_TYPES[credential.identityType],
    protocol: PROTOCOLS[credential.protocol],
    username: credential.username,
  };
  return { type: 'NamedCredential', fullName: credential.name, elements: given(elements) };
};

/** It has nothing but its name: whatever it is to grant beside the app is for the org to say. */
export const encodePermissionSet = ({ name, label, description }: PermissionSetDefinition): RelatedComponent => {
  const elements: ElementsOf<PermissionSet> = { description, hasActivationRequired: 'false', label };
  return { type: 'PermissionSet', fullName: name, elements: given(elements) };
};

export const relatedPath = ({ type, fullName }: Pick<RelatedComponent, 'type' | 'fullName'>): string =>
  sourcePath(type, fullName);
