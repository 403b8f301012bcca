/** Which apps are on, and who may use them: docs/platform.md#oauth */
import { accessesIn } from '../org/entity-access.js';
import type { User } from '../org/people.js';
import type { Client } from './client.js';
import { blockedApp, notApproved } from './errors.js';

/** @throws OauthError where the app, or OAuth for it, is switched off */
export const requireAppIsOn = ({ appPolicies: { isEnabled, isOauthPluginEnabled } }: Client): void => {
  if (isEnabled === false || isOauthPluginEnabled === false) throw blockedApp();
};

type AccessOrg = Parameters<typeof accessesIn>[0];

/** The permission sets of a user, and the one that stands for the profile. */
const permissionSetsOf = ({ Id, ProfileId }: User, { people, components }: AccessOrg): Set<string | undefined> =>
  new Set([
    people.profiles.find((profile) => profile.Id === ProfileId)?.PermissionSetId,
    ...people.assignments
      .filter(({ userId }) => userId === Id)
      .map(({ permissionSet }) => components.find('PermissionSet', permissionSet)?.id),
  ]);

const isApproved = ({ app }: Client, user: User, org: AccessOrg): boolean => {
  const own = permissionSetsOf(user, org);
  return accessesIn(org).some(({ appId, parentId }) => appId === app.id && own.has(parentId));
};

/** @throws OauthError where only users whom an administrator has approved may use the app, and this is none */
export const requireUserMayUse = (client: Client, user: User, org: AccessOrg): void => {
  const { permittedUsersPolicyType } = client.oauthPolicies;
  if (permittedUsersPolicyType === 'AdminApprovedPreAuthorized' && !isApproved(client, user, org)) throw notApproved();
};
