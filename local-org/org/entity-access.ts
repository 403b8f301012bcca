/** Who may use an app, as an org keeps book of it: docs/platform.md#grants */
import { splitList } from '../rules/rule.js';
import { appOf, type Component } from './components.js';
import type { EntityAccess, OrgState } from './state.js';

type AccessOrg = Pick<OrgState, 'components' | 'people' | 'entityAccess'>;

const POLICIES = 'ExtlClntAppOauthConfigurablePolicies';

const isThere = <T>(value: T | undefined): value is T => value !== undefined;

/** The permission sets, and those that stand for the profiles, that policies name. */
const parentsIn = ({ fields }: Component, { components, people }: AccessOrg): string[] => [
  ...splitList(fields.commaSeparatedProfile)
    .map((name) => people.profiles.find(({ Name }) => Name === name)?.PermissionSetId)
    .filter(isThere),
  ...splitList(fields.commaSeparatedPermissionSet)
    .map((name) => components.find('PermissionSet', name)?.id)
    .filter(isThere),
];

const namedBy = (policies: Component, org: AccessOrg): EntityAccess[] => {
  const app = org.components.find('ExternalClientApplication', appOf(policies));
  if (!app) return [];
  const { id } = policies;
  return parentsIn(policies, org).map((parentId, index) => ({
    id: `0J0${id.slice(3, 12)}${index.toString(36).padStart(3, '0')}${id.slice(15)}`,
    parentId,
    appId: app.id,
  }));
};

const isSame = (left: EntityAccess, right: EntityAccess): boolean =>
  left.parentId === right.parentId && left.appId === right.appId;

/** What was given by itself, as far as there still is what it is about, and what the apps' policies name. */
export const accessesIn = (org: AccessOrg): EntityAccess[] => {
  const ids = new Set(
    [...org.components.list('ExternalClientApplication'), ...org.components.list('PermissionSet')]
      .map(({ id }) => id)
      .concat(org.people.profiles.map(({ PermissionSetId }) => PermissionSetId))
  );
  const given = org.entityAccess.filter(({ parentId, appId }) => ids.has(parentId) && ids.has(appId));
  const named = org.components.list(POLICIES).flatMap((policies) => namedBy(policies, org));
  return [...given, ...named.filter((access) => !given.some((other) => isSame(access, other)))];
};
