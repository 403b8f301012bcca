/** An app whose package brings no policies gets them from the org, one without OAuth no OAuth policies: docs/platform.md#policies */
import { findType } from '../metadata/types.js';
import { appOf, type Component } from '../org/components.js';
import { defaultFields } from './defaults.js';
import type { Rule } from './rule.js';

const OAUTH = 'ExtlClntAppOauthSettings';

/** Which policies come with which component of an app. */
const POLICIES = [
  { with: 'ExternalClientApplication', type: 'ExtlClntAppConfigurablePolicies' },
  { with: OAUTH, type: 'ExtlClntAppOauthConfigurablePolicies' },
] as const;

/** What is so of the app, and not by default. */
const given = (type: string, app: string, oauthSettings: Component | undefined): Component['fields'] => ({
  externalClientApplication: app,
  ...(type === 'ExtlClntAppConfigurablePolicies' && { isOauthPluginEnabled: oauthSettings !== undefined }),
});

export const defaultPolicies: Rule = {
  follow: (arriving, { org, draft }) => {
    const policies = POLICIES.find((entry) => entry.with === arriving.type.name);
    const type = policies && findType(policies.type, org.apiVersion);
    if (!type) return;
    const app = appOf(arriving) || arriving.fullName;
    const members = draft.listOfApp(app);
    if (members.some((member) => member.type === type.name)) return;
    const oauthSettings = members.find((member) => member.type === OAUTH);
    const fullName = `${oauthSettings?.fullName ?? app}_defaultPolicy`;
    const fields = defaultFields(type.name, fullName, given(type.name, app, oauthSettings), org);
    draft.put(org.newComponent({ type: type.name, fullName, keyPrefix: type.keyPrefix, fields }));
  },
};
