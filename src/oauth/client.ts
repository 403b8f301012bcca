import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import pRetry from 'p-retry';
import { fetch } from 'undici';
import type { Dispatcher } from 'undici';
import { LOGIN_URLS } from '../settings/platform.js';
import { checkLoginPage } from './loginPage.js';
import { asRefusal, OauthRefusal } from './refusal.js';

/** An app as its client knows it. */
export interface ClientOptions {
  /** Where the org is, without a slash at the end. */
  instanceUrl: string;
  consumerKey: string;
  /** Without one, the client sends none. */
  consumerSecret?: string;
  /** How requests leave this machine. */
  dispatcher: Dispatcher;
  /** Each request ends by then, ms. */
  timeoutMs: number;
}

/** What an org hands out. */
export interface Tokens {
  accessToken: string;
  refreshToken?: string;
  /** OAuth names of the scopes that were granted; undefined where the org does not say. */
  scopes?: string[];
  /** The identity URL, which tells who the token is for. */
  identityUrl?: string;
}

/** What the device flow shows a person. */
export interface DeviceCode {
  deviceCode: string;
  userCode: string;
  verificationUrl: string;
  /** How long to wait between two questions, ms. */
  intervalMs: number;
}

/** Where an authorization begins, and what proves afterwards that its code is for this client. */
export interface Authorization {
  url: URL;
  state: string;
  verifier: string;
}

const GRANT_OF_JWT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** Hosts of orgs whose users log in at test.salesforce.com. */
const TEST_HOST = /\.(sandbox|scratch)\.my\.salesforce\.com$/;

/**
 * Where users log in; a JWT names it as its audience, the likelier one first: docs/platform.md#oauth. Not every host
 * tells what kind of org it is of.
 */
const audiencesOf = (instanceUrl: string): string[] =>
  TEST_HOST.test(new URL(instanceUrl).hostname)
    ? [LOGIN_URLS.sandbox, LOGIN_URLS.production]
    : [LOGIN_URLS.production, LOGIN_URLS.sandbox];

const isWrongAudience = (error: unknown): boolean =>
  error instanceof OauthRefusal && /audience/i.test(error.description);

const RETRIES = { retries: 2, minTimeout: 250 };

const LONGEST_ASSERTION = '3 minutes';

const tokensOf = (answer: oauth.TokenEndpointResponse): Tokens => ({
  accessToken: answer.access_token,
  refreshToken: answer.refresh_token,
  scopes: answer.scope?.split(' '),
  identityUrl: typeof answer.id === 'string' ? answer.id : undefined,
});

/**
 * A standard OAuth client of one app. Whatever the org refuses comes as {@link OauthRefusal}, with the org's code and
 * words; it knows nothing of the app's settings.
 */
export class OauthClient {
  private readonly server: oauth.AuthorizationServer;
  private readonly client: oauth.Client;
  private readonly authentication: oauth.ClientAuth;

  public constructor(private readonly options: ClientOptions) {
    const { instanceUrl, consumerKey, consumerSecret } = options;
    const base = `${instanceUrl}/services/oauth2`;
    this.server = {
      issuer: instanceUrl,
      authorization_endpoint: `${base}/authorize`,
      token_endpoint: `${base}/token`,
      revocation_endpoint: `${base}/revoke`,
    };
    this.client = { client_id: consumerKey };
    this.authentication = consumerSecret === undefined ? oauth.None() : oauth.ClientSecretPost(consumerSecret);
  }

