import type { SettingPath } from '../settings/table.js';

/** Flags that set a setting directly: flag → path in the definition. */
export const SETTING_OF_FLAG = {
  name: 'name',
  label: 'label',
  'contact-email': 'contactEmail',
  'contact-phone': 'contactPhone',
  description: 'description',
  'callback-url': 'oauth.callbackUrls',
  scope: 'oauth.scopes',
  'allow-ip': 'oauth.security.refreshTokenIpAllowlist',
  'permitted-users': 'policies.permittedUsers',
  profile: 'policies.profiles',
  'permission-set': 'policies.permissionSets',
  'run-as': 'policies.runAs',
  'session-timeout': 'policies.sessionTimeoutMinutes',
} as const satisfies Record<string, SettingPath | 'name'>;

export type SettingFlag = keyof typeof SETTING_OF_FLAG;

/** Path in the definition → the flag that sets it. */
export const FLAG_OF_SETTING: ReadonlyMap<string, string> = new Map(
  Object.entries(SETTING_OF_FLAG).map(([flag, path]) => [path, flag])
);
