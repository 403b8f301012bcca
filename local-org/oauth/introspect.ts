import { json, readForm, type ApiAnswer, type ApiRequest } from '../http/api.js';
import type { Grant } from '../org/grant.js';
import { identityPath } from '../rest/identity.js';
import { identifyCaller, requireSecret, type Caller } from './caller.js';
import { invalidRequest, OauthError } from './errors.js';
import type { OauthOrg } from './oauth-org.js';

type Found = { grant: Grant; type: 'access_token' | 'refresh_token'; issuedAt: Date };

const find = (token: string, org: OauthOrg): Found | undefined => {
  const whole = org.tokens.findByRefreshToken(token);
  if (whole) return { grant: whole, type: 'refresh_token', issuedAt: whole.createdAt };
  const grant = org.tokens.findByAccessToken(token);
  const issuedAt = grant?.accessTokens.get(token);
  return grant && issuedAt && { grant, type: 'access_token', issuedAt };
};

/** Its own tokens, or with the switch for it those of every app. */
const maySee = ({ app, globalSettings }: Caller, { grant }: Found): boolean =>
  grant.app.id === app.id || globalSettings.isIntrospectAllTokens === true;

/** No `exp`: here an access token lives as long as its authorization. */
const describe = ({ grant, type, issuedAt }: Found, { baseUrl }: ApiRequest, org: OauthOrg): object => {
  const seconds = Math.floor(issuedAt.getTime() / 1000);
  return {
    active: true,
    scope: grant.scopes.join(' '),
    client_id: org.components.consumers.get(grant.app.fullName)?.key,
    username: org.people.users.find(({ Id }) => Id === grant.userId)?.Username,
    sub: baseUrl + identityPath(org, grant.userId),
    token_type: type,
    iat: seconds,
    nbf: seconds,
  };
};

const look = (request: ApiRequest, org: OauthOrg): object => {
  if (request.method !== 'POST') throw invalidRequest('must use HTTP POST');
  const form = readForm(request);
  const caller = identifyCaller(request, form, org);
  requireSecret(caller);
  const found = find(form.get('token') ?? '', org);
  return found && maySee(caller, found) ? describe(found, request, org) : { active: false };
};

/** What a token is worth: docs/platform.md#oauth */
export const introspect = (request: ApiRequest, org: OauthOrg): ApiAnswer => {
  try {
    return json(look(request, org));
  } catch (error) {
    if (error instanceof OauthError) return json(error.parameters, 401);
    throw error;
  }
};
