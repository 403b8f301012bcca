import type { ApiAnswer, ApiRequest } from '../http/api.js';
import type { Org } from '../org/org.js';
import { authorize } from './authorize.js';
import { revoke } from './revoke.js';
import { token } from './token.js';

type Endpoint = (request: ApiRequest, org: Org) => ApiAnswer;

/** These answer without a session: what they are given says who asks. */
const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  '/services/oauth2/authorize': authorize,
  '/services/oauth2/token': token,
  '/services/oauth2/revoke': revoke,
};

export const findOauthEndpoint = (path: string): Endpoint | undefined =>
  Object.hasOwn(ENDPOINTS, path) ? ENDPOINTS[path] : undefined;
