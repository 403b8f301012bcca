import type { SettingValues } from '../settings/table.js';
import { isEmpty } from './schema.js';

/** To whom an org has granted an app, whether its policies name them or not: docs/platform.md#grants */
export interface Grants {
  /** By name. */
  profiles: string[];
  /** By API name. */
  permissionSets: string[];
}

/** Of an app that does not exist yet. */
export const NO_GRANTS: Grants = { profiles: [], permissionSets: [] };

/** Whether a profile or a permission set is named that may use the app. */
export const hasGrants = ({ policies = {} }: SettingValues): boolean =>
  !isEmpty(policies.profiles) || !isEmpty(policies.permissionSets);

export const isForGrantedOnly = ({ policies }: SettingValues): boolean => policies?.permittedUsers === 'adminApproved';

/**
 * Who may use the app: everybody, somebody who is granted it, nobody, or, where its policies name nobody and the org
 * does not show what else is granted, nobody knows who. See docs/platform.md#policies.
 *
 * @param granted undefined where the org does not show it
 */
export const whoIsPermitted = (
  definition: SettingValues,
  granted: Grants | undefined
): 'everybody' | 'somebody' | 'nobody' | 'notSeen' => {
  if (!isForGrantedOnly(definition)) return 'everybody';
  if (hasGrants(definition)) return 'somebody';
  if (granted === undefined) return 'notSeen';
  return granted.profiles.length + granted.permissionSets.length > 0 ? 'somebody' : 'nobody';
};

const beside = (granted: string[], named: string[] = []): string[] => {
  const known = new Set(named.map((name) => name.toLowerCase()));
  return granted.filter((name) => !known.has(name.toLowerCase()));
};

/** Those of the grants that the app's policies do not name. */
export const grantsBeside = ({ policies = {} }: SettingValues, { profiles, permissionSets }: Grants): Grants => ({
  profiles: beside(profiles, policies.profiles),
  permissionSets: beside(permissionSets, policies.permissionSets),
});
