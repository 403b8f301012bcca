/** How apps and Auth. Providers may be called: docs/platform.md#api-names */
import type { Rule } from './rule.js';

const APP_NAME =
  'The External Client App Name field can only contain underscores and alphanumeric characters. It must be unique, ' +
  'begin with a letter, not include spaces, not end with an underscore, and not contain two consecutive underscores.';

const FRIENDLY_NAME_LENGTH = 32;

const isApiName = (name: string): boolean => /^[A-Za-z][A-Za-z0-9_]*$/.test(name) && !/_$|__/.test(name);

export const names: Rule = {
  refuse: ({ type, fullName, fields }) => {
    if (type.name === 'ExternalClientApplication' && !isApiName(fullName)) return APP_NAME;
    const { friendlyName } = fields;
    if (
      type.name === 'AuthProvider' &&
      typeof friendlyName === 'string' &&
      friendlyName.length > FRIENDLY_NAME_LENGTH
    ) {
      return `STRING_TOO_LONG: Name: data value too large: ${friendlyName} (max length=${FRIENDLY_NAME_LENGTH})`;
    }
    return undefined;
  },
};
