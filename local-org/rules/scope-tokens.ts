/** OAuth scopes are metadata tokens, not OAuth names: docs/platform.md#scopes */
import { SCOPE_TOKENS } from '../../src/settings/platform.js';
import { splitList, type Rule } from './rule.js';

const TOKENS: readonly string[] = Object.values(SCOPE_TOKENS);

export const scopeTokens: Rule = {
  refuse: ({ type, fields }) => {
    if (type.name !== 'ExtlClntAppOauthSettings') return undefined;
    const wrong = splitList(fields.commaSeparatedOauthScopes).filter((token) => !TOKENS.includes(token));
    return wrong.length > 0
      ? `Invalid OAuth scope: ${wrong.join(', ')}. Valid OAuth scopes: ${TOKENS.join(', ')}`
      : undefined;
  },
};
