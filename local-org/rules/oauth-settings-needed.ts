/** Global OAuth settings want OAuth settings beside them: docs/platform.md#deploying */
import { appOf } from '../org/components.js';
import type { Rule } from './rule.js';

const PROBLEM =
  "The external client app configured in your global OAuth Settings doesn't have a valid OAuth settings configuration.";

export const oauthSettingsNeeded: Rule = {
  refuse: ({ type, fields }, { draft }) => {
    if (type.name !== 'ExtlClntAppGlobalOauthSettings') return undefined;
    const members = draft.listOfApp(appOf({ fields }));
    return members.some((member) => member.type === 'ExtlClntAppOauthSettings') ? undefined : PROBLEM;
  },
};
