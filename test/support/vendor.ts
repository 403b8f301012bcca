/** A vendor's system, played by a standard OAuth client: it knows the org's address, and the key pair of its app. */
import * as oauth from 'oauth4webapi';

/** The org, and the session of the user who authorizes the app in a browser. */
export interface VendorOrg {
  instanceUrl: string;
  accessToken: string;
}

export interface VendorApp {
  consumerKey: string;
  /** Absent: the system has none, or does not send it. */
  consumerSecret?: string;
  callbackUrl: string;
  /** OAuth names, with spaces between. Absent: all that the app has. */
  scope?: string;
  /** The client sends key and secret in a header, not in the form. */
  useBasicHeader?: boolean;
}

export type VendorTokens = oauth.TokenEndpointResponse;

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const serverOf = ({ instanceUrl }: VendorOrg): oauth.AuthorizationServer => ({
  issuer: instanceUrl,
  authorization_endpoint: `${instanceUrl}/services/oauth2/authorize`,
  token_endpoint: `${instanceUrl}/services/oauth2/token`,
  revocation_endpoint: `${instanceUrl}/services/oauth2/revoke`,
});

const authenticationOf = ({ consumerSecret, useBasicHeader }: VendorApp): oauth.ClientAuth => {
  if (consumerSecret === undefined) return oauth.None();
  return useBasicHeader ? oauth.ClientSecretBasic(consumerSecret) : oauth.ClientSecretPost(consumerSecret);
};

/** What the client is told of an org: where it is, who asks, and that loopback needs no TLS. */
const contextOf = (
  org: VendorOrg,
  app: VendorApp,
  fetch: Fetch
): [
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  authentication: oauth.ClientAuth,
  options: oauth.TokenEndpointRequestOptions,
] => [
  serverOf(org),
  { client_id: app.consumerKey },
  authenticationOf(app),
  { [oauth.allowInsecureRequests]: true, [oauth.customFetch]: fetch },
];

/** The authorization request, as a browser that carries the user's session sends it. */
const openInBrowser = async (
  { instanceUrl, accessToken }: VendorOrg,
  parameters: Record<string, string>,
  fetch: Fetch
): Promise<URL> => {
  const url = `${instanceUrl}/services/oauth2/authorize?${new URLSearchParams(parameters).toString()}`;
  const response = await fetch(url, { redirect: 'manual', headers: { cookie: `sid=${accessToken}` } });
  const location = response.headers.get('location');
  if (location === null) throw new Error(`The org shows a page (${response.status}): ${await response.text()}`);
  return new URL(location);
};

/**
 * Authorizes an app in the name of the org's user, with PKCE, and redeems the code.
 *
 * @throws oauth.AuthorizationResponseError or oauth.ResponseBodyError with the org's `error` and `error_description`
 */
export const authorizeApp = async (
  org: VendorOrg,
  app: VendorApp,
  fetch: Fetch = globalThis.fetch
): Promise<VendorTokens> => {
  const [server, client, authentication, options] = contextOf(org, app, fetch);
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const callback = await openInBrowser(
    org,
    {
      response_type: 'code',
      client_id: app.consumerKey,
      redirect_uri: app.callbackUrl,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      ...(app.scope === undefined ? {} : { scope: app.scope }),
    },
    fetch
  );
  const parameters = oauth.validateAuthResponse(server, client, callback, state);
  return oauth.processAuthorizationCodeResponse(
    server,
    client,
    await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authentication,
      parameters,
      app.callbackUrl,
      verifier,
      options
    )
  );
};

/** @throws oauth.ResponseBodyError with the org's `error` and `error_description` */
export const refreshTokens = async (
  org: VendorOrg,
  app: VendorApp,
  refreshToken: string,
  fetch: Fetch = globalThis.fetch
): Promise<VendorTokens> => {
  const [server, client, authentication, options] = contextOf(org, app, fetch);
  const response = await oauth.refreshTokenGrantRequest(server, client, authentication, refreshToken, options);
  return oauth.processRefreshTokenResponse(server, client, response);
};

/** @throws oauth.ResponseBodyError with the org's `error` and `error_description` */
export const requestClientCredentials = async (
  org: VendorOrg,
  app: VendorApp,
  fetch: Fetch = globalThis.fetch
): Promise<VendorTokens> => {
  const [server, client, authentication, options] = contextOf(org, app, fetch);
  const response = await oauth.clientCredentialsGrantRequest(server, client, authentication, {}, options);
  return oauth.processClientCredentialsResponse(server, client, response);
};

/** Gives a token back, be it an access token or a refresh token. */
export const revokeToken = async (
  org: VendorOrg,
  app: VendorApp,
  token: string,
  fetch: Fetch = globalThis.fetch
): Promise<void> => {
  const [server, client, authentication, options] = contextOf(org, app, fetch);
  await oauth.processRevocationResponse(await oauth.revocationRequest(server, client, authentication, token, options));
};
