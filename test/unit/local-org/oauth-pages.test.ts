import { expect } from 'chai';
import { PlainBrowser, titleOf, type Page } from '../../support/browser.js';
import { CALLBACK, ORG_URL, TestVendor } from './oauth-support.js';
import { oauthPolicies, TestOrg, wholeApp } from './support.js';

const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

describe('local-org: the pages of a login', () => {
  let test: TestOrg;
  let browser: PlainBrowser;

  beforeEach(() => {
    test = new TestOrg();
    test.deploy(wholeApp());
    browser = new PlainBrowser(test.fetch);
  });

  const authorizeUrl = (more: Record<string, string> = {}): string => {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: new TestVendor(test).app.consumerKey,
      redirect_uri: CALLBACK,
      code_challenge: CHALLENGE,
      state: '<"&>',
      ...more,
    });
    return `${ORG_URL}/services/oauth2/authorize?${query.toString()}`;
  };

  const logIn = async (username = 'admin@local.org', more: Record<string, string> = {}): Promise<Page> =>
    browser.logIn(await browser.open(authorizeUrl(more)), username);

  it('lead from the login over the consent back to the app, with a code that works', async () => {
    const asked = await browser.open(authorizeUrl());
    expect(titleOf(asked)).to.equal('Login');
    const consent = await browser.logIn(asked, 'integration@local.org');
    expect(consent.url.pathname).to.equal('/setup/secur/RemoteAccessAuthorizationPage.apexp');
    expect(consent.html).to.include('Shop asks for: api, refresh_token');
    const { url } = await browser.submit(consent, 'Allow');
    expect(url.origin + url.pathname).to.equal(CALLBACK);
    expect(url.searchParams.get('state')).to.equal('<"&>');
    const tokens = await new TestVendor(test).post({
      grant_type: 'authorization_code',
      code: url.searchParams.get('code') ?? '',
      redirect_uri: CALLBACK,
      code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    });
    const integration = test.org.people.users.find(({ Username }) => Username === 'integration@local.org');
    expect(tokens.id).to.equal(`${ORG_URL}/id/${test.org.id}/${integration?.Id ?? ''}`);
  });

  it('tell the app where the user refuses', async () => {
    const { url } = await browser.submit(await logIn(), 'Deny');
    expect(Object.fromEntries(url.searchParams)).to.deep.equal({
      error: 'access_denied',
      error_description: 'end-user denied authorization',
      state: '<"&>',
    });
  });

  for (const [who, username] of [
    ['nobody whom the org knows', 'stranger@local.org'],
    ['nobody who is inactive', 'inactive@local.org'],
  ]) {
    it(`let in ${who}`, async () => {
      const page = await logIn(username);
      expect([titleOf(page), page.html.includes('Please check your username and password.')]).to.deep.equal([
        'Login',
        true,
      ]);
    });
  }

  it('let in nobody with another password', async () => {
    const page = await browser.open(authorizeUrl());
    expect(titleOf(await browser.submit(page, 'Log In', { username: 'admin@local.org', pw: 'x' }))).to.equal('Login');
  });

  it('come back to pages of the org alone', async () => {
    for (const startURL of ['https://evil.example/', '//evil.example', '/\\evil.example']) {
      const page = await browser.open(`${ORG_URL}/?${new URLSearchParams({ startURL }).toString()}`);
      expect(titleOf(await browser.logIn(page, 'admin@local.org')), startURL).to.equal('Logged In');
    }
  });

  it('ask once, unless the app asks for more or wants it asked again', async () => {
    test.deploy([...wholeApp()]);
    const vendor = new TestVendor(test);
    await vendor.authorize({ scope: 'api' });
    expect((await logIn('admin@local.org', { scope: 'api' })).hasLeft).to.equal(true);
    expect((await browser.open(authorizeUrl({ scope: 'api', prompt: 'consent' }))).hasLeft).to.equal(false);
    expect((await browser.open(authorizeUrl())).hasLeft).to.equal(false);
  });

  it('ask nobody whom an administrator has approved', async () => {
    test.deploy([
      oauthPolicies({
        permittedUsersPolicyType: 'AdminApprovedPreAuthorized',
        commaSeparatedProfile: 'System Administrator',
      }),
    ]);
    expect((await logIn()).url.searchParams.has('code')).to.equal(true);
    browser = new PlainBrowser(test.fetch);
    expect((await logIn('integration@local.org')).url.searchParams.get('error')).to.equal('OAUTH_APP_ACCESS_DENIED');
  });

  it('show the login once more to whoever has one, where the app asks for it', async () => {
    await logIn();
    const again = await browser.open(authorizeUrl({ prompt: 'login' }));
    expect(titleOf(again)).to.equal('Login');
    expect(titleOf(await browser.logIn(again, 'admin@local.org'))).to.equal('Allow Access?');
  });
});
