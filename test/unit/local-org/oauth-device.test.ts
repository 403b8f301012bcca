import { expect } from 'chai';
import { PlainBrowser, titleOf, type Page } from '../../support/browser.js';
import { CALLBACK, ORG_URL, problemOf, TestVendor } from './oauth-support.js';
import { globalSettings, oauthPolicies, TestOrg, wholeApp } from './support.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

describe('local-org: the device flow', () => {
  let test: TestOrg;
  let vendor: TestVendor;

  beforeEach(() => {
    test = new TestOrg();
    test.deploy(wholeApp({ isDeviceFlowEnabled: true }));
    vendor = new TestVendor(test);
  });

  const start = async (more: Record<string, string> = {}): Promise<Record<string, string>> =>
    vendor.post({ response_type: 'device_code', ...more });

  const poll = async (code = ''): Promise<Record<string, string>> => vendor.post({ grant_type: 'device', code });

  /** Types the code in and presses a button of the consent page. */
  const decide = async (userCode: string, button: string): Promise<Page> => {
    const browser = new PlainBrowser(test.fetch);
    const asked = await browser.logIn(await browser.open(`${ORG_URL}/setup/connect`), 'admin@local.org');
    return browser.submit(await browser.submit(asked, 'Connect', { user_code: userCode }), button);
  };

  it('begins with two codes and the page for one of them, and says nothing of their end', async () => {
    const { device_code: deviceCode, user_code: userCode, ...rest } = await start();
    expect(deviceCode).to.have.length.above(40);
    expect(userCode).to.match(/^[A-Z0-9]{8}$/);
    expect(rest).to.deep.equal({ interval: 5, verification_uri: `${ORG_URL}/setup/connect` });
  });

  it('waits for a person, and gives tokens once when the person has allowed it', async () => {
    const { device_code: code, user_code: userCode } = await start();
    expect(await poll(code)).to.include({ error: 'authorization_pending' });
    expect(titleOf(await decide(` ${userCode?.toLowerCase() ?? ''}`, 'Allow'))).to.equal("You're Connected");
    const tokens = await poll(code);
    expect(tokens).to.include({ scope: 'api refresh_token', token_type: 'Bearer' });
    expect(await poll(code)).to.include({ error: 'invalid_grant', error_description: 'invalid device code' });
    expect(await problemOf(vendor.refresh(tokens.refresh_token))).to.equal('none');
  });

  it('takes the user code from the address of the page as well', async () => {
    const { user_code: userCode } = await start();
    const browser = new PlainBrowser(test.fetch);
    const url = `${ORG_URL}/setup/connect?user_code=${userCode ?? ''}`;
    const page = await browser.logIn(await browser.open(url), 'admin@local.org');
    expect(titleOf(await browser.submit(page, 'Connect'))).to.equal('Allow Access?');
  });

  it('slows down a device that does not wait', async () => {
    const { device_code: code } = await start();
    await poll(code);
    test.now += 5 * SECOND - 1;
    expect(await poll(code)).to.include({ error: 'slow_down' });
    test.now += 5 * SECOND;
    expect(await poll(code)).to.include({ error: 'authorization_pending' });
  });

  it('tells the device where the person refuses', async () => {
    const { device_code: code, user_code: userCode } = await start();
    await decide(userCode ?? '', 'Deny');
    expect(await poll(code)).to.deep.equal({
      error: 'access_denied',
      error_description: 'end-user denied authorization',
    });
  });

  it('ends after ten minutes', async () => {
    const { device_code: code, user_code: userCode } = await start();
    test.now += 10 * MINUTE;
    expect(await poll(code)).to.include({ error: 'invalid_grant', error_description: 'expired device code' });
    const browser = new PlainBrowser(test.fetch);
    const asked = await browser.logIn(await browser.open(`${ORG_URL}/setup/connect`), 'admin@local.org');
    const { html } = await browser.submit(asked, 'Connect', { user_code: userCode ?? '' });
    expect(html).to.include('Enter a valid code.');
  });

  it('gives a refresh token only with its scope', async () => {
    const { device_code: code, user_code: userCode } = await start({ scope: 'api' });
    await decide(userCode ?? '', 'Allow');
    expect(await poll(code))
      .to.include({ scope: 'api' })
      .and.not.have.property('refresh_token');
  });

  it('is for apps that have it switched on, and for scopes of theirs', async () => {
    expect(await start({ scope: 'web' })).to.include({ error: 'invalid_scope' });
    test.deploy([globalSettings({ callbackUrl: CALLBACK })]);
    expect(await start()).to.deep.equal({ error: 'invalid_grant', error_description: 'device flow not enabled' });
    expect(await poll()).to.include({ error_description: 'device flow not enabled' });
    expect(await start({ client_id: 'nobody' })).to.include({ error: 'invalid_client_id' });
  });

  it('lets nobody in whom an administrator would have to approve', async () => {
    test.deploy([oauthPolicies({ permittedUsersPolicyType: 'AdminApprovedPreAuthorized' })]);
    const { device_code: code, user_code: userCode } = await start();
    await decide(userCode ?? '', 'Allow');
    expect(await poll(code)).to.include({ error: 'OAUTH_APP_ACCESS_DENIED' });
  });
});
