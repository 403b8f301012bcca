import { html, redirect, type ApiAnswer, type ApiRequest } from '../http/api.js';
import { requireAppIsOn, requireUserMayUse } from './access.js';
import { findClient, hasCallbackUrl, type Client } from './client.js';
import { foreignRedirectUri, OauthError, unknownClient, unknownResponseType } from './errors.js';
import type { OauthOrg } from './oauth-org.js';
import { readCodeChallenge } from './pkce.js';
import { grantScopes } from './scopes.js';

const errorPage = ({ parameters }: OauthError): ApiAnswer =>
  html(new URLSearchParams(parameters).toString().replaceAll('+', '%20'), 400);

/** The login page comes back to where the browser was. local-org has no page there. */
const loginPage = ({ baseUrl, path, query }: ApiRequest): ApiAnswer =>
  redirect(`${baseUrl}/?${new URLSearchParams({ startURL: `${path}?${query.toString()}` }).toString()}`);

/** Back to the app, whose callback URL is left as it is spelled. */
const backToApp = (query: URLSearchParams, parameters: Record<string, string>): ApiAnswer => {
  const callbackUrl = query.get('redirect_uri') ?? '';
  const state = query.get('state');
  const answer = new URLSearchParams({ ...parameters, ...(state === null ? {} : { state }) });
  return redirect(`${callbackUrl}${callbackUrl.includes('?') ? '&' : '?'}${answer.toString()}`);
};

/** The browser's session: the value of the cookie that Salesforce keeps it in. */
const sessionOf = ({ headers }: ApiRequest): string | undefined =>
  /(?:^|;\s*)sid=([^;]*)/.exec(headers.cookie ?? '')?.[1]?.trim();

/** Checks what can be said without a user before it asks for one, so that a wrong set-up shows without a login. */
const authorizeClient = (request: ApiRequest, client: Client, org: OauthOrg): ApiAnswer => {
  const { query } = request;
  if (query.get('response_type') !== 'code') throw unknownResponseType();
  const codeChallenge = readCodeChallenge(query, client);
  const scopes = grantScopes(client, query.get('scope'));
  requireAppIsOn(client);
  const user = org.userOf(sessionOf(request));
  if (!user) return loginPage(request);
  requireUserMayUse(client, user, org);
  const code = org.codes.issue({
    appId: client.app.id,
    userId: user.Id,
    scopes,
    redirectUri: query.get('redirect_uri') ?? '',
    codeChallenge,
  });
  return backToApp(query, { code });
};

/** The consent page is left out: whoever has a session has consented. docs/platform.md#oauth */
export const authorize = (request: ApiRequest, org: OauthOrg): ApiAnswer => {
  const { query } = request;
  const client = findClient(org.components, query.get('client_id') ?? '');
  if (!client) return errorPage(unknownClient());
  if (!hasCallbackUrl(client, query.get('redirect_uri') ?? '')) return errorPage(foreignRedirectUri());
  try {
    return authorizeClient(request, client, org);
  } catch (error) {
    if (error instanceof OauthError) return backToApp(query, error.parameters);
    throw error;
  }
};
