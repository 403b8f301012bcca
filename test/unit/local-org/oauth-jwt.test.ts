import { expect } from 'chai';
import { signAssertion, SIGNING_CERTIFICATE } from '../../support/signingKey.js';
import { CERTIFICATE } from '../../support/certificate.js';
import { CALLBACK, ORG_URL, TestVendor } from './oauth-support.js';
import { appPolicies, globalSettings, oauthPolicies, oauthSettings, TestOrg, wholeApp } from './support.js';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

const ADMIN_APPROVES = {
  permittedUsersPolicyType: 'AdminApprovedPreAuthorized',
  commaSeparatedProfile: 'System Administrator',
};

describe('local-org: logging in by a signed assertion', () => {
  let test: TestOrg;

  const start = (edition: 'production' | 'sandbox' = 'production'): void => {
    test = new TestOrg({ edition });
    test.deploy([...wholeApp({ certificate: SIGNING_CERTIFICATE }), oauthPolicies(ADMIN_APPROVES)]);
  };

  beforeEach(() => {
    start();
  });

  const post = async (form: Record<string, string>): Promise<Record<string, string>> => {
    const body = new URLSearchParams({ grant_type: GRANT_TYPE, ...form });
    const answer = await test.fetch(`${ORG_URL}/services/oauth2/token`, { method: 'POST', body });
    return (await answer.json()) as Record<string, string>;
  };

  const logIn = async (changes: Record<string, unknown> = {}, header = {}): Promise<Record<string, string>> =>
    post({
      assertion: signAssertion(
        {
          iss: new TestVendor(test).app.consumerKey,
          sub: 'admin@local.org',
          aud: 'https://login.salesforce.com',
          exp: test.now / 1000 + 180,
          ...changes,
        },
        header
      ),
    });

  it('needs no secret, and gives nothing to refresh', async () => {
    const tokens = await logIn();
    expect(tokens).to.include({ scope: 'api', token_type: 'Bearer', instance_url: ORG_URL });
    expect(tokens).not.to.have.property('refresh_token');
    expect(tokens.id).to.equal(`${ORG_URL}/id/${test.org.id}/${test.org.people.admin.Id}`);
  });

  it('takes the certificate also without the lines around it', async () => {
    const bare = SIGNING_CERTIFICATE.replace(/-----[^-]+-----|\s/g, '');
    test.deploy([globalSettings({ callbackUrl: CALLBACK, certificate: bare })]);
    expect(await logIn()).to.have.property('access_token');
  });

  it('is for the org itself or for the host where its users log in', async () => {
    for (const aud of ['https://login.salesforce.com/', ORG_URL]) {
      expect(await logIn({ aud }), aud).to.have.property('access_token');
    }
    expect((await logIn({ aud: 'https://test.salesforce.com' })).error_description).to.equal('audience is invalid');
    start('sandbox');
    expect((await logIn()).error_description).to.equal('audience is invalid');
    expect(await logIn({ aud: 'https://test.salesforce.com' })).to.have.property('access_token');
  });

  for (const [what, claims, header, error, description] of [
    ['an app that is not there', { iss: 'nobody' }, {}, 'invalid_client_id', 'client identifier invalid'],
    ['another audience', { aud: 'https://other.example' }, {}, 'invalid_grant', 'audience is invalid'],
    ['no end', { exp: undefined }, {}, 'invalid_grant', 'invalid assertion'],
    ['its time gone by', { exp: 1 }, {}, 'invalid_grant', 'expired authorization code'],
    ['another algorithm', {}, { alg: 'HS256' }, 'invalid_grant', 'invalid assertion'],
    ['no user', { sub: 'x@local.org' }, {}, 'invalid_grant', "user hasn't approved this consumer"],
    ['an inactive user', { sub: 'inactive@local.org' }, {}, 'inactive_user', 'user is inactive'],
    [
      'a user whom nobody has approved',
      { sub: 'integration@local.org' },
      {},
      'invalid_app_access',
      'user is not admin approved to access this app',
    ],
  ] as const) {
    it(`is refused with ${what}`, async () => {
      expect(await logIn(claims, header)).to.deep.equal({ error, error_description: description });
    });
  }

  it('is refused where it is none, or not signed with the key of the app’s certificate', async () => {
    for (const assertion of ['', 'a.b', 'a.b.c', '..']) {
      expect((await post({ assertion })).error_description, assertion).to.equal('invalid assertion');
    }
    test.deploy([globalSettings({ callbackUrl: CALLBACK, certificate: CERTIFICATE })]);
    expect((await logIn()).error_description).to.equal('invalid assertion');
    test.deploy([globalSettings({ callbackUrl: CALLBACK })]);
    expect((await logIn()).error_description).to.equal('invalid assertion');
  });

  it('is refused where the app is switched off', async () => {
    test.deploy([appPolicies({ isEnabled: false })]);
    expect(await logIn()).to.include({ error: 'OAUTH_APP_BLOCKED' });
  });

  describe('where users decide themselves', () => {
    beforeEach(() => {
      test.deploy([oauthPolicies({})]);
    });

    const NOT_APPROVED = "user hasn't approved this consumer";

    it('waits for an authorization with a refresh token, and has the scopes of that', async () => {
      test.deploy([oauthSettings({ commaSeparatedOauthScopes: 'Api, Web, RefreshToken' })]);
      const vendor = new TestVendor(test);
      expect((await logIn()).error_description).to.equal(NOT_APPROVED);
      await vendor.authorize({ scope: 'api' });
      expect((await logIn()).error_description).to.equal(NOT_APPROVED);
      await vendor.authorize({ scope: 'web refresh_token' });
      expect(await logIn()).to.include({ scope: 'web' });
      await vendor.authorize({ scope: 'api refresh_token' });
      expect(await logIn()).to.include({ scope: 'web api' });
      expect((await logIn({ sub: 'integration@local.org' })).error_description).to.equal(NOT_APPROVED);
    });
  });
});
