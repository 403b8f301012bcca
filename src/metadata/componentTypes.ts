import type { EcaType } from '../settings/platform.js';

/**
 * Where each type's files live, and what Setup adds to the app's name for the member: docs/platform.md#types
 * (SDR's registry has folder and suffix too; a test holds this to it, so that reading it need not load SDR.)
 */
export const COMPONENT_TYPES: Readonly<Record<EcaType, { folder: string; suffix: string; memberSuffix: string }>> = {
  ExternalClientApplication: { folder: 'externalClientApps', suffix: 'eca', memberSuffix: '' },
  ExtlClntAppGlobalOauthSettings: {
    folder: 'extlClntAppGlobalOauthSets',
    suffix: 'ecaGlblOauth',
    memberSuffix: '_glbloauth',
  },
  ExtlClntAppOauthSettings: { folder: 'extlClntAppOauthSettings', suffix: 'ecaOauth', memberSuffix: '_oauth' },
  ExtlClntAppOauthSecuritySettings: {
    folder: 'extlClntAppOauthSecuritySettings',
    suffix: 'ecaOauthSecurity',
    memberSuffix: '_oauthSecurity',
  },
  ExtlClntAppConfigurablePolicies: { folder: 'extlClntAppPolicies', suffix: 'ecaPlcy', memberSuffix: '_plcy' },
  ExtlClntAppOauthConfigurablePolicies: {
    folder: 'extlClntAppOauthPolicies',
    suffix: 'ecaOauthPlcy',
    memberSuffix: '_oauthPlcy',
  },
};

/** The path of a component's file in source format, below a package directory's `main/default`. */
export const sourcePath = (type: EcaType, fullName: string): string =>
  `${COMPONENT_TYPES[type].folder}/${fullName}.${COMPONENT_TYPES[type].suffix}-meta.xml`;
