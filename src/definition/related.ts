import { Messages } from '@salesforce/core/messages';
import { z } from 'zod';
import { LONGEST_FRIENDLY_NAME } from '../settings/platform.js';
import { apiName, type ApiName } from '../settings/apiNames.js';
import { list, listOfNamed, oauthScope, text, told, trueOrFalse, username, word } from '../settings/values.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'definition');

const webUrl = z.string(told('invalid.text')).regex(/^https?:\/\/[^\s#?/@]+(\/[^\s#?]*)?$/, told('invalid.webUrl'));

/** Kept as it is: a blank at its end may belong to it. */
const secret = z.string(told('invalid.text')).min(1, told('invalid.emptyText'));

/** What an Auth. Provider takes; key and secret are those of the app that it is set up with. */
const authProviderShape = {
  name: apiName.meta({ title: 'URL Suffix' }),
  friendlyName: text
    .max(LONGEST_FRIENDLY_NAME, told('invalid.friendlyName', [String(LONGEST_FRIENDLY_NAME)]))
    .meta({ title: 'Name' }),
  type: word(['salesforce']).meta({ title: 'Provider Type' }),
  defaultScopes: list(oauthScope).optional().meta({ title: 'Default Scopes' }),
  authorizeUrl: webUrl.optional().meta({ title: 'Authorize Endpoint URL' }),
  tokenUrl: webUrl.optional().meta({ title: 'Token Endpoint URL' }),
};

/** What a (legacy) Named Credential takes. */
const namedCredentialShape = {
  name: apiName.meta({ title: 'Name' }),
  label: text.meta({ title: 'Label' }),
  endpoint: webUrl.meta({ title: 'URL' }),
  identityType: word(['namedPrincipal', 'perUser']).meta({ title: 'Identity Type' }),
  protocol: word(['oauth', 'password']).meta({ title: 'Authentication Protocol' }),
  authProvider: apiName.optional().meta({ title: 'Authentication Provider' }),
  scopes: list(oauthScope).optional().meta({ title: 'Scope' }),
  username: text.optional().meta({ title: 'Username' }),
  password: secret.optional().meta({ title: 'Password' }),
  generateAuthorizationHeader: trueOrFalse.optional().meta({ title: 'Generate Authorization Header' }),
};

const authProvider = z.strictObject(authProviderShape, told('invalid.object'));

const plainCredential = z.strictObject(namedCredentialShape, told('invalid.object'));

/** An Auth. Provider for logging in through the app. */
export type AuthProviderDefinition = z.output<typeof authProvider>;

export type NamedCredentialDefinition = z.output<typeof plainCredential>;

/** What each protocol needs, and what belongs to the other one. */
const PROTOCOLS = {
  oauth: { needs: ['authProvider'], refuses: ['username', 'password'] },
  password: { needs: ['username', 'password'], refuses: ['authProvider', 'scopes'] },
} as const;

/** Judged even where a field is wrong, so that all that is wrong is told at once: fields may be anything here. */
const namedCredential = plainCredential.superRefine(
  (credential, context) => {
    const { protocol, identityType } = credential;
    if (!Object.hasOwn(PROTOCOLS, protocol)) return;
    const { needs, refuses } = PROTOCOLS[protocol];
    const add = (key: string, field: string, params = {}): void =>
      context.addIssue({ code: 'custom', path: [field], message: messages.getMessage(key, [protocol]), params });
    // With identity type per user, everybody may enter a user name and a password of their own.
    const isNeeded = protocol === 'oauth' || identityType === 'namedPrincipal';
    const [missing, superfluous] = [
      needs.filter((field) => credential[field] === undefined),
      refuses.filter((field) => credential[field] !== undefined),
    ];
    if (isNeeded) missing.forEach((field) => add('invalid.neededByProtocol', field));
    superfluous.forEach((field) => add('invalid.notOfProtocol', field, { isWrongWithAnyValue: true }));
  },
  { when: ({ value }) => typeof value === 'object' && value !== null }
);

const permissionSet = z.strictObject(
  {
    name: apiName.meta({ title: 'API Name' }),
    label: text.meta({ title: 'Label' }),
    description: text.optional().meta({ title: 'Description' }),
  },
  told('invalid.object')
);

const permissionSetAssignment = z.strictObject(
  { permissionSet: apiName.meta({ title: 'Permission Set' }), username: username.meta({ title: 'Username' }) },
  told('invalid.object')
);

/** A permission set that grants nothing by itself: an app's policies name it. */
export type PermissionSetDefinition = z.output<typeof permissionSet>;

/** A user who is to have a permission set, which may be there already. */
export type PermissionSetAssignment = z.output<typeof permissionSetAssignment>;

/** What a system needs in the org beside the app. */
export const relatedSchema = z.strictObject(
  {
    permissionSets: listOfNamed(permissionSet).optional(),
    permissionSetAssignments: list(permissionSetAssignment).optional(),
    authProviders: listOfNamed(authProvider).optional(),
    namedCredentials: listOfNamed(namedCredential).optional(),
  },
  told('invalid.object')
);

export type Related = z.output<typeof relatedSchema>;

/** The higher part's list replaces the lower one's whole. */
export const mergeRelated = (lower: Related | undefined, higher: Related | undefined): Related | undefined =>
  (lower ?? higher) && { ...lower, ...higher };

/** Metadata type and name of what is made with the app, and so after it. */
export const relatedMembers = ({ authProviders = [], namedCredentials = [] }: Related): RelatedMember[] => [
  ...authProviders.map(({ name }) => ({ type: 'AuthProvider' as const, fullName: name })),
  ...namedCredentials.map(({ name }) => ({ type: 'NamedCredential' as const, fullName: name })),
];

/** Who may use the app: what is there before it, so that its policies can name it and nobody is shut out. */
export const accessMembers = ({ permissionSets = [], permissionSetAssignments = [] }: Related): AccessMember[] => [
  ...permissionSets.map(({ name }) => ({ type: 'PermissionSet' as const, fullName: name })),
  ...permissionSetAssignments.map((assignment) => ({
    type: 'PermissionSetAssignment' as const,
    fullName: nameOfAssignment(assignment),
  })),
];

/** What an assignment is called, which has no name in the org. */
export const nameOfAssignment = ({ permissionSet: set, username: user }: PermissionSetAssignment): string =>
  `${set} (${user})`;

export interface RelatedMember {
  type: 'AuthProvider' | 'NamedCredential';
  fullName: ApiName;
}

export interface AccessMember {
  type: 'PermissionSet' | 'PermissionSetAssignment';
  fullName: string;
}

export const isRelatedType = (type: string): boolean =>
  type === 'AuthProvider' || type === 'NamedCredential' || type === 'PermissionSet';
