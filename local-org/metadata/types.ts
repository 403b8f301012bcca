import { isKnownIn } from '../schema/schema.js';

/** A metadata type as describeMetadata tells of it: docs/platform.md#types */
export type MetadataType = {
  name: string;
  directory: string;
  suffix: string;
  /** First characters of the ids of its components. */
  keyPrefix: string;
};

export const SETTINGS = 'Settings';

/** The one settings file there is here, `Settings:ExternalClientApp`, and the type of its contents. */
export const ECA_SETTINGS = { member: 'ExternalClientApp', type: 'ExternalClientAppSettings' } as const;

const TYPES: readonly MetadataType[] = [
  { name: 'AuthProvider', directory: 'authproviders', suffix: 'authprovider', keyPrefix: '0SO' },
  { name: 'ExternalClientApplication', directory: 'externalClientApps', suffix: 'eca', keyPrefix: '0xI' },
  {
    name: 'ExtlClntAppConfigurablePolicies',
    directory: 'extlClntAppPolicies',
    suffix: 'ecaPlcy',
    keyPrefix: '0xK',
  },
  {
    name: 'ExtlClntAppGlobalOauthSettings',
    directory: 'extlClntAppGlobalOauthSets',
    suffix: 'ecaGlblOauth',
    keyPrefix: '0xL',
  },
  {
    name: 'ExtlClntAppOauthConfigurablePolicies',
    directory: 'extlClntAppOauthPolicies',
    suffix: 'ecaOauthPlcy',
    keyPrefix: '0xM',
  },
  {
    name: 'ExtlClntAppOauthSecuritySettings',
    directory: 'extlClntAppOauthSecuritySettings',
    suffix: 'ecaOauthSecurity',
    keyPrefix: '0xN',
  },
  {
    name: 'ExtlClntAppOauthSettings',
    directory: 'extlClntAppOauthSettings',
    suffix: 'ecaOauth',
    keyPrefix: '0xO',
  },
  { name: 'NamedCredential', directory: 'namedCredentials', suffix: 'namedCredential', keyPrefix: '0XA' },
  { name: 'PermissionSet', directory: 'permissionsets', suffix: 'permissionset', keyPrefix: '0PS' },
  { name: SETTINGS, directory: 'settings', suffix: 'settings', keyPrefix: '000' },
];

/** The types that an org has for a client of this API version. */
export const typesIn = (version: number): MetadataType[] => TYPES.filter(({ name }) => isKnownIn(version, name));

export const findType = (name: string, version: number): MetadataType | undefined =>
  typesIn(version).find((type) => type.name === name);

/** The type whose files lie in this folder with this suffix. */
export const findTypeOfFile = (directory: string, suffix: string, version: number): MetadataType | undefined =>
  typesIn(version).find((type) => type.directory === directory && type.suffix === suffix);

export const filePath = (type: MetadataType, fullName: string): string =>
  `${type.directory}/${fullName}.${type.suffix}`;

/** The schema type of a component's file: its own, except for settings, each of which has its own. */
export const contentType = (type: string, fullName: string): string =>
  type === SETTINGS ? `${fullName}${SETTINGS}` : type;

/** Whether the org has such a component for this API version: of settings, there is only one file here. */
export const isAvailable = (type: string, fullName: string, version: number): boolean =>
  type !== SETTINGS || (fullName === ECA_SETTINGS.member && isKnownIn(version, ECA_SETTINGS.type));
