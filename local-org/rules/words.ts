/** Elements that are plain strings in the schema and lists of words in an org, in any case: docs/platform.md#policies */
import { IP_RELAXATION_WORDS, VALIDITY_UNITS } from '../../src/settings/platform.js';
import type { Rule } from './rule.js';

const WORDS: Readonly<Record<string, readonly string[]>> = {
  ipRelaxationPolicyType: IP_RELAXATION_WORDS,
  refreshTokenValidityUnit: VALIDITY_UNITS,
};

/** Retrieved files have `Enforce_relaxrefresh`, so an org takes that. */
const isSameWord = (word: string, value: string): boolean => word.toLowerCase() === value.toLowerCase();

export const words: Rule = {
  refuse: ({ type, fields }) => {
    if (type.name !== 'ExtlClntAppOauthConfigurablePolicies') return undefined;
    for (const [element, allowed] of Object.entries(WORDS)) {
      const value = fields[element];
      if (typeof value === 'string' && !allowed.some((word) => isSameWord(word, value))) {
        return `INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: ${element}: bad value for restricted picklist field: ${value}`;
      }
    }
    return undefined;
  },
};
