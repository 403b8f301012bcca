/** Which apps are on, and who may use them: docs/platform.md#oauth */
import { accessesIn } from '../org/entity-access.js';
import type { Grant } from '../org/grant.js';
import type { User } from '../org/people.js';
import type { Client } from './client.js';
import { blockedApp, notApproved, notApprovedByUser, withoutAppAccess } from './errors.js';
import type { OauthOrg } from './oauth-org.js';
import { scopesOf } from './scopes.js';

/** The flows in which a user says yes. */
const BY_USERS: ReadonlyArray<Grant['flow']> = ['authorization_code', 'device'];

/** Grants by which a user of this app has said yes. */
const approvalsOf = ({ app }: Client, user: User, org: OauthOrg): Grant[] =>
  org.tokens.grants.filter(
    (grant) => grant.app.id === app.id && grant.userId === user.Id && BY_USERS.includes(grant.flow)
  );

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

/** Whether an administrator has granted the app to this user, by profile or by permission set. */
const isGranted = ({ app }: Client, user: User, org: AccessOrg): boolean => {
  const own = permissionSetsOf(user, org);
  return accessesIn(org).some(({ appId, parentId }) => appId === app.id && own.has(parentId));
};

const needsAdminApproval = ({ oauthPolicies }: Client): boolean =>
  oauthPolicies.permittedUsersPolicyType === 'AdminApprovedPreAuthorized';

/** @throws OauthError where only users whom an administrator has approved may use the app, and this is none */
export const requireUserMayUse = (client: Client, user: User, org: AccessOrg): void => {
  if (needsAdminApproval(client) && !isGranted(client, user, org)) throw notApproved();
};

/** Whether the user need not be asked any more: an administrator has decided, or the user has, for all of this. */
export const hasApproved = (client: Client, user: User, scopes: readonly string[], org: OauthOrg): boolean => {
  if (needsAdminApproval(client)) return isGranted(client, user, org);
  const allowed = approvalsOf(client, user, org).flatMap((grant) => grant.scopes);
  return allowed.length > 0 && scopes.every((scope) => allowed.includes(scope));
};

/**
 * What an app that asks without the user may have in the user's name: all of its scopes where an administrator decides,
 * and otherwise those of the authorizations that have a refresh token: docs/platform.md#oauth
 *
 * @throws OauthError where there are none
 */
export const approvedScopes = (client: Client, user: User, org: OauthOrg): string[] => {
  if (needsAdminApproval(client)) {
    if (!isGranted(client, user, org)) throw withoutAppAccess();
    return scopesOf(client);
  }
  const standing = approvalsOf(client, user, org).filter(({ refreshToken }) => refreshToken !== undefined);
  if (standing.length === 0) throw notApprovedByUser();
  return [...new Set(standing.flatMap(({ scopes }) => scopes))];
};
