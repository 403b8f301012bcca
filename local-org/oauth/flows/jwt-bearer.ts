import type { ApiRequest } from '../../http/api.js';
import { approvedScopes, requireAppIsOn } from '../access.js';
import { requireLoginAddress } from '../addresses.js';
import { findClient, type Client } from '../client.js';
import { inactiveUser, invalidGrant, notApprovedByUser, unknownClient } from '../errors.js';
import { isSignedBy, readJwt, type Jwt } from '../jwt.js';
import type { OauthOrg } from '../oauth-org.js';
import { isRefreshScope } from '../scopes.js';
import type { Flow } from './flow.js';

/** Where users of an org log in, if not at its own address. */
const LOGIN_HOSTS = {
  production: 'https://login.salesforce.com',
  sandbox: 'https://test.salesforce.com',
  scratch: 'https://test.salesforce.com',
} as const;

const invalidAssertion = (): Error => invalidGrant('invalid assertion');

/** The app that a token names as its issuer. */
const issuerOf = ({ claims: { iss } }: Jwt, org: OauthOrg): Client => {
  const client = findClient(org, typeof iss === 'string' ? iss : '');
  if (!client) throw unknownClient();
  return client;
};

const checkSignature = (assertion: Jwt, { globalSettings: { certificate } }: Client): void => {
  if (typeof certificate !== 'string' || !isSignedBy(assertion, certificate)) throw invalidAssertion();
};

const checkClaims = ({ claims: { aud, exp } }: Jwt, { baseUrl }: ApiRequest, org: OauthOrg): void => {
  const audiences = [LOGIN_HOSTS[org.options.edition], baseUrl];
  if (typeof aud !== 'string' || !audiences.includes(aud.replace(/\/$/, ''))) throw invalidGrant('audience is invalid');
  if (typeof exp !== 'number') throw invalidAssertion();
  if (exp * 1000 <= org.now().getTime()) throw invalidGrant('expired authorization code');
};

/** An app logs in as a user by what it has signed, without any secret, and gets nothing to refresh. */
export const jwtBearer: Flow = ({ http, form }, org) => {
  const assertion = readJwt(form.get('assertion') ?? '');
  if (!assertion) throw invalidAssertion();
  const client = issuerOf(assertion, org);
  requireAppIsOn(client);
  checkSignature(assertion, client);
  checkClaims(assertion, http, org);
  const user = org.people.users.find(({ Username }) => Username === assertion.claims.sub);
  if (!user) throw notApprovedByUser();
  if (!user.IsActive) throw inactiveUser();
  requireLoginAddress(http, client, user.Id, 'assertion', org);
  const scopes = approvedScopes(client, user, org).filter((scope) => !isRefreshScope(scope));
  return { grant: org.tokens.findOrAdd({ app: client.app, userId: user.Id, scopes, flow: 'jwt_bearer' }) };
};
