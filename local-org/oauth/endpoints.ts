import type { ApiAnswer, ApiRequest } from '../http/api.js';
import { authorize, consent, CONSENT_PATH } from './authorize.js';
import { LOGIN_PATH } from './browser.js';
import { connect } from './connect.js';
import { VERIFICATION_PATH } from './flows/device.js';
import { introspect } from './introspect.js';
import { login } from './login.js';
import type { OauthOrg } from './oauth-org.js';
import { discovery, DISCOVERY_PATH, keys, KEYS_PATH } from './openid.js';
import { revoke } from './revoke.js';
import { token } from './token.js';

type Endpoint = (request: ApiRequest, org: OauthOrg) => ApiAnswer | Promise<ApiAnswer>;

/** These answer without a session: what they are given says who asks. */
const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  '/services/oauth2/authorize': authorize,
  '/services/oauth2/token': token,
  '/services/oauth2/revoke': revoke,
  '/services/oauth2/introspect': introspect,
  [DISCOVERY_PATH]: discovery,
  [KEYS_PATH]: keys,
  [LOGIN_PATH]: login,
  [CONSENT_PATH]: consent,
  [VERIFICATION_PATH]: connect,
};

export const findOauthEndpoint = (path: string): Endpoint | undefined =>
  Object.hasOwn(ENDPOINTS, path) ? ENDPOINTS[path] : undefined;
