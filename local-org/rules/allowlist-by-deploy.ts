/** Whether a deploy can give an app an allowlist component is not known: docs/platform.md#allowlist */
import { appOf } from '../org/components.js';
import { findType } from '../metadata/types.js';
import { defaultFields } from './defaults.js';
import type { Rule } from './rule.js';

const TYPE = 'ExtlClntAppOauthSecuritySettings';

const REFUSAL = `${TYPE} can't be created through the Metadata API.`;

export const allowlistByDeploy: Rule = {
  refuse: ({ type, existing }, { org }) => {
    const isRefused = org.hasQuirk('allowlist-refused') || org.hasQuirk('allowlist-org-made');
    return type.name === TYPE && existing === undefined && isRefused ? REFUSAL : undefined;
  },

  follow: (arriving, { org, draft }) => {
    if (arriving.type.name !== 'ExtlClntAppOauthSettings' || !org.hasQuirk('allowlist-org-made')) return;
    const type = findType(TYPE, org.apiVersion);
    const app = appOf(arriving);
    if (!type || draft.listOfApp(app).some((member) => member.type === TYPE)) return;
    const fullName = `${app}_defOauthSecuritySet`;
    const fields = defaultFields(TYPE, fullName, { externalClientApplication: app }, org);
    draft.put(org.newComponent({ type: TYPE, fullName, keyPrefix: type.keyPrefix, fields }));
  },
};
