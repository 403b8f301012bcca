/** Without the org's switch for External Client Apps, none can be deployed: docs/platform.md#credentials */
import { ECA_TYPES } from '../../src/settings/platform.js';
import { ECA_SETTINGS, SETTINGS } from '../metadata/types.js';
import type { Rule } from './rule.js';

const SWITCH = 'enableExternalClientApps';

const TYPES: readonly string[] = ECA_TYPES;

export const optIn: Rule = {
  // Settings that do not speak of it leave it as it is.
  complete: ({ type, fields, existing }) =>
    type.name === SETTINGS && fields[SWITCH] === undefined ? { ...fields, [SWITCH]: existing?.fields[SWITCH] } : fields,

  refuse: ({ type }, { draft }) => {
    const isOff = draft.find(SETTINGS, ECA_SETTINGS.member)?.fields[SWITCH] === false;
    return TYPES.includes(type.name) && isOff ? 'Not available for deploy for this organization' : undefined;
  },
};
