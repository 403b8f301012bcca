/** The ways to a token: docs/platform.md#oauth */
import type { Grant } from '../org/grant.js';
import { requireUserMayUse } from './access.js';
import { requireSecret, type Caller } from './caller.js';
import { foreignRedirectUri, invalidGrant } from './errors.js';
import { areRefreshTokensUsable } from './lifetime.js';
import type { OauthOrg } from './oauth-org.js';
import { verifyCode } from './pkce.js';
import { isRefreshScope, scopesOf } from './scopes.js';

/** The grant that a token is for, and a refresh token where the app is to store one. */
export type Granted = { grant: Grant; refreshToken?: string };

/** @throws OauthError with what stands against the request */
type Flow = (caller: Caller, form: URLSearchParams, org: OauthOrg) => Granted;

const authorizationCode: Flow = (caller, form, org) => {
  if (caller.globalSettings.isConsumerSecretOptional !== true) requireSecret(caller);
  const consent = org.codes.redeem(form.get('code') ?? '', caller.app.id);
  if (consent === undefined) throw invalidGrant('invalid authorization code');
  if (consent === 'expired') throw invalidGrant('expired authorization code');
  if (form.get('redirect_uri') !== consent.redirectUri) throw foreignRedirectUri();
  verifyCode(consent.codeChallenge, form.get('code_verifier'));
  const { userId, scopes } = consent;
  const grant = org.tokens.add({ app: caller.app, userId, scopes, flow: 'authorization_code' });
  if (!scopes.some(isRefreshScope)) return { grant };
  const refreshToken = org.tokens.renewRefreshToken(grant);
  if (!areRefreshTokensUsable(caller)) grant.refreshToken = undefined;
  return { grant, refreshToken };
};

const refresh: Flow = (caller, form, org) => {
  if (caller.globalSettings.isSecretRequiredForRefreshToken === true) requireSecret(caller);
  const grant = org.tokens.findByRefreshToken(form.get('refresh_token') ?? '');
  const user = org.people.users.find(({ Id }) => Id === grant?.userId);
  if (!grant || !user || grant.app.id !== caller.app.id) throw invalidGrant('expired access/refresh token');
  requireUserMayUse(caller, user, org);
  return caller.globalSettings.isRefreshTokenRotationEnabled === true
    ? { grant, refreshToken: org.tokens.renewRefreshToken(grant) }
    : { grant };
};

/** The user that the app runs as needs no approval, and there is nothing to refresh. */
const clientCredentials: Flow = (caller, _form, org) => {
  requireSecret(caller);
  const { globalSettings, oauthPolicies } = caller;
  if (globalSettings.isClientCredentialsFlowEnabled !== true) throw invalidGrant('client credentials flow not enabled');
  const user = org.people.users.find(({ Username }) => Username === oauthPolicies.clientCredentialsFlowUser);
  if (oauthPolicies.isClientCredentialsFlowEnabled !== true || !user) {
    throw invalidGrant('no client credentials user enabled');
  }
  const scopes = scopesOf(caller).filter((scope) => !isRefreshScope(scope));
  return { grant: org.tokens.findOrAdd({ app: caller.app, userId: user.Id, scopes, flow: 'client_credentials' }) };
};

const FLOWS: Readonly<Record<string, Flow>> = {
  authorization_code: authorizationCode,
  refresh_token: refresh,
  client_credentials: clientCredentials,
};

export const findFlow = (grantType: string): Flow | undefined =>
  Object.hasOwn(FLOWS, grantType) ? FLOWS[grantType] : undefined;
