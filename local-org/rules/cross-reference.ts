/** What a component names must exist, in the org or in the same package: docs/platform.md#deploying */
import type { Rule } from './rule.js';

const REFERENCES: ReadonlyArray<{ from?: string; element: string; to: string }> = [
  { element: 'externalClientApplication', to: 'ExternalClientApplication' },
  { from: 'NamedCredential', element: 'authProvider', to: 'AuthProvider' },
];

export const crossReference: Rule = {
  refuse: ({ type, fields }, { draft }) => {
    for (const { from, element, to } of REFERENCES) {
      const name = fields[element];
      if (typeof name !== 'string' || (from !== undefined && from !== type.name)) continue;
      if (!draft.find(to, name)) {
        return `INVALID_CROSS_REFERENCE_KEY: In field: ${element} - no ${to} named ${name} found`;
      }
    }
    return undefined;
  },
};
