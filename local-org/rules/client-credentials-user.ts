/** The client credentials flow runs as an active user with API access: docs/platform.md#policies */
import type { Rule } from './rule.js';

const PROBLEM = 'Enter a valid execution user for the OAuth client credentials flow.';

export const clientCredentialsUser: Rule = {
  refuse: ({ type, fields }, { org }) => {
    if (type.name !== 'ExtlClntAppOauthConfigurablePolicies' || fields.isClientCredentialsFlowEnabled !== true) {
      return undefined;
    }
    const user = org.people.users.find(({ Username }) => Username === fields.clientCredentialsFlowUser);
    const profile = org.people.profiles.find(({ Id }) => Id === user?.ProfileId);
    return user?.IsActive && profile?.PermissionsApiEnabled ? undefined : PROBLEM;
  },
};
