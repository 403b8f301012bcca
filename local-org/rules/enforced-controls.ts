/** Three controls that stay on in every new app, whatever a deploy says: docs/platform.md#enforced-controls */
import { CONTROLS_ENFORCED_SINCE } from '../../src/settings/platform.js';
import { appOf, type Component, type ComponentStore, type Fields } from '../org/components.js';
import type { OrgState } from '../org/state.js';
import type { Rule } from './rule.js';

const TYPE = 'ExtlClntAppGlobalOauthSettings';

const ON = { isPkceRequired: true, isRefreshTokenRotationEnabled: true, isEnforceRefreshTokenTTL: true };

/** How long an org may go on showing what was asked for. */
const LATE_MS = 2 * 60 * 1000;

type Org = Omit<OrgState, 'components'>;

const isEnforced = (fields: Fields, org: Org, components: ComponentStore): boolean => {
  const created = components.find('ExternalClientApplication', appOf({ fields }))?.createdDate ?? org.now();
  return org.options.policy === 'enforced' && created >= new Date(CONTROLS_ENFORCED_SINCE);
};

export const enforcedControls: Rule = {
  complete: ({ type, fields }, { org, draft }) =>
    type.name === TYPE && !org.hasQuirk('late-enforcement') && isEnforced(fields, org, draft)
      ? { ...fields, ...ON }
      : fields,
};

/** Turns on what an org enforces late. */
export const enforceLate = (org: OrgState): void => {
  if (!org.hasQuirk('late-enforcement')) return;
  const isDue = ({ lastModifiedDate }: Component): boolean =>
    org.now().getTime() - lastModifiedDate.getTime() >= LATE_MS;
  for (const component of org.components.list(TYPE).filter(isDue)) {
    if (isEnforced(component.fields, org, org.components)) {
      org.components.put({ ...component, fields: { ...component.fields, ...ON } });
    }
  }
};
