import { Connection as JsforceConnection, OAuth2 } from '@jsforce/jsforce-node';
import { DeviceOauthService } from '@salesforce/core';
import { expect } from 'chai';
import * as client from 'openid-client';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import { PlainBrowser } from '../support/browser.js';
import { appFiles, connect, deployApp } from '../support/deployedApp.js';
import { signAssertion, SIGNING_CERTIFICATE } from '../support/signingKey.js';
import { authorizeApp } from '../support/vendor.js';

const CALLBACK = 'https://shop.example/callback';

describe('local-org as an OAuth server, with clients of others', () => {
  let org: LocalOrg;

  beforeEach(async () => {
    org = await startLocalOrg({ refreshTime: 50 });
  });

  afterEach(async () => {
    await org.stop();
  });

  const setUp = async (
    app: Parameters<typeof appFiles>[0] = {}
  ): Promise<{ consumerKey: string; consumerSecret: string }> => deployApp(await connect(org), appFiles(app));

  describe('openid-client', () => {
    let config: client.Configuration;

    const discover = async (app: Parameters<typeof appFiles>[0] = {}): Promise<void> => {
      const { consumerKey, consumerSecret } = await setUp(app);
      config = await client.discovery(new URL(org.instanceUrl), consumerKey, consumerSecret, undefined, {
        execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
      });
    };

    it('logs a user in through the pages, checks the ID token, refreshes, introspects and revokes', async () => {
      await discover({ scopes: 'Api,OpenID,RefreshToken' });
      const [verifier, state, nonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()];
      const start = client.buildAuthorizationUrl(config, {
        redirect_uri: CALLBACK,
        scope: 'openid api refresh_token',
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      });
      const browser = new PlainBrowser();
      const consent = await browser.logIn(await browser.open(start), 'integration@local.org');
      const { url } = await browser.submit(consent, 'Allow');
      const tokens = await client.authorizationCodeGrant(config, url, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
      });
      const sub = tokens.claims()?.sub ?? '';
      const user = await client.fetchUserInfo(config, tokens.access_token, sub);
      expect(user.preferred_username).to.equal('integration@local.org');

      const fresh = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
      expect(fresh.refresh_token).not.to.equal(tokens.refresh_token);
      const told = await client.tokenIntrospection(config, fresh.access_token);
      expect(told).to.include({ active: true, username: 'integration@local.org', token_type: 'access_token' });

      await client.tokenRevocation(config, fresh.refresh_token ?? '');
      expect(await client.tokenIntrospection(config, fresh.access_token)).to.deep.equal({ active: false });
    });

    it('gets tokens by client credentials, by a signed assertion and with a device’s codes', async () => {
      await discover({
        global: { isClientCredentialsFlowEnabled: true, isDeviceFlowEnabled: true, certificate: SIGNING_CERTIFICATE },
        policies: {
          clientCredentialsFlowUser: 'integration@local.org',
          commaSeparatedProfile: 'System Administrator',
          isClientCredentialsFlowEnabled: true,
          permittedUsersPolicyType: 'AdminApprovedPreAuthorized',
        },
      });
      const userInfo = new URL('/services/oauth2/userinfo', org.instanceUrl);
      const userOf = async ({ access_token: token }: client.TokenEndpointResponse): Promise<string> => {
        const answer = await client.fetchProtectedResource(config, token, userInfo, 'GET');
        return ((await answer.json()) as { preferred_username: string }).preferred_username;
      };
      expect(await userOf(await client.clientCredentialsGrant(config))).to.equal('integration@local.org');

      const assertion = signAssertion({
        iss: config.clientMetadata().client_id,
        sub: 'admin@local.org',
        aud: org.instanceUrl,
        exp: Math.floor(Date.now() / 1000) + 60,
      });
      const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
      expect(await userOf(await client.genericGrantRequest(config, jwtBearer, { assertion }))).to.equal(
        'admin@local.org'
      );

      const form = { response_type: 'device_code', client_id: config.clientMetadata().client_id };
      const answer = await fetch(`${org.instanceUrl}/services/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams(form),
      });
      const device = (await answer.json()) as Record<string, string>;
      const pending = await client.genericGrantRequest(config, 'device', { code: device.device_code ?? '' }).then(
        () => undefined,
        (error: unknown) => error
      );
      expect(pending).to.be.instanceOf(client.ResponseBodyError).with.property('error', 'authorization_pending');
      const browser = new PlainBrowser();
      const page = await browser.logIn(
        await browser.open(`${device.verification_uri ?? ''}?user_code=${device.user_code ?? ''}`),
        'admin@local.org'
      );
      await browser.submit(await browser.submit(page, 'Connect'), 'Allow');
      const tokens = await client.genericGrantRequest(config, 'device', { code: device.device_code ?? '' });
      expect(await userOf(tokens)).to.equal('admin@local.org');
    });
  });

  describe('jsforce', () => {
    it('logs in with its OAuth2 class, and gets new tokens by itself when the session has ended', async () => {
      const { consumerKey, consumerSecret } = await setUp();
      const oauth2 = new OAuth2({
        clientId: consumerKey,
        clientSecret: consumerSecret,
        redirectUri: CALLBACK,
        loginUrl: org.instanceUrl,
        useVerifier: true,
      });
      const browser = new PlainBrowser();
      const asked = await browser.open(oauth2.getAuthorizationUrl({ scope: 'api refresh_token' }));
      const { url } = await browser.submit(await browser.logIn(asked, 'admin@local.org'), 'Allow');
      const { access_token: accessToken, refresh_token: first } = await oauth2.requestToken(
        url.searchParams.get('code') ?? ''
      );
      let stored = first ?? '';
      const connection = new JsforceConnection({
        instanceUrl: org.instanceUrl,
        accessToken,
        version: '68.0',
        refreshFn: (_connection, callback) => {
          // The verifier belongs to the code.
          new OAuth2({ clientId: consumerKey, clientSecret: consumerSecret, loginUrl: org.instanceUrl })
            .refreshToken(stored)
            .then((tokens) => {
              stored = tokens.refresh_token ?? stored;
              callback(null, tokens.access_token);
            })
            .catch(callback);
        },
      });
      await oauth2.revokeToken(accessToken);
      const count = 'SELECT COUNT() FROM ExternalClientApplication';
      expect((await connection.query(count)).totalSize).to.equal(1);
      expect(stored).not.to.equal(first);
      await oauth2.revokeToken(connection.accessToken ?? '');
      expect((await connection.query(count)).totalSize).to.equal(1);

      const [one, other] = await Promise.allSettled([oauth2.refreshToken(stored), oauth2.refreshToken(stored)]);
      expect([one.status, other.status].sort()).to.deep.equal(['fulfilled', 'rejected']);
    });
  });

  describe('@salesforce/core', () => {
    it('takes its device service through the device flow', async () => {
      const { consumerKey } = await setUp({ global: { isDeviceFlowEnabled: true }, scopes: 'Api,Web,RefreshToken' });
      const service = await DeviceOauthService.create({ clientId: consumerKey, loginUrl: org.instanceUrl });
      const device = await service.requestDeviceLogin();
      const browser = new PlainBrowser();
      const page = await browser.logIn(await browser.open(device.verification_uri), 'admin@local.org');
      await browser.submit(await browser.submit(page, 'Connect', { user_code: device.user_code }), 'Allow');
      const tokens = await service.awaitDeviceApproval(device);
      expect(tokens).to.include({ scope: 'refresh_token web api', instance_url: org.instanceUrl });
    });
  });

  it('keeps one of two clients that use a rotated token out, and then both', async () => {
    const app = { ...(await setUp()), callbackUrl: CALLBACK };
    const { refresh_token: stolen } = await authorizeApp(org, app);
    const config = new client.Configuration(
      { issuer: org.instanceUrl, token_endpoint: `${org.instanceUrl}/services/oauth2/token` },
      app.consumerKey,
      app.consumerSecret
    );
    client.allowInsecureRequests(config);
    const { refresh_token: live } = await client.refreshTokenGrant(config, stolen ?? '');
    const problem = async (token = ''): Promise<unknown> =>
      client.refreshTokenGrant(config, token).then(
        () => undefined,
        (error: unknown) => (error instanceof client.ResponseBodyError ? error.error_description : error)
      );
    expect(await problem(stolen)).to.equal('expired access/refresh token');
    expect(await problem(live)).to.equal('expired access/refresh token');
  });
});
