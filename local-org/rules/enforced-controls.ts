/** Three controls that stay on in every new app, whatever a deploy says: docs/platform.md#enforced-controls */
import { CONTROLS_ENFORCED_SINCE } from '../../src/settings/platform.js';
import { appOf } from '../org/components.js';
import type { Rule } from './rule.js';

export const enforcedControls: Rule = {
  complete: ({ type, fields }, { org, draft }) => {
    if (type.name !== 'ExtlClntAppGlobalOauthSettings' || org.options.policy !== 'enforced') return fields;
    const created = draft.find('ExternalClientApplication', appOf({ fields }))?.createdDate ?? org.now();
    if (created < new Date(CONTROLS_ENFORCED_SINCE)) return fields;
    return { ...fields, isPkceRequired: true, isRefreshTokenRotationEnabled: true, isEnforceRefreshTokenTTL: true };
  },
};
