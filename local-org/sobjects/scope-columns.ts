import { SCOPE_TOKENS } from '../../src/settings/platform.js';

type Token = (typeof SCOPE_TOKENS)[keyof typeof SCOPE_TOKENS];

/** Tokens whose column is not their OAuth name in capitals: docs/platform.md#scopes */
const IRREGULAR: Readonly<Partial<Record<Token, string>>> = {
  Basic: 'SSO',
  CustomApplications: 'VF',
  Chatter: 'CHATTER_REST_API',
  Wave: 'WAVE_REST_API',
  Eclair: 'ECLAIR_REST_API',
};

/** The boolean column of ExtlClntAppOauthSettings for each scope, by the scope's metadata token. */
export const SCOPE_COLUMNS: ReadonlyMap<string, string> = new Map(
  Object.entries(SCOPE_TOKENS).map(([oauthName, token]) => [
    token,
    `OauthScopes${IRREGULAR[token] ?? oauthName.toUpperCase()}`,
  ])
);
