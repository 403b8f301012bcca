import { Agent, type Dispatcher } from 'undici';
import type { LocalOrg } from '../../local-org/index.js';
import type { Flow } from '../../src/definition/flows.js';
import { OauthClient, type Tokens } from '../../src/oauth/client.js';
import { OauthRefusal } from '../../src/oauth/refusal.js';
import { PlainBrowser, type Page } from './browser.js';
import { SIGNING_KEY } from './signingKey.js';
import type { Fetch } from './vendor.js';

/** A client of an app: what it knows, and who logs in through it from where. */
export interface AppClient {
  consumerKey: string;
  /** Absent: a client that can keep none. */
  consumerSecret?: string | undefined;
  callbackUrl: string;
  /** Username of who logs in, or acts. */
  user: string;
  /** Where client and user are; absent: where everybody is. */
  address?: string;
}

const HEADER = 'x-local-org-client-address';

/** Has every request come from there. */
const dispatcherFrom = (address: string | undefined): Dispatcher =>
  new Agent().compose((dispatch) => (options, handler) => {
    const headers = { ...(options.headers as Record<string, string>), ...(address && { [HEADER]: address }) };
    return dispatch({ ...options, headers }, handler);
  });

const fetchFrom =
  (address: string | undefined): Fetch =>
  (url, init) => {
    const request = new Request(url, init);
    if (address !== undefined) request.headers.set(HEADER, address);
    return fetch(request);
  };

export const clientOf = ({ instanceUrl }: LocalOrg, { consumerKey, consumerSecret, address }: AppClient): OauthClient =>
  new OauthClient({
    instanceUrl,
    consumerKey,
    consumerSecret,
    dispatcher: dispatcherFrom(address),
    timeoutMs: 10_000,
  });

/** The person logs in and allows access, as far as they are asked to. */
const goThrough = async (browser: PlainBrowser, first: Page, user: string, buttons: string[]): Promise<Page> => {
  let page = first.hasLeft ? first : await browser.logIn(first, user);
  for (const button of buttons) {
    if (!page.hasLeft && page.html.includes(`>${button}</button>`)) page = await browser.submit(page, button);
  }
  return page;
};

const byCode = async (org: LocalOrg, app: AppClient): Promise<Tokens> => {
  const client = clientOf(org, app);
  const authorization = await client.authorization(app.callbackUrl);
  await client.probe(authorization);
  const browser = new PlainBrowser(fetchFrom(app.address));
  const { url } = await goThrough(browser, await browser.open(authorization.url), app.user, ['Allow']);
  return client.redeem(authorization, url, app.callbackUrl);
};

const byDevice = async (org: LocalOrg, app: AppClient): Promise<Tokens> => {
  const client = clientOf(org, app);
  const code = await client.beginDevice();
  const browser = new PlainBrowser(fetchFrom(app.address));
  const page = await browser.open(`${code.verificationUrl}?user_code=${code.userCode}`);
  await goThrough(browser, page, app.user, ['Connect', 'Allow']);
  return client.pollDevice(code);
};

/** A token of another identity provider, which this org does not know. */
const byExchange = async ({ instanceUrl }: LocalOrg, { consumerKey, consumerSecret }: AppClient): Promise<never> => {
  const answer = await fetch(`${instanceUrl}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: 'eyJhbGciOiJub25lIn0.e30.',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      client_id: consumerKey,
      client_secret: consumerSecret ?? '',
    }),
  });
  const { error, error_description: description } = (await answer.json()) as Record<string, string>;
  throw new OauthRefusal(error, description);
};

/** How clients log in that can: the flow with credentials needs a page of their own. */
export const LOGINS = {
  authorizationCode: byCode,
  clientCredentials: (org, app) => clientOf(org, app).clientCredentials(),
  device: byDevice,
  jwtBearer: (org, app) => clientOf(org, app).jwtBearer(SIGNING_KEY, app.user),
  tokenExchange: byExchange,
} as const satisfies Partial<Record<Flow, (org: LocalOrg, app: AppClient) => Promise<Tokens>>>;

export type Login = keyof typeof LOGINS;

/**
 * Logs in through an app, and does what its client would: uses the API and, with a refresh token, gets new ones.
 *
 * @returns the newest tokens
 * @throws OauthRefusal
 */
export const logInAs = async (org: LocalOrg, app: AppClient, login: Login): Promise<Tokens> => {
  const client = clientOf(org, app);
  const tokens = await LOGINS[login](org, app);
  await client.callApi(tokens, '68.0');
  if (tokens.refreshToken === undefined) return tokens;
  const refreshed = await client.refresh(tokens.refreshToken);
  await client.callApi(refreshed, '68.0');
  return { ...tokens, ...refreshed, refreshToken: refreshed.refreshToken ?? tokens.refreshToken };
};
