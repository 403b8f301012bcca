/** `orgScopedExternalApp` and `oauthLink` belong to one org, which writes them itself: docs/platform.md#deploying */
import { appOf, type Component, type ComponentStore, type Fields } from '../org/components.js';
import type { Rule } from './rule.js';

/** The id of any org, and what stands behind it. */
const SCOPED = /^00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?:\S+$/;

export const oauthLinkOf = (orgId: string, consumerId: string | undefined): string | undefined =>
  consumerId && `${orgId}:${consumerId}`;

const isPackaged = ({ fields }: Pick<Component, 'fields'>, draft: ComponentStore): boolean =>
  draft.find('ExternalClientApplication', appOf({ fields }))?.fields.distributionState === 'Packaged';

const refuseApp = ({ orgScopedExternalApp: scoped }: Fields): string | undefined =>
  typeof scoped === 'string' && !SCOPED.test(scoped)
    ? `INVALID_CROSS_REFERENCE_KEY: In field: orgScopedExternalApp - invalid value: ${scoped}`
    : undefined;

export const orgMade: Rule = {
  // Another org's app is taken for this org's of the same name. A packaged app may refer to another org's consumer.
  complete: ({ type, fullName, fields }, { org, draft }) => {
    if (type.name === 'ExternalClientApplication') return { ...fields, orgScopedExternalApp: `${org.id}:${fullName}` };
    if (type.name !== 'ExtlClntAppOauthSettings') return fields;
    if (fields.oauthLink !== undefined && isPackaged({ fields }, draft)) return fields;
    return { ...fields, oauthLink: oauthLinkOf(org.id, draft.consumers.get(appOf({ fields }))?.id) };
  },

  // What the deploy brings, and not what the org has made of it.
  refuse: ({ type, fields }, { org, draft }) => {
    if (type.name === 'ExternalClientApplication') return refuseApp(fields);
    if (type.name !== 'ExtlClntAppOauthSettings' || fields.oauthLink === undefined) return undefined;
    const app = appOf({ fields });
    const own = oauthLinkOf(org.id, draft.consumers.get(app)?.id);
    return fields.oauthLink === own || isPackaged({ fields }, draft)
      ? undefined
      : `We couldn't update your OAuth link because the external client app ${app} doesn't have distribution state PACKAGED.`;
  },
};
