/** `orgScopedExternalApp` and `oauthLink` belong to one org, which writes them itself: docs/platform.md#deploying */
import type { Rule } from './rule.js';
import { appOf } from '../org/components.js';

const FOREIGN = 'INVALID_CROSS_REFERENCE_KEY: invalid cross reference id';

export const oauthLinkOf = (orgId: string, consumerId: string | undefined): string | undefined =>
  consumerId && `${orgId}:${consumerId}`;

export const orgMade: Rule = {
  complete: ({ type, fullName, fields }, { org, draft }) => {
    if (type.name === 'ExternalClientApplication') return { ...fields, orgScopedExternalApp: `${org.id}:${fullName}` };
    if (type.name !== 'ExtlClntAppOauthSettings') return fields;
    return { ...fields, oauthLink: oauthLinkOf(org.id, draft.consumers.get(appOf({ fields }))?.id) };
  },

  refuse: ({ type, fullName, fields }, { org, draft }) => {
    const { orgScopedExternalApp, oauthLink } = fields;
    if (type.name === 'ExternalClientApplication' && orgScopedExternalApp !== undefined) {
      return orgScopedExternalApp === `${org.id}:${fullName}` ? undefined : FOREIGN;
    }
    if (type.name === 'ExtlClntAppOauthSettings' && oauthLink !== undefined) {
      const own = oauthLinkOf(org.id, draft.consumers.get(appOf({ fields }))?.id);
      return oauthLink === own ? undefined : FOREIGN;
    }
    return undefined;
  },
};
