import type { SettingValues } from '../settings/table.js';
import { isEmpty } from './schema.js';

/** Whether a profile or a permission set is named that may use the app. */
export const hasGrants = ({ policies = {} }: SettingValues): boolean =>
  !isEmpty(policies.profiles) || !isEmpty(policies.permissionSets);

export const isForGrantedOnly = ({ policies }: SettingValues): boolean => policies?.permittedUsers === 'adminApproved';

/** Whether only approved users may use the app, and nobody is approved: docs/platform.md#policies */
export const isNobodyPermitted = (definition: SettingValues): boolean =>
  isForGrantedOnly(definition) && !hasGrants(definition);
