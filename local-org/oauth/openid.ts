/** OpenID Connect: docs/platform.md#oauth */
import { createHash } from 'node:crypto';
import { SCOPE_TOKENS } from '../../src/settings/platform.js';
import { json, type ApiAnswer, type ApiRequest } from '../http/api.js';
import type { Fields } from '../org/components.js';
import { identityPath } from '../rest/identity.js';
import { readClient, type Client } from './client.js';
import type { Granted } from './flows/flow.js';
import type { OauthOrg } from './oauth-org.js';

export const DISCOVERY_PATH = '/.well-known/openid-configuration';

export const KEYS_PATH = '/id/keys';

/** What an org says of itself, as far as local-org has it. */
export const discovery = ({ baseUrl }: ApiRequest): ApiAnswer =>
  json({
    issuer: baseUrl,
    authorization_endpoint: `${baseUrl}/services/oauth2/authorize`,
    token_endpoint: `${baseUrl}/services/oauth2/token`,
    revocation_endpoint: `${baseUrl}/services/oauth2/revoke`,
    userinfo_endpoint: `${baseUrl}/services/oauth2/userinfo`,
    introspection_endpoint: `${baseUrl}/services/oauth2/introspect`,
    jwks_uri: baseUrl + KEYS_PATH,
    scopes_supported: Object.keys(SCOPE_TOKENS),
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    code_challenge_methods_supported: ['S256'],
  });

export const keys = (_request: ApiRequest, org: OauthOrg): ApiAnswer => json({ keys: [org.signingKey.publicJwk] });

/** Minutes that an ID token is good for, where the app does not say. */
const DEFAULT_VALIDITY = 2;

const validityOf = ({ globalSettings: { idTokenConfig } }: Client): number =>
  Number((idTokenConfig as Fields | undefined)?.idTokenValidityInMinutes ?? DEFAULT_VALIDITY);

/** The left half of its hash binds the access token to the ID token. */
const halfHash = (token: string): string =>
  createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url');

/** Says who the user is, where the app asked for it by the scope openid. */
export const idTokenFor = (
  { baseUrl }: ApiRequest,
  { grant, nonce }: Granted,
  accessToken: string,
  org: OauthOrg
): { id_token?: string } => {
  const app = org.components.find('ExternalClientApplication', grant.app.fullName);
  if (!app || !grant.scopes.includes('openid')) return {};
  const seconds = Math.floor(org.now().getTime() / 1000);
  const claims = {
    iss: baseUrl,
    sub: baseUrl + identityPath(org, grant.userId),
    aud: org.components.consumers.get(app.fullName)?.key,
    iat: seconds,
    exp: seconds + validityOf(readClient(app, org.components)) * 60,
    at_hash: halfHash(accessToken),
    ...(nonce === undefined ? {} : { nonce }),
  };
  return { id_token: org.signingKey.sign(claims) };
};
