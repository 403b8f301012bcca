import { ECA_TYPES, type EcaType } from '../settings/platform.js';

/** Every metadata type that is read or written here: those of an app, and what stands around apps. */
export type MetadataType = EcaType | 'AuthProvider' | 'NamedCredential' | 'PermissionSet' | 'Settings';

interface FilePlace {
  folder: string;
  suffix: string;
}

/**
 * Where each type's files live: docs/platform.md#types
 * (SDR's registry has that too; a test holds this to it, so that reading it need not load SDR.)
 */
export const FILE_PLACES: Readonly<Record<MetadataType, FilePlace>> = {
  ExternalClientApplication: { folder: 'externalClientApps', suffix: 'eca' },
  ExtlClntAppGlobalOauthSettings: { folder: 'extlClntAppGlobalOauthSets', suffix: 'ecaGlblOauth' },
  ExtlClntAppOauthSettings: { folder: 'extlClntAppOauthSettings', suffix: 'ecaOauth' },
  ExtlClntAppOauthSecuritySettings: { folder: 'extlClntAppOauthSecuritySettings', suffix: 'ecaOauthSecurity' },
  ExtlClntAppConfigurablePolicies: { folder: 'extlClntAppPolicies', suffix: 'ecaPlcy' },
  ExtlClntAppOauthConfigurablePolicies: { folder: 'extlClntAppOauthPolicies', suffix: 'ecaOauthPlcy' },
  AuthProvider: { folder: 'authproviders', suffix: 'authprovider' },
  NamedCredential: { folder: 'namedCredentials', suffix: 'namedCredential' },
  PermissionSet: { folder: 'permissionsets', suffix: 'permissionset' },
  Settings: { folder: 'settings', suffix: 'settings' },
};

/** How the names of a type's files end in source format. */
export const sourceEnding = (type: MetadataType): string => `.${FILE_PLACES[type].suffix}-meta.xml`;

/** The path of a component's file in source format, below a package directory's `main/default`. */
export const sourcePath = (type: MetadataType, fullName: string): string =>
  `${FILE_PLACES[type].folder}/${fullName}${sourceEnding(type)}`;

const TYPE_BY_PLACE: ReadonlyMap<string, MetadataType> = new Map(
  Object.entries(FILE_PLACES).map(([type, { folder, suffix }]) => [`${folder}/.${suffix}`, type as MetadataType])
);

/** What a file of a retrieved package is; undefined for what is no component of these types, such as package.xml. */
export const memberOfFile = (path: string): { type: MetadataType; fullName: string } | undefined => {
  const [, folder, fullName, suffix] = /^([^/]+)\/([^/]+)(\.[^./]+)$/.exec(path) ?? [];
  const type = TYPE_BY_PLACE.get(`${folder}/${suffix}`);
  return type && { type, fullName };
};

export const isEcaType = (type: string): type is EcaType => (ECA_TYPES as readonly string[]).includes(type);
