/** Profiles are named by label, permission sets by API name, and must exist: docs/platform.md#policies */
import type { Component, Fields } from '../org/components.js';
import { splitList, type Rule } from './rule.js';

/** Seen by one team: a profile that is granted already is refused where it is sent again: docs/platform.md#policies */
const sentAgain = (fields: Fields, existing: Component | undefined): boolean => {
  const granted = splitList(existing?.fields.commaSeparatedProfile);
  return splitList(fields.commaSeparatedProfile).some((profile) => granted.includes(profile));
};

const GRANTS = ['commaSeparatedProfile', 'commaSeparatedPermissionSet'] as const;

export const grants: Rule = {
  // Where a grant must not be sent again, one that is not sent stays.
  complete: ({ type, fields, existing }, { org }) => {
    if (type.name !== 'ExtlClntAppOauthConfigurablePolicies' || !org.hasQuirk('grants-once')) return fields;
    const grantedOrSent = (name: (typeof GRANTS)[number]): string =>
      [...splitList(existing?.fields[name]), ...splitList(fields[name])].join(',');
    const given = GRANTS.map((name): [string, string] => [name, grantedOrSent(name)]).filter(
      ([, names]) => names !== ''
    );
    return { ...fields, ...Object.fromEntries(given) };
  },

  refuse: ({ type, fields, existing }, { org, draft }) => {
    if (type.name !== 'ExtlClntAppOauthConfigurablePolicies') return undefined;
    if (org.hasQuirk('grants-once') && sentAgain(fields, existing)) return 'profile names are already taken';
    const { profiles } = org.people;
    const profile = splitList(fields.commaSeparatedProfile).find(
      (label) => !profiles.some(({ Name }) => Name === label)
    );
    if (profile !== undefined) {
      return `INVALID_CROSS_REFERENCE_KEY: In field: commaSeparatedProfile - no Profile named ${profile} found`;
    }
    const names = splitList(fields.commaSeparatedPermissionSet);
    const missing = names.filter((name) => !draft.find('PermissionSet', name));
    return missing.length === 0
      ? undefined
      : `INVALID_FIELD: We couldn't find permission sets called ${missing.join(', ')}.`;
  },
};
