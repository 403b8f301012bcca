import { expect } from 'chai';
import { AS_INTEGRATION, CALLBACK, ORG_URL, problemOf, TestVendor } from './oauth-support.js';
import {
  app,
  appPolicies,
  globalSettings,
  oauthPolicies,
  oauthSettings,
  TestOrg,
  wholeApp,
  type Part,
} from './support.js';

const WRONG_SECRET = 'invalid_client: invalid client credentials';

describe('local-org: handing out tokens', () => {
  let test: TestOrg;
  let vendor: TestVendor;

  beforeEach(() => {
    test = new TestOrg();
    test.deploy(wholeApp());
    vendor = new TestVendor(test);
  });

  it('answers as Salesforce does: instance, identity URL, scopes by their OAuth names', async () => {
    const { access_token: access, refresh_token: refreshToken, ...rest } = await vendor.authorize();
    expect(access).to.match(new RegExp(`^${test.org.id.slice(0, 15)}!.{40,}$`));
    expect(refreshToken).to.match(/^5Aep.{40,}$/);
    expect(rest).to.deep.equal({
      scope: 'api refresh_token',
      instance_url: ORG_URL,
      id: `${ORG_URL}/id/${test.org.id}/${test.org.people.admin.Id}`,
      token_type: 'bearer',
      issued_at: String(test.now),
    });
  });

  it('forbids to store an answer', async () => {
    const answer = await test.fetch(`${ORG_URL}/services/oauth2/token`, { method: 'POST', body: '' });
    expect([answer.status, answer.headers.get('cache-control')]).to.deep.equal([400, 'no-store']);
  });

  it('gives a refresh token only with its scope', async () => {
    expect(await vendor.authorize({ scope: 'api' })).not.to.have.property('refresh_token');
    expect(await vendor.authorize({ scope: 'api offline_access' })).to.have.property('refresh_token');
    test.deploy([oauthSettings({ commaSeparatedOauthScopes: 'Full' })]);
    expect(await vendor.authorize()).not.to.have.property('refresh_token');
  });

  describe('to a client', () => {
    it('that shows key and secret in a Basic header in place of the form', async () => {
      expect(await vendor.authorize({ useBasicHeader: true })).to.have.property('access_token');
    });

    it('that is known', async () => {
      expect(await vendor.post({ grant_type: 'refresh_token', client_id: 'nobody' })).to.deep.equal({
        error: 'invalid_client_id',
        error_description: 'client identifier invalid',
      });
    });

    it('whose secret is right, or not needed', async () => {
      expect(await problemOf(vendor.authorize({ consumerSecret: 'wrong' }))).to.equal(WRONG_SECRET);
      expect(await problemOf(vendor.authorize({ consumerSecret: undefined }))).to.equal(WRONG_SECRET);
      test.deploy([globalSettings({ callbackUrl: CALLBACK, isConsumerSecretOptional: true })]);
      expect(await problemOf(vendor.authorize({ consumerSecret: undefined }))).to.equal('none');
      expect(await problemOf(vendor.authorize({ consumerSecret: 'wrong' }))).to.equal(WRONG_SECRET);
    });

    it('with the former key pair while that is kept, and never with one that is only staged', async () => {
      const { consumerKey: key, consumerSecret: secret } = vendor.app;
      const { consumers } = test.org.components;
      const next = { id: '888', key: 'next', secret: 'other' };
      consumers.set('Shop', { id: '888', key, secret, staged: { ...next, state: 'staged' } });
      const withNext = await vendor.post({ grant_type: 'refresh_token', client_id: 'next' });
      expect(withNext).to.include({ error: 'invalid_client_id' });
      consumers.set('Shop', { ...next, staged: { id: '888', key, secret, state: 'rotated' } });
      expect(await problemOf(vendor.authorize({ consumerKey: key, consumerSecret: secret }))).to.equal('none');
      expect(await problemOf(vendor.authorize({ consumerKey: key, consumerSecret: 'other' }))).to.equal(WRONG_SECRET);
    });

    it('by POST, for a grant type that is here', async () => {
      expect(await vendor.post({ grant_type: 'password' })).to.include({ error: 'unsupported_grant_type' });
      const answer = await test.fetch(`${ORG_URL}/services/oauth2/token?grant_type=refresh_token`);
      expect(await answer.json()).to.include({ error: 'invalid_request', error_description: 'must use HTTP POST' });
    });

    it('of an app that is switched on', async () => {
      const { refresh_token: token } = await vendor.authorize();
      test.deploy([appPolicies({ isEnabled: false })]);
      expect(await problemOf(vendor.refresh(token))).to.equal('OAUTH_APP_BLOCKED: this app is blocked by admin');
    });
  });

  it('knows the key of a new app only when the app is live', async () => {
    test = new TestOrg({ activationDelay: 10 * 60_000 });
    test.deploy(wholeApp());
    vendor = new TestVendor(test);
    const UNKNOWN = 'error=invalid_client_id&error_description=client%20identifier%20invalid';
    const CODE_CHALLENGE = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' };
    expect(await (await vendor.open(CODE_CHALLENGE)).text()).to.equal(UNKNOWN);
    expect(await vendor.post({ grant_type: 'refresh_token' })).to.include({ error: 'invalid_client_id' });
    test.now += 10 * 60_000 - 1000;
    expect(await vendor.post({ grant_type: 'refresh_token' })).to.include({ error: 'invalid_client_id' });
    test.now += 1000;
    expect(await problemOf(vendor.authorize())).to.equal('none');
    test.deploy([globalSettings({ callbackUrl: CALLBACK, isConsumerSecretOptional: true })]);
    expect(await problemOf(vendor.authorize())).to.equal('none');
  });

  describe('for an authorization code', () => {
    const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    const CHALLENGE = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' };

    const codeFor = async (parameters: Record<string, string>): Promise<string> => {
      const { headers } = await vendor.open(parameters);
      return new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
    };

    const redeem = async (
      code: string,
      form: Record<string, string> = {},
      by = vendor
    ): Promise<string | undefined> => {
      const fields = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: VERIFIER };
      return (await by.post({ ...fields, ...form })).error_description;
    };

    it('once', async () => {
      const code = await codeFor(CHALLENGE);
      expect(await redeem(code)).to.equal(undefined);
      expect(await redeem(code)).to.equal('expired authorization code');
    });

    it('for a quarter of an hour', async () => {
      const [first, second] = [await codeFor(CHALLENGE), await codeFor(CHALLENGE)];
      test.now += 15 * 60_000 - 1;
      expect(await redeem(first)).to.equal(undefined);
      test.now += 1;
      expect(await redeem(second)).to.equal('expired authorization code');
    });

    it('of the same app, with the same callback URL', async () => {
      test.deploy([app({}, 'Other'), oauthSettings({}, 'Other'), globalSettings({ callbackUrl: CALLBACK }, 'Other')]);
      const code = await codeFor(CHALLENGE);
      expect(await redeem(code, {}, new TestVendor(test, 'Other'))).to.equal('invalid authorization code');
      expect(await redeem('made-up')).to.equal('invalid authorization code');
      expect(await redeem(code, { redirect_uri: `${CALLBACK}/` })).to.equal('redirect_uri must match configuration');
    });

    it('with the verifier behind its challenge', async () => {
      expect(await redeem(await codeFor(CHALLENGE), { code_verifier: 'other' })).to.equal('invalid code verifier');
      expect(await redeem(await codeFor(CHALLENGE), { code_verifier: '' })).to.equal('invalid code verifier');
      test = new TestOrg({ policy: 'open' });
      test.deploy(wholeApp({ isPkceRequired: false }));
      vendor = new TestVendor(test);
      expect(await redeem(await codeFor({}))).to.equal('unexpected code verifier');
    });
  });

  describe('for client credentials', () => {
    const switchOn = (policies: Part['fields'] = {}): void => {
      test.deploy([
        globalSettings({ callbackUrl: CALLBACK, isClientCredentialsFlowEnabled: true, isConsumerSecretOptional: true }),
        oauthPolicies({ permittedUsersPolicyType: 'AdminApprovedPreAuthorized', ...policies }),
      ]);
    };

    it('as the user of the policy, whom nobody has to approve, without a refresh token', async () => {
      switchOn(AS_INTEGRATION);
      const integration = test.org.people.users.find(({ Username }) => Username === 'integration@local.org');
      const tokens = await vendor.asItself();
      expect(tokens).to.include({ scope: 'api' }).and.not.have.property('refresh_token');
      expect(tokens.id).to.equal(`${ORG_URL}/id/${test.org.id}/${integration?.Id ?? ''}`);
    });

    it('not with the policy alone, nor with the global switch alone, nor without the secret', async () => {
      test.deploy([oauthPolicies(AS_INTEGRATION)]);
      expect(await problemOf(vendor.asItself())).to.equal('invalid_grant: client credentials flow not enabled');
      switchOn();
      expect(await problemOf(vendor.asItself())).to.equal('invalid_grant: no client credentials user enabled');
      switchOn(AS_INTEGRATION);
      expect(await problemOf(vendor.asItself({ consumerSecret: undefined }))).to.equal(WRONG_SECRET);
    });
  });
});
