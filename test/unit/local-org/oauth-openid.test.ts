import { expect } from 'chai';
import * as oauth from 'oauth4webapi';
import { CALLBACK, ORG_URL, TestVendor } from './oauth-support.js';
import { app, globalSettings, oauthSettings, oauthPolicies, TestOrg, wholeApp } from './support.js';

describe('local-org: OpenID Connect and introspection', () => {
  let test: TestOrg;
  let vendor: TestVendor;

  beforeEach(() => {
    test = new TestOrg({ clock: Date.now, deployTime: 0 });
    test.deploy([...wholeApp(), oauthSettings({ commaSeparatedOauthScopes: 'Api, OpenID, RefreshToken' })]);
    vendor = new TestVendor(test);
  });

  const options = (): { [oauth.allowInsecureRequests]: true; [oauth.customFetch]: TestOrg['fetch'] } => ({
    [oauth.allowInsecureRequests]: true,
    [oauth.customFetch]: test.fetch,
  });

  const discover = async (): Promise<oauth.AuthorizationServer> => {
    const issuer = new URL(ORG_URL);
    return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options()));
  };

  it('says of itself where its endpoints are', async () => {
    expect(await discover()).to.deep.include({
      issuer: ORG_URL,
      token_endpoint: `${ORG_URL}/services/oauth2/token`,
      introspection_endpoint: `${ORG_URL}/services/oauth2/introspect`,
      jwks_uri: `${ORG_URL}/id/keys`,
      code_challenge_methods_supported: ['S256'],
    });
  });

  describe('an ID token', () => {
    /** Logs in as a client of OpenID Connect does, which checks what the ID token says and its signature. */
    const logIn = async (scope: string): Promise<oauth.IDToken | undefined> => {
      const server = await discover();
      const client = { client_id: vendor.app.consumerKey };
      const [verifier, nonce] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomNonce()];
      const { headers } = await vendor.open({
        scope,
        nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      });
      const parameters = oauth.validateAuthResponse(server, client, new URL(headers.get('location') ?? ''));
      const answer = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        oauth.ClientSecretPost(vendor.app.consumerSecret),
        parameters,
        CALLBACK,
        verifier,
        options()
      );
      const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
        expectedNonce: scope.includes('openid') ? nonce : oauth.expectNoNonce,
        requireIdToken: scope.includes('openid'),
      });
      if (tokens.id_token !== undefined) {
        await oauth.validateApplicationLevelSignature(server, answer, options());
      }
      return oauth.getValidatedIdTokenClaims(tokens);
    };

    it('says who the user is, for two minutes or for as long as the app says, signed with the org’s key', async () => {
      const claims = await logIn('api openid');
      expect(claims?.sub).to.equal(`${ORG_URL}/id/${test.org.id}/${test.org.people.admin.Id}`);
      expect((claims?.exp ?? 0) - (claims?.iat ?? 0)).to.equal(120);
      test.deploy([globalSettings({ callbackUrl: CALLBACK, idTokenConfig: { idTokenValidityInMinutes: 5 } })]);
      const longer = await logIn('api openid');
      expect((longer?.exp ?? 0) - (longer?.iat ?? 0)).to.equal(300);
    });

    it('comes with its scope alone', async () => {
      expect(await logIn('api')).to.equal(undefined);
    });

    it('comes with a refresh as well', async () => {
      const { refresh_token: token } = await vendor.authorize();
      expect(await vendor.refresh(token))
        .to.have.property('id_token')
        .that.is.a('string');
    });
  });

  describe('introspection', () => {
    const introspect = async (token = '', by = vendor): Promise<Record<string, unknown>> => {
      const { consumerKey, consumerSecret } = by.app;
      const [server, client] = [await discover(), { client_id: consumerKey }];
      const authentication = oauth.ClientSecretBasic(consumerSecret);
      const answer = await oauth.introspectionRequest(server, client, authentication, token, options());
      return { ...(await oauth.processIntrospectionResponse(server, client, answer)) };
    };

    it('tells what a token is, whose and since when', async () => {
      const { access_token: access, refresh_token: refresh } = await vendor.authorize();
      const { iat, ...told } = await introspect(access);
      expect(iat).to.be.closeTo(Date.now() / 1000, 5);
      expect(told).to.deep.equal({
        active: true,
        scope: 'api refresh_token openid',
        client_id: vendor.app.consumerKey,
        username: 'admin@local.org',
        sub: `${ORG_URL}/id/${test.org.id}/${test.org.people.admin.Id}`,
        token_type: 'access_token',
        nbf: iat,
      });
      expect(await introspect(refresh)).to.include({ active: true, token_type: 'refresh_token' });
    });

    it('knows no token that is over or made up, and none of another app but with the switch for it', async () => {
      test.deploy([app({}, 'Other'), oauthSettings({}, 'Other'), globalSettings({ callbackUrl: CALLBACK }, 'Other')]);
      const other = new TestVendor(test, 'Other');
      const { access_token: first, refresh_token: token } = await vendor.authorize();
      await vendor.refresh(token);
      for (const dead of [token, 'made-up', test.org.accessToken]) {
        expect(await introspect(dead)).to.deep.equal({ active: false });
      }
      expect(await introspect(first, other)).to.deep.equal({ active: false });
      test.deploy([globalSettings({ callbackUrl: CALLBACK, isIntrospectAllTokens: true }, 'Other')]);
      expect(await introspect(first, other)).to.include({ active: true });
    });

    it('is for apps that show their secret', async () => {
      const body = new URLSearchParams({ client_id: vendor.app.consumerKey, token: 'x' });
      const answer = await test.fetch(`${ORG_URL}/services/oauth2/introspect`, { method: 'POST', body });
      expect([answer.status, await answer.json()]).to.deep.equal([
        401,
        { error: 'invalid_client', error_description: 'invalid client credentials' },
      ]);
    });
  });

  it('exchanges no token, be it off or on', async () => {
    const form = { grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange', subject_token: 'x' };
    const off = { error: 'invalid_grant', error_description: 'token exchange flow not enabled' };
    expect(await vendor.post(form)).to.deep.equal(off);
    test.deploy([globalSettings({ callbackUrl: CALLBACK, isTokenExchangeEnabled: true })]);
    expect(await vendor.post(form)).to.deep.equal(off);
    test.deploy([oauthPolicies({ isTokenExchangeFlowEnabled: true })]);
    expect(await vendor.post(form)).to.include({ error_description: 'no token exchange handler' });
  });
});