  /**
   * @param scopes to ask for; none: all that the app has
   * @param withPkce whether the client sends a code challenge
   */
  public async authorization(
    redirectUri: string,
    { scopes = [], withPkce = true }: { scopes?: readonly string[]; withPkce?: boolean } = {}
  ): Promise<Authorization> {
    const [state, verifier] = [oauth.generateRandomState(), oauth.generateRandomCodeVerifier()];
    const url = new URL(this.server.authorization_endpoint ?? '');
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: this.options.consumerKey,
      redirect_uri: redirectUri,
      ...(scopes.length > 0 && { scope: scopes.join(' ') }),
      state,
      ...(withPkce && {
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }),
    }).toString();
    return { url, state, verifier };
  }

  /**
   * Asks what a browser would be shown that is not logged in: a login page says that the app, its callback URL and its
   * scopes are right.
   */
  public async probe({ url }: Authorization): Promise<void> {
    await checkLoginPage(await this.get(url), url, this.options.instanceUrl);
  }

  /**
   * Shows the org key and secret together with a code that nobody has: it refuses the code, and before that a secret that
   * is wrong.
   */
  public async trySecret(redirectUri: string): Promise<void> {
    const { consumerKey, consumerSecret = '' } = this.options;
    const answer = await this.post(this.server.token_endpoint ?? '', {
      grant_type: 'authorization_code',
      code: oauth.generateRandomState(),
      redirect_uri: redirectUri,
      code_verifier: oauth.generateRandomCodeVerifier(),
      client_id: consumerKey,
      client_secret: consumerSecret,
    });
    const told = (await answer.json().catch(() => ({}))) as { error?: string; error_description?: string };
    if (told.error !== 'invalid_grant')
      throw new OauthRefusal(told.error ?? 'server_error', told.error_description ?? '');
  }

  /** Redeems the code that the browser came back with. */
  public redeem({ state, verifier }: Authorization, callback: URL, redirectUri: string): Promise<Tokens> {
    return this.ask(async () => {
      const parameters = oauth.validateAuthResponse(this.server, this.client, callback, state);
      const { server, client, authentication } = this;
      const answer = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        authentication,
        parameters,
        redirectUri,
        verifier,
        this.requestOptions()
      );
      return oauth.processAuthorizationCodeResponse(server, client, answer);
    });
  }

  public clientCredentials(): Promise<Tokens> {
    return this.grant('client_credentials', {});
  }

  public refresh(refreshToken: string): Promise<Tokens> {
    return this.grant('refresh_token', { refresh_token: refreshToken });
  }

  /**
   * @param privateKey PEM text
   * @param username who the app acts for
   */
  public async jwtBearer(privateKey: string, username: string): Promise<Tokens> {
    const [likely, other] = audiencesOf(this.options.instanceUrl);
    try {
      return await this.assert(privateKey, username, likely);
    } catch (error) {
      if (!isWrongAudience(error)) throw error;
      return this.assert(privateKey, username, other);
    }
  }

  /** The device flow of Salesforce is older than its standard: docs/platform.md#oauth */
  public async beginDevice(scopes: readonly string[] = []): Promise<DeviceCode> {
    const answer = await this.post(this.server.token_endpoint ?? '', {
      response_type: 'device_code',
      client_id: this.options.consumerKey,
      ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    });
    const told = (await answer.json().catch(() => ({}))) as Record<string, string | number | undefined>;
    if (!answer.ok || told.device_code === undefined) {
      throw new OauthRefusal(String(told.error ?? 'server_error'), String(told.error_description ?? answer.status));
    }
    return {
      deviceCode: String(told.device_code),
      userCode: String(told.user_code),
      verificationUrl: String(told.verification_uri),
      intervalMs: Number(told.interval ?? 5) * 1000,
    };
  }

  public async pollDevice({ deviceCode }: DeviceCode): Promise<Tokens> {
    return this.grant('device', { code: deviceCode });
  }

  /** Username and organization of whom a token is for. */
  public async identify({ accessToken, identityUrl }: Tokens): Promise<string | undefined> {
    if (identityUrl === undefined) return undefined;
    const answer = await this.get(new URL(identityUrl), accessToken);
    if (!answer.ok) return undefined;
    const { username } = (await answer.json().catch(() => ({}))) as { username?: unknown };
    return typeof username === 'string' ? username : undefined;
  }

  /** Asks for what harms nobody: which resources the API has. */
  public async callApi({ accessToken }: Tokens, apiVersion: string): Promise<void> {
    const answer = await this.get(new URL(`${this.options.instanceUrl}/services/data/v${apiVersion}/`), accessToken);
    if (answer.ok) return;
    const [told] = [await answer.json().catch(() => [])].flat() as Array<{ errorCode?: string; message?: string }>;
    throw new OauthRefusal(told?.errorCode ?? 'api_error', told?.message ?? `status ${answer.status}`);
  }

  /** Gives tokens back; what is no token any more is none. */
  public async revoke({ accessToken, refreshToken }: Tokens): Promise<void> {
    const answer = await this.post(this.server.revocation_endpoint ?? '', { token: refreshToken ?? accessToken });
    const isOverAlready = answer.status === 400 && (await answer.text()).includes('invalid_token');
    if (!answer.ok && !isOverAlready) throw new Error(`status ${answer.status}`);
  }

  private async assert(privateKey: string, username: string, audience: string): Promise<Tokens> {
    const assertion = await new SignJWT()
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(this.options.consumerKey)
      .setSubject(username)
      .setAudience(audience)
      .setExpirationTime(LONGEST_ASSERTION)
      .sign(createPrivateKey(privateKey));
    return this.grant(GRANT_OF_JWT, { assertion });
  }

  private grant(grantType: string, parameters: Record<string, string>): Promise<Tokens> {
    return this.ask(async () => {
      const { server, client, authentication } = this;
      const answer = await oauth.genericTokenEndpointRequest(
        server,
        client,
        authentication,
        grantType,
        parameters,
        this.requestOptions()
      );
      return oauth.processGenericTokenEndpointResponse(server, client, answer);
    });
  }

  private async ask(work: () => Promise<oauth.TokenEndpointResponse>): Promise<Tokens> {
    try {
      return tokensOf(await work());
    } catch (error) {
      throw asRefusal(error);
    }
  }

  private requestOptions(): oauth.TokenEndpointRequestOptions {
    return {
      [oauth.customFetch]: (url, { body, headers, method }) =>
        this.send(url, { method, headers, body: String(body) }) as Promise<unknown> as Promise<Response>,
      // A stand-in for an org on this machine has no TLS.
      [oauth.allowInsecureRequests]: new URL(this.options.instanceUrl).protocol === 'http:',
    };
  }

  private get(url: URL, accessToken?: string): ReturnType<typeof fetch> {
    const headers: Record<string, string> = accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
    // It only reads, so that it may be asked again where no answer comes.
    return pRetry(() => this.send(url.href, { method: 'GET', headers }), RETRIES);
  }

  private post(url: string, form: Record<string, string>): ReturnType<typeof fetch> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.send(url, { method: 'POST', headers, body: new URLSearchParams(form).toString() });
  }

  private send(
    url: string,
    request: { method: string; headers: Record<string, string>; body?: string }
  ): ReturnType<typeof fetch> {
    const { dispatcher, timeoutMs } = this.options;
    return fetch(url, { ...request, dispatcher, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
  }
}
