import { expect } from 'chai';
import { AS_INTEGRATION, CALLBACK, TestVendor } from './oauth-support.js';
import { appPolicies, globalSettings, oauthPolicies, oauthSettings, TestOrg, wholeApp, type Part } from './support.js';

const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

describe('local-org: authorizing an app', () => {
  let test: TestOrg;

  beforeEach(() => {
    test = new TestOrg();
    test.deploy(wholeApp());
  });

  const open = async (parameters: Record<string, string> = {}, sid?: string): Promise<Response> =>
    new TestVendor(test).open({ code_challenge: CHALLENGE, state: 'a b', ...parameters }, sid);

  const locationOf = ({ status, headers }: Response): string => `${status} ${headers.get('location') ?? ''}`;

  /** What the app is told at its callback. */
  const toldTo = async (answer: Promise<Response>): Promise<Record<string, string>> =>
    Object.fromEntries(new URL((await answer).headers.get('location') ?? '').searchParams);

  it('gives a code and the state to the callback of whoever has a session', async () => {
    expect(locationOf(await open())).to.match(/^302 https:\/\/shop\.example\/callback\?code=aPrx[^&]{40,}&state=a\+b$/);
  });

  it('leaves a callback URL as it is spelled, with its query', async () => {
    test.deploy([globalSettings({ callbackUrl: `${CALLBACK}\nhttps://Shop.example?a=1&b=%2f\nshop:done` })]);
    expect(locationOf(await open({ redirect_uri: 'https://Shop.example?a=1&b=%2f' }))).to.match(
      /^302 https:\/\/Shop\.example\?a=1&b=%2f&code=/
    );
    expect(locationOf(await open({ redirect_uri: 'shop:done' }))).to.match(/^302 shop:done\?code=/);
  });

  for (const [what, parameters, expected] of [
    [
      'an unknown consumer key',
      { client_id: 'nobody' },
      'error=invalid_client_id&error_description=client%20identifier',
    ],
    ['a callback URL that differs in one character', { redirect_uri: `${CALLBACK}/` }, 'error=redirect_uri_mismatch&'],
    ['no callback URL', { redirect_uri: '' }, 'error=redirect_uri_mismatch&'],
  ] as const) {
    it(`shows a page for ${what}, and sends nobody anywhere`, async () => {
      const answer = await open(parameters);
      expect(locationOf(answer)).to.equal('400 ');
      expect(await answer.text()).to.include(expected);
    });
  }

  for (const [what, parameters, error, description] of [
    ['another response type', { response_type: 'token' }, 'unsupported_response_type', 'response type not supported'],
    ['a scope that the app does not have', { scope: 'api web' }, 'invalid_scope', 'the requested scope is not allowed'],
    ['no code challenge', { code_challenge: '' }, 'invalid_request', 'missing required code challenge'],
    [
      'a code challenge in clear',
      { code_challenge_method: 'plain' },
      'invalid_request',
      'invalid code challenge method',
    ],
  ] as const) {
    it(`tells the callback of ${what}, before anybody logs in`, async () => {
      const expected = { error, error_description: description, state: 'a b' };
      expect(await toldTo(open(parameters))).to.deep.equal(expected);
      expect(await toldTo(open(parameters, 'none'))).to.deep.equal(expected);
    });
  }

  it('does without a code challenge where the app does not require one', async () => {
    test = new TestOrg({ policy: 'open' });
    test.deploy(wholeApp({ isPkceRequired: false }));
    expect(await toldTo(open({ code_challenge: '' }))).to.include.keys('code');
  });

  for (const [what, policies] of [
    ['app', appPolicies({ isEnabled: false, isOauthPluginEnabled: true })],
    ['OAuth plug-in', appPolicies({ isEnabled: true, isOauthPluginEnabled: false })],
  ] as const) {
    it(`blocks an app whose ${what} is switched off`, async () => {
      test.deploy([policies]);
      expect(await toldTo(open())).to.include({ error: 'OAUTH_APP_BLOCKED', state: 'a b' });
    });
  }

  it('shows the login page to whoever has no session, which comes back', async () => {
    for (const sid of ['', 'none']) {
      const { location } = Object.fromEntries((await open({}, sid)).headers);
      expect(location).to.match(/^http:\/\/org\.example\/\?startURL=%2Fservices%2Foauth2%2Fauthorize%3Fresponse_type/);
    }
  });

  it('offers every scope under the names that include it', async () => {
    const asking = async (tokens: string, scope: string): Promise<string | undefined> => {
      test.deploy([oauthSettings({ commaSeparatedOauthScopes: tokens })]);
      return (await toldTo(open({ scope }))).error;
    };
    expect(await asking('Api, RefreshToken', 'chatter_api offline_access')).to.equal(undefined);
    expect(await asking('Basic', 'profile email address phone')).to.equal(undefined);
    expect(await asking('Full', 'api web id openid')).to.equal(undefined);
    expect(await asking('Full', 'full refresh_token')).to.equal('invalid_scope');
  });

  describe('with users whom an administrator has to approve', () => {
    const approve = (grants: Part['fields']): void => {
      test.deploy([
        globalSettings({ callbackUrl: CALLBACK, isClientCredentialsFlowEnabled: true }),
        oauthPolicies({ ...AS_INTEGRATION, permittedUsersPolicyType: 'AdminApprovedPreAuthorized', ...grants }),
      ]);
    };

    const sessionOfIntegration = async (): Promise<string> => (await new TestVendor(test).asItself()).access_token;

    const deniedTo = async (sid: string): Promise<boolean> =>
      (await toldTo(open({}, sid))).error === 'OAUTH_APP_ACCESS_DENIED';

    for (const [what, grants, admin, integration] of [
      ['nobody where nobody is granted', {}, true, true],
      ['the users of a granted profile', { commaSeparatedProfile: 'System Administrator, Standard User' }, false, true],
      [
        'the users of a granted permission set',
        { commaSeparatedPermissionSet: 'Report_Reader, Jira_Integration' },
        true,
        false,
      ],
    ] as const) {
      it(`lets in ${what}`, async () => {
        approve(grants);
        expect([await deniedTo(test.org.accessToken), await deniedTo(await sessionOfIntegration())]).to.deep.equal([
          admin,
          integration,
        ]);
      });
    }
  });
});
