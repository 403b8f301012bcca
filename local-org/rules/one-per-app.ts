/** An app has one component of each type: docs/platform.md#types */
import { appOf } from '../org/components.js';
import type { Rule } from './rule.js';

/** Components that hang on the app's OAuth settings; the others hang on the app itself. */
const OF_OAUTH_SETTINGS = ['ExtlClntAppGlobalOauthSettings', 'ExtlClntAppOauthConfigurablePolicies'];

export const onePerApp: Rule = {
  refuse: ({ type, fullName, fields }, { draft }) => {
    const app = appOf({ fields });
    if (app === '') return undefined;
    const other = draft
      .listOfApp(app)
      .find((component) => component.type === type.name && component.fullName !== fullName);
    const field = OF_OAUTH_SETTINGS.includes(type.name) ? 'ExtlClntAppOauthSettingsId' : 'ExternalClientApplicationId';
    return other && `${field} duplicates value on ${other.fullName}`;
  },
};
