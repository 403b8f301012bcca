import { ResponseBodyError } from 'oauth4webapi';
import {
  authorizeApp,
  refreshTokens,
  requestClientCredentials,
  type VendorApp,
  type VendorOrg,
  type VendorTokens,
} from '../../support/vendor.js';
import { APP, type TestOrg } from './support.js';

export const ORG_URL = 'http://org.example';

/** The callback URL of the app that tests deploy. */
export const CALLBACK = 'https://shop.example/callback';

export const EXPIRED = 'invalid_grant: expired access/refresh token';

export const AS_INTEGRATION = {
  isClientCredentialsFlowEnabled: true,
  clientCredentialsFlowUser: 'integration@local.org',
};

/** The system that an app in the org is for: a test changes what it sends. */
export class TestVendor {
  readonly #test: TestOrg;
  readonly #name: string;

  public constructor(test: TestOrg, name = APP) {
    this.#test = test;
    this.#name = name;
  }

  public get app(): VendorApp & { consumerSecret: string } {
    const { key, secret } = this.#test.org.components.consumers.get(this.#name)!;
    return { consumerKey: key, consumerSecret: secret, callbackUrl: CALLBACK };
  }

  get #org(): VendorOrg {
    return { instanceUrl: ORG_URL, accessToken: this.#test.org.accessToken };
  }

  public async authorize(changes: Partial<VendorApp> = {}): Promise<VendorTokens> {
    return authorizeApp(this.#org, { ...this.app, ...changes }, this.#test.fetch);
  }

  public async refresh(token = '', changes: Partial<VendorApp> = {}): Promise<VendorTokens> {
    return refreshTokens(this.#org, { ...this.app, ...changes }, token, this.#test.fetch);
  }

  public async asItself(changes: Partial<VendorApp> = {}): Promise<VendorTokens> {
    return requestClientCredentials(this.#org, { ...this.app, ...changes }, this.#test.fetch);
  }

  /** A token request by hand, for what no client would send. */
  public async post(form: Record<string, string>): Promise<Record<string, string>> {
    const { consumerKey, consumerSecret } = this.app;
    const body = new URLSearchParams({ client_id: consumerKey, client_secret: consumerSecret, ...form });
    const answer = await this.#test.fetch(`${ORG_URL}/services/oauth2/token`, { method: 'POST', body });
    return (await answer.json()) as Record<string, string>;
  }

  /** What the org answers to this authorization request of a browser. */
  public async open(parameters: Record<string, string>, sid = this.#test.org.accessToken): Promise<Response> {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: this.app.consumerKey,
      redirect_uri: CALLBACK,
      ...parameters,
    });
    return this.#test.fetch(`${ORG_URL}/services/oauth2/authorize?${query.toString()}`, {
      headers: { cookie: `lang=en; sid=${sid}` },
    });
  }
}

export const problemOf = async (tokens: Promise<VendorTokens>): Promise<string> => {
  try {
    await tokens;
  } catch (error) {
    if (error instanceof ResponseBodyError) return `${error.error}: ${error.error_description ?? ''}`;
    throw error;
  }
  return 'none';
};
