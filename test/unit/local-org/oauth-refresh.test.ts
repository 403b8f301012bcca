import { expect } from 'chai';
import { CALLBACK, EXPIRED, problemOf, TestVendor } from './oauth-support.js';
import { globalSettings, oauthPolicies, TestOrg, wholeApp, type Part } from './support.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('local-org: refreshing tokens', () => {
  let test: TestOrg;
  let vendor: TestVendor;

  const start = (policy: 'open' | 'enforced', more: Part[] = []): void => {
    test = new TestOrg({ policy });
    test.deploy([...wholeApp(), ...more]);
    vendor = new TestVendor(test);
  };

  beforeEach(() => {
    start('enforced');
  });

  it('gives a new refresh token each time where rotation is on, after which the old one is dead', async () => {
    const { refresh_token: first, access_token: access } = await vendor.authorize();
    const { refresh_token: second, access_token: newAccess } = await vendor.refresh(first);
    expect(second).to.be.a('string').and.not.equal(first);
    expect(newAccess).not.to.equal(access);
    expect(await vendor.refresh(second)).to.include({ scope: 'api refresh_token' });
    expect(await problemOf(vendor.refresh(first))).to.equal(EXPIRED);
  });

  it('ends the whole authorization where a token is used again that rotation has ended', async () => {
    const { refresh_token: first, access_token: firstAccess } = await vendor.authorize();
    const { refresh_token: live, access_token: access } = await vendor.refresh(first);
    const other = await vendor.authorize();
    expect(await problemOf(vendor.refresh(first))).to.equal(EXPIRED);
    expect(await problemOf(vendor.refresh(live))).to.equal(EXPIRED);
    const users = [firstAccess, access, other.access_token].map((token) => test.org.userOf(token)?.Username);
    expect(users).to.deep.equal([undefined, undefined, 'admin@local.org']);
    expect(await problemOf(vendor.refresh(other.refresh_token))).to.equal('none');
  });

  for (const policy of ['open', 'enforced'] as const) {
    it(`refuses a refresh while another one with the same token runs, in an ${policy} org`, async () => {
      start(policy);
      const { refresh_token: token } = await vendor.authorize();
      const { refresh_token: other } = await vendor.authorize();
      const [first, second, third] = await Promise.all([
        problemOf(vendor.refresh(token)),
        problemOf(vendor.refresh(token)),
        problemOf(vendor.refresh(other)),
      ]);
      expect([first, second].sort()).to.deep.equal(['invalid_grant: token request is already being processed', 'none']);
      expect(third).to.equal('none');
    });
  }

  it('keeps the refresh token where rotation is off', async () => {
    start('open');
    const { refresh_token: token } = await vendor.authorize();
    expect(await vendor.refresh(token)).not.to.have.property('refresh_token');
    expect(await problemOf(vendor.refresh(token))).to.equal('none');
  });

  it('goes without a secret, unless the app requires it', async () => {
    test.deploy([globalSettings({ callbackUrl: CALLBACK, isSecretRequiredForRefreshToken: false })]);
    const { refresh_token: first } = await vendor.authorize();
    const { refresh_token: second } = await vendor.refresh(first, { consumerSecret: undefined });
    test.deploy([globalSettings({ callbackUrl: CALLBACK, isSecretRequiredForRefreshToken: true })]);
    expect(await problemOf(vendor.refresh(second, { consumerSecret: undefined }))).to.include('invalid_client');
    expect(await problemOf(vendor.refresh(second))).to.equal('none');
  });

  it('is for tokens of this app, and for users who may still use it', async () => {
    expect(await problemOf(vendor.refresh('made-up'))).to.equal(EXPIRED);
    const { refresh_token: token } = await vendor.authorize();
    test.deploy([oauthPolicies({ permittedUsersPolicyType: 'AdminApprovedPreAuthorized' })]);
    expect(await problemOf(vendor.refresh(token))).to.include('OAUTH_APP_ACCESS_DENIED');
  });

  describe('as long as the policy says', () => {
    const period = (type: string, amount: number, unit: string): Part['fields'] => ({
      refreshTokenPolicyType: type,
      refreshTokenValidityPeriod: amount,
      refreshTokenValidityUnit: unit,
    });

    /** Authorizes once, then refreshes after each of these pauses. */
    const outcomes = async (pauses: number[]): Promise<string[]> => {
      let { refresh_token: token } = await vendor.authorize();
      const problems: string[] = [];
      for (const pause of pauses) {
        test.now += pause;
        const answer = vendor.refresh(token);
        problems.push(await problemOf(answer));
        if (problems.at(-1) === 'none') token = (await answer).refresh_token ?? token;
      }
      return problems;
    };

    it('never works where refresh tokens expire immediately', async () => {
      start('open', [oauthPolicies({ refreshTokenPolicyType: 'Zero' })]);
      expect(await outcomes([0])).to.deep.equal([EXPIRED]);
    });

    it('works for a time from the authorization', async () => {
      start('open', [oauthPolicies(period('SpecificLifetime', 3, 'Hours'))]);
      expect(await outcomes([2 * HOUR, HOUR - 1, 1])).to.deep.equal(['none', 'none', EXPIRED]);
    });

    it('works for a time from the last use', async () => {
      start('open', [oauthPolicies(period('SpecificInactivity', 2, 'Days'))]);
      expect(await outcomes([DAY, DAY, 2 * DAY])).to.deep.equal(['none', 'none', EXPIRED]);
    });

    it('works until revoked', async () => {
      start('open', [oauthPolicies({ refreshTokenPolicyType: 'Infinite' })]);
      expect(await outcomes([900 * DAY])).to.deep.equal(['none']);
    });

    it('works no longer than 30 idle days with that limit on, whatever the policy says', async () => {
      start('enforced', [oauthPolicies({ refreshTokenPolicyType: 'Infinite' })]);
      expect(await outcomes([29 * DAY, 30 * DAY])).to.deep.equal(['none', EXPIRED]);
    });
  });
});
