import { html, readForm, redirect, type ApiAnswer, type ApiRequest } from '../http/api.js';
import type { User } from '../org/people.js';
import { hasApproved, requireAppIsOn, requireUserMayUse } from './access.js';
import { requireLoginAddress } from './addresses.js';
import { browserUser, hasLoggedInHere, sendToLogin } from './browser.js';
import { findClient, hasCallbackUrl, type Client } from './client.js';
import { deniedByUser, foreignRedirectUri, OauthError, unknownClient, unknownResponseType } from './errors.js';
import type { OauthOrg } from './oauth-org.js';
import { askForConsent } from './pages.js';
import { readCodeChallenge } from './pkce.js';
import { grantScopes } from './scopes.js';

export const CONSENT_PATH = '/setup/secur/RemoteAccessAuthorizationPage.apexp';

const errorPage = ({ parameters }: OauthError): ApiAnswer =>
  html(new URLSearchParams(parameters).toString().replaceAll('+', '%20'), 400);

/** Back to the app, whose callback URL is left as it is spelled. */
const backToApp = (query: URLSearchParams, parameters: Record<string, string>): ApiAnswer => {
  const callbackUrl = query.get('redirect_uri') ?? '';
  const state = query.get('state');
  const answer = new URLSearchParams({ ...parameters, ...(state === null ? {} : { state }) });
  return redirect(`${callbackUrl}${callbackUrl.includes('?') ? '&' : '?'}${answer.toString()}`);
};

/** An authorization request that is right as far as can be said without a user. */
type Wanted = { client: Client; query: URLSearchParams; scopes: string[]; codeChallenge: string | undefined };

/** Looked at before anybody logs in, so that a wrong set-up shows without a login. */
const readWanted = (client: Client, query: URLSearchParams): Wanted => {
  if (query.get('response_type') !== 'code') throw unknownResponseType();
  const codeChallenge = readCodeChallenge(query, client);
  const scopes = grantScopes(client, query.get('scope'));
  requireAppIsOn(client);
  return { client, query, scopes, codeChallenge };
};

const promptsOf = (query: URLSearchParams): string[] => (query.get('prompt') ?? '').split(/\s+/).filter(Boolean);

/** The login that a request asks for itself is done once. */
const withoutLoginPrompt = (query: URLSearchParams): URLSearchParams => {
  const rest = new URLSearchParams(query);
  const prompts = promptsOf(query).filter((prompt) => prompt !== 'login');
  if (prompts.length > 0) rest.set('prompt', prompts.join(' '));
  else rest.delete('prompt');
  return rest;
};

const giveCode = ({ client, query, scopes, codeChallenge }: Wanted, user: User, org: OauthOrg): ApiAnswer => {
  const code = org.codes.issue({
    appId: client.app.id,
    userId: user.Id,
    scopes,
    redirectUri: query.get('redirect_uri') ?? '',
    codeChallenge,
    nonce: query.get('nonce') ?? undefined,
  });
  return backToApp(query, { code });
};

/** Finds the app, then answers as `respond` does; what stands against the request goes where it can be told. */
const withClient = (query: URLSearchParams, org: OauthOrg, respond: (wanted: Wanted) => ApiAnswer): ApiAnswer => {
  const client = findClient(org, query.get('client_id') ?? '');
  if (!client) return errorPage(unknownClient());
  if (!hasCallbackUrl(client, query.get('redirect_uri') ?? '')) return errorPage(foreignRedirectUri());
  try {
    return respond(readWanted(client, query));
  } catch (error) {
    if (error instanceof OauthError) return backToApp(query, error.parameters);
    throw error;
  }
};

const requireUserMayLogIn = (request: ApiRequest, client: Client, user: User, org: OauthOrg): void => {
  requireUserMayUse(client, user, org);
  requireLoginAddress(request, client, user.Id, 'web server login', org);
};

const mustAsk = ({ client, query, scopes }: Wanted, user: User, request: ApiRequest, org: OauthOrg): boolean =>
  hasLoggedInHere(request, org) && (promptsOf(query).includes('consent') || !hasApproved(client, user, scopes, org));

export const authorize = (request: ApiRequest, org: OauthOrg): ApiAnswer =>
  withClient(request.query, org, (wanted) => {
    const { query } = wanted;
    const user = browserUser(request, org);
    if (!user || promptsOf(query).includes('login')) return sendToLogin(request, withoutLoginPrompt(query));
    requireUserMayLogIn(request, wanted.client, user, org);
    if (!mustAsk(wanted, user, request, org)) return giveCode(wanted, user, org);
    return redirect(`${request.baseUrl}${CONSENT_PATH}?${query.toString()}`);
  });

const consentForm = ({ client, scopes, query }: Wanted): ApiAnswer => {
  const { label } = client.app.fields;
  return askForConsent(typeof label === 'string' ? label : '', scopes, {
    action: `${CONSENT_PATH}?${query.toString()}`,
  });
};

/** The page on which a user lets an app in: docs/platform.md#oauth */
export const consent = (request: ApiRequest, org: OauthOrg): ApiAnswer =>
  withClient(request.query, org, (wanted) => {
    const user = browserUser(request, org);
    if (!user) return sendToLogin(request, request.query);
    requireUserMayLogIn(request, wanted.client, user, org);
    if (request.method !== 'POST') return consentForm(wanted);
    if (readForm(request).get('decision') !== 'allow') throw deniedByUser();
    return giveCode(wanted, user, org);
  });
