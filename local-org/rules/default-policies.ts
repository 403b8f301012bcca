/** An app whose package brings no policies gets them from the org: docs/platform.md#policies */
import { findType } from '../metadata/types.js';
import { defaultFields } from './defaults.js';
import { appOf } from '../org/components.js';
import type { Rule } from './rule.js';

/** Which policies come with which component of an app, and the name that they get. */
const POLICIES = [
  { with: 'ExternalClientApplication', type: 'ExtlClntAppConfigurablePolicies', suffix: '_plcy' },
  { with: 'ExtlClntAppOauthSettings', type: 'ExtlClntAppOauthConfigurablePolicies', suffix: '_oauthPlcy' },
] as const;

export const defaultPolicies: Rule = {
  follow: (arriving, { org, draft }) => {
    const policies = POLICIES.find((entry) => entry.with === arriving.type.name);
    const type = policies && findType(policies.type, Infinity);
    if (!type) return;
    const app = appOf(arriving) || arriving.fullName;
    if (draft.listOfApp(app).some((member) => member.type === type.name)) return;
    const fullName = `${app}${policies.suffix}`;
    const fields = defaultFields(type.name, fullName, { externalClientApplication: app });
    draft.put(org.newComponent({ type: type.name, fullName, keyPrefix: type.keyPrefix, fields }));
  },
};
