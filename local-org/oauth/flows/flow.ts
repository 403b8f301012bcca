import type { ApiRequest } from '../../http/api.js';
import type { Grant } from '../../org/grant.js';
import type { OauthOrg } from '../oauth-org.js';

/** A request for a token: the form, and the request that it came in. */
export type TokenRequest = { http: ApiRequest; form: URLSearchParams };

/** The grant that a token is for, and a refresh token where the app is to store one. */
export type Granted = {
  grant: Grant;
  refreshToken?: string;
  /** What the ID token repeats of the authorization request. */
  nonce?: string;
};

/**
 * One way to a token: docs/platform.md#oauth
 *
 * @throws OauthError with what stands against the request
 */
export type Flow = (request: TokenRequest, org: OauthOrg) => Granted | Promise<Granted>;
