/** Profiles are named by label, permission sets by API name, and must exist: docs/platform.md#policies */
import { splitList, type Rule } from './rule.js';

const unknown = (element: string, type: string, name: string): string =>
  `INVALID_CROSS_REFERENCE_KEY: In field: ${element} - no ${type} named ${name} found`;

export const grants: Rule = {
  refuse: ({ type, fields }, { org, draft }) => {
    if (type.name !== 'ExtlClntAppOauthConfigurablePolicies') return undefined;
    const { profiles } = org.people;
    const profile = splitList(fields.commaSeparatedProfile).find(
      (label) => !profiles.some(({ Name }) => Name === label)
    );
    if (profile !== undefined) return unknown('commaSeparatedProfile', 'Profile', profile);
    const names = splitList(fields.commaSeparatedPermissionSet);
    const permissionSet = names.find((name) => !draft.find('PermissionSet', name));
    return permissionSet === undefined
      ? undefined
      : unknown('commaSeparatedPermissionSet', 'PermissionSet', permissionSet);
  },
};
