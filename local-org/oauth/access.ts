/** Which apps are on, and who may use them: docs/platform.md#oauth */
import type { People, User } from '../org/people.js';
import { splitList } from '../rules/rule.js';
import type { Client } from './client.js';
import { blockedApp, notApproved } from './errors.js';

/** @throws OauthError where the app, or OAuth for it, is switched off */
export const requireAppIsOn = ({ appPolicies: { isEnabled, isOauthPluginEnabled } }: Client): void => {
  if (isEnabled === false || isOauthPluginEnabled === false) throw blockedApp();
};

const isApproved = ({ oauthPolicies }: Client, user: User, people: People): boolean => {
  const profile = people.profiles.find(({ Id }) => Id === user.ProfileId);
  const permissionSets = splitList(oauthPolicies.commaSeparatedPermissionSet);
  return (
    splitList(oauthPolicies.commaSeparatedProfile).includes(profile?.Name ?? '') ||
    people.assignments.some(({ userId, permissionSet }) => userId === user.Id && permissionSets.includes(permissionSet))
  );
};

/** @throws OauthError where only users whom an administrator has approved may use the app, and this is none */
export const requireUserMayUse = (client: Client, user: User, people: People): void => {
  const { permittedUsersPolicyType } = client.oauthPolicies;
  if (permittedUsersPolicyType === 'AdminApprovedPreAuthorized' && !isApproved(client, user, people))
    throw notApproved();
};
