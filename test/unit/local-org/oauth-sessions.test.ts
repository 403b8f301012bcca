import { expect } from 'chai';
import { revokeToken, type VendorTokens } from '../../support/vendor.js';
import { AS_INTEGRATION, CALLBACK, EXPIRED, ORG_URL, problemOf, TestVendor } from './oauth-support.js';
import { globalSettings, oauthPolicies, TestOrg, wholeApp } from './support.js';

type Answer = { status: number; body: string };

const DELETE_APP = new Map([
  ['package.xml', '<Package xmlns="http://soap.sforce.com/2006/04/metadata"><version>68.0</version></Package>'],
  [
    'destructiveChanges.xml',
    '<Package xmlns="http://soap.sforce.com/2006/04/metadata"><types><members>Shop</members>' +
      '<name>ExternalClientApplication</name></types></Package>',
  ],
]);

describe('local-org: tokens as sessions', () => {
  let test: TestOrg;
  let vendor: TestVendor;

  beforeEach(() => {
    test = new TestOrg();
    test.deploy([
      ...wholeApp({ isClientCredentialsFlowEnabled: true }),
      oauthPolicies({ ...AS_INTEGRATION, refreshTokenPolicyType: 'Infinite' }),
    ]);
    vendor = new TestVendor(test);
  });

  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const answer = await test.fetch(ORG_URL + path, init);
    return { status: answer.status, body: await answer.text() };
  };

  const get = async (path: string, token: string): Promise<Answer> =>
    send(path, { headers: { authorization: `Bearer ${token}` } });

  const isSession = async (token: string): Promise<boolean> =>
    (await get('/services/data/v68.0/limits', token)).status === 200;

  const describeOverSoap = async (token: string): Promise<Answer> =>
    send('/services/Soap/m/68.0', {
      method: 'POST',
      body:
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><SessionHeader><sessionId>' +
        `${token}</sessionId></SessionHeader></e:Header><e:Body><describeMetadata/></e:Body></e:Envelope>`,
    });

  it('speak of the user they were issued for', async () => {
    const { access_token: token, id } = (await vendor.asItself()) as VendorTokens & { id: string };
    const userInfo = JSON.parse((await get('/services/oauth2/userinfo', token)).body) as object;
    expect(userInfo).to.include({ sub: id, preferred_username: 'integration@local.org' });
    const identity = JSON.parse((await get(new URL(id).pathname, token)).body) as object;
    expect(identity).to.include({ id, username: 'integration@local.org' });
    const resources = JSON.parse((await get('/services/data/v68.0', token)).body) as object;
    expect(resources).to.include({ identity: id });
  });

  it('open nobody else’s identity', async () => {
    const { access_token: token } = await vendor.asItself();
    expect((await get(`/id/${test.org.id}/${test.org.people.admin.Id}`, token)).status).to.equal(404);
  });

  it('open REST and SOAP, beside the session of the org itself', async () => {
    const { access_token: token } = await vendor.authorize();
    for (const session of [token, test.org.accessToken]) {
      expect(await isSession(session)).to.equal(true);
      expect((await describeOverSoap(session)).status).to.equal(200);
    }
    expect((await describeOverSoap(`${token}x`)).body).to.include('INVALID_SESSION_ID');
  });

  describe('are revoked', () => {
    const revoke = async (token = ''): Promise<void> =>
      revokeToken({ instanceUrl: ORG_URL, accessToken: '' }, vendor.app, token, test.fetch);

    it('one by one by an access token, which the refresh token outlives', async () => {
      const first = await vendor.authorize();
      const second = await vendor.refresh(first.refresh_token);
      await revoke(first.access_token);
      expect([await isSession(first.access_token), await isSession(second.access_token)]).to.deep.equal([false, true]);
      expect(await problemOf(vendor.refresh(second.refresh_token))).to.equal('none');
    });

    it('all at once by a refresh token', async () => {
      const { access_token: access, refresh_token: refresh } = await vendor.authorize();
      const other = await vendor.authorize();
      await revoke(refresh);
      expect([await isSession(access), await isSession(other.access_token)]).to.deep.equal([false, true]);
      expect(await problemOf(vendor.refresh(refresh))).to.equal(EXPIRED);
    });

    it('by GET as well, and by what OauthToken shows as DeleteToken', async () => {
      const { access_token: access } = await vendor.authorize();
      const shown = test.org.tokens.grants[0]?.shown.delete ?? '';
      const answer = await send(`/services/oauth2/revoke?token=${shown}`, {});
      expect(answer).to.deep.equal({ status: 200, body: '{}' });
      expect(await isSession(access)).to.equal(false);
    });

    it('but never the session that the org was started with', async () => {
      await revoke(test.org.accessToken);
      expect(await isSession(test.org.accessToken)).to.equal(true);
    });

    it('and nobody knows them twice', async () => {
      for (const token of ['made-up', '']) {
        const { status, body } = await send(`/services/oauth2/revoke?token=${token}`, {});
        expect([status, body]).to.deep.equal([400, '{"error":"invalid_token","error_description":"invalid token"}']);
      }
    });

    it('with their app, and those of an app of the same name are others', async () => {
      const { access_token: access, refresh_token: refresh } = await vendor.authorize();
      test.finish(test.start(DELETE_APP));
      expect(await isSession(access)).to.equal(false);
      test.deploy(wholeApp());
      expect(await isSession(access)).to.equal(false);
      expect(await problemOf(vendor.refresh(refresh))).to.equal(EXPIRED);
      expect(test.org.tokens.grants).to.deep.equal([]);
    });

    it('not by a deploy that only checks or fails, nor is anything that was issued meanwhile', async () => {
      const deletion = test.start(DELETE_APP, { checkOnly: true });
      const { access_token: access } = await vendor.authorize();
      test.finish(deletion);
      test.problems([globalSettings({ callbackUrl: CALLBACK }, 'Nobody')]);
      expect(await isSession(access)).to.equal(true);
    });

    it('by the sixth authorization of one user, oldest first', async () => {
      const tokens: string[] = [];
      for (let count = 0; count < 6; count += 1) tokens.push((await vendor.authorize()).access_token);
      const alive = await Promise.all(tokens.map(isSession));
      expect(alive).to.deep.equal([false, true, true, true, true, true]);
    });
  });
});
