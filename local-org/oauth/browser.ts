/** Who sits at the browser that a request comes from: docs/platform.md#oauth */
import { redirect, type ApiAnswer, type ApiRequest } from '../http/api.js';
import type { User } from '../org/people.js';
import type { OauthOrg } from './oauth-org.js';

export const LOGIN_PATH = '/';

/** The browser's session: the value of the cookie that Salesforce keeps it in. */
const sidOf = ({ headers }: ApiRequest): string | undefined =>
  /(?:^|;\s*)sid=([^;]*)/.exec(headers.cookie ?? '')?.[1]?.trim();

export const browserUser = (request: ApiRequest, org: OauthOrg): User | undefined => org.userOf(sidOf(request));

/** Whether the session was begun on the login page. Of any other, local-org takes it that its user consents. */
export const hasLoggedInHere = (request: ApiRequest, org: OauthOrg): boolean =>
  org.sessions.userIdOf(sidOf(request) ?? '') !== undefined;

/** To the login page, which comes back to where the browser was. */
export const sendToLogin = ({ baseUrl, path }: ApiRequest, query: URLSearchParams): ApiAnswer => {
  const startURL = query.size === 0 ? path : `${path}?${query.toString()}`;
  return redirect(`${baseUrl}${LOGIN_PATH}?${new URLSearchParams({ startURL }).toString()}`);
};
