import { json, readForm, type ApiAnswer, type ApiRequest } from '../http/api.js';
import type { OauthOrg } from './oauth-org.js';

/**
 * Ends what a token stands for: docs/platform.md#oauth. The session that the org was started with survives, so that a
 * logout does not make the org useless for the next test.
 */
export const revoke = (request: ApiRequest, org: OauthOrg): ApiAnswer => {
  const token = request.query.get('token') ?? readForm(request).get('token') ?? '';
  const isKnown = token === org.accessToken || org.tokens.revoke(token);
  return isKnown ? json({}) : json({ error: 'invalid_token', error_description: 'invalid token' }, 400);
};
