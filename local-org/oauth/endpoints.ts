import type { ApiAnswer, ApiRequest } from '../http/api.js';
import { authorize } from './authorize.js';
import type { OauthOrg } from './oauth-org.js';
import { revoke } from './revoke.js';
import { token } from './token.js';

type Endpoint = (request: ApiRequest, org: OauthOrg) => ApiAnswer;

/** These answer without a session: what they are given says who asks. */
const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  '/services/oauth2/authorize': authorize,
  '/services/oauth2/token': token,
  '/services/oauth2/revoke': revoke,
};

export const findOauthEndpoint = (path: string): Endpoint | undefined =>
  Object.hasOwn(ENDPOINTS, path) ? ENDPOINTS[path] : undefined;
