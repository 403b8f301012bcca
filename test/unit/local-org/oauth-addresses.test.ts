import { expect } from 'chai';
import type { OrgOptions } from '../../../local-org/org/options.js';
import { signAssertion, SIGNING_CERTIFICATE } from '../../support/signingKey.js';
import { AS_INTEGRATION, CALLBACK, ORG_URL, problemOf, TestVendor } from './oauth-support.js';
import {
  globalSettings,
  oauthPolicies,
  oauthSettings,
  securitySettings,
  TestOrg,
  wholeApp,
  type Part,
} from './support.js';

const RESTRICTED = 'invalid_grant: ip restricted';

const INSIDE = '52.29.100.17';
const OUTSIDE = '52.29.100.33';

const range = (startIpAddress: string, endIpAddress = startIpAddress): Record<string, string> => ({
  startIpAddress,
  endIpAddress,
});

const OFFICE = [range('52.29.100.16', '52.29.100.31'), range('2001:db8::1')];

describe('local-org: the address of a client', () => {
  let test: TestOrg;
  let address: string | undefined;

  const start = (options: Partial<OrgOptions>, ...more: Part[]): void => {
    address = undefined;
    test = new TestOrg(options);
    test.deploy([...wholeApp({ certificate: SIGNING_CERTIFICATE, isClientCredentialsFlowEnabled: true }), ...more]);
    const { fetch } = test;
    const headers = (): Record<string, string> =>
      address === undefined ? {} : { 'x-local-org-client-address': address };
    Object.assign(test, {
      fetch: async (url: string, init: RequestInit = {}) => {
        const request = new Request(url, init);
        for (const [name, value] of Object.entries(headers())) request.headers.set(name, value);
        return fetch(request);
      },
    });
  };

  const vendor = (): TestVendor => new TestVendor(test);

  /** Whether the vendor, from an address, gets its tokens and then new ones. */
  const outcomes = async (from: string | undefined): Promise<[login: string, refresh: string]> => {
    address = INSIDE;
    const { refresh_token: token } = await vendor().authorize();
    address = from;
    return [await problemOf(vendor().authorize()), await problemOf(vendor().refresh(token))];
  };

  describe('and the refresh token IP allowlist', () => {
    const ALLOWLIST = securitySettings({ tokenIpRanges: OFFICE });

    it('decides who completes the web server flow and who refreshes, once somebody has ticked it', async () => {
      start({ enforceAllowlist: true }, ALLOWLIST);
      for (const inside of [INSIDE, '52.29.100.31', '::ffff:52.29.100.16', '2001:db8::1']) {
        expect(await outcomes(inside), inside).to.deep.equal(['none', 'none']);
      }
      for (const outside of [OUTSIDE, '52.29.100.15', '2001:db8::2', undefined]) {
        expect(await outcomes(outside), outside).to.deep.equal([RESTRICTED, RESTRICTED]);
      }
    });

    it('decides nothing before, nor without ranges', async () => {
      start({}, ALLOWLIST);
      expect(await outcomes(OUTSIDE)).to.deep.equal(['none', 'none']);
      start({ enforceAllowlist: true });
      expect(await outcomes(OUTSIDE)).to.deep.equal(['none', 'none']);
    });

    it('lets a token live that comes from the wrong place', async () => {
      start({ enforceAllowlist: true, clientAddress: INSIDE }, ALLOWLIST);
      const { refresh_token: token } = await vendor().authorize();
      address = OUTSIDE;
      expect(await problemOf(vendor().refresh(token))).to.equal(RESTRICTED);
      address = undefined;
      expect(await problemOf(vendor().refresh(token))).to.equal('none');
    });
  });

  describe('and the login IP ranges of a profile', () => {
    const loginIpRanges = { 'System Administrator': OFFICE, 'Integration User': OFFICE };

    const startWith = (ipRelaxationPolicyType?: string, ...more: Part[]): void => {
      const policy = ipRelaxationPolicyType === undefined ? {} : { ipRelaxationPolicyType };
      start({ loginIpRanges }, oauthPolicies({ ...AS_INTEGRATION, ...policy }), ...more);
    };

    for (const [policy, login, refresh] of [
      [undefined, RESTRICTED, RESTRICTED],
      ['Enforce', RESTRICTED, RESTRICTED],
      ['Enforce_RelaxRefresh', RESTRICTED, 'none'],
      ['Bypass_2factor', 'none', 'none'],
      ['Bypass', 'none', 'none'],
    ] as const) {
      it(`are kept as the policy ${policy ?? 'of a new app'} says`, async () => {
        startWith(policy);
        expect(await outcomes(INSIDE)).to.deep.equal(['none', 'none']);
        address = OUTSIDE;
        const clientCredentials = await problemOf(vendor().asItself());
        expect(clientCredentials).to.equal(login);
        address = INSIDE;
        const { refresh_token: token } = await vendor().authorize();
        address = OUTSIDE;
        expect(await problemOf(vendor().refresh(token))).to.equal(refresh);
        const { headers } = await vendor().open({ code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' });
        expect(new URL(headers.get('location') ?? '').searchParams.get('error_description')).to.equal(
          login === 'none' ? null : 'ip restricted'
        );
      });
    }

    it('give way to the trusted addresses of an app that has some', async () => {
      startWith('Bypass_2factor', oauthSettings({ trustedIpRanges: [range(OUTSIDE)] }));
      address = OUTSIDE;
      expect(await problemOf(vendor().authorize())).to.equal('none');
      expect(await problemOf(vendor().asItself())).to.equal(RESTRICTED);
    });

    it('are always kept for signed assertions', async () => {
      startWith('Bypass', globalSettings({ callbackUrl: CALLBACK, certificate: SIGNING_CERTIFICATE }));
      address = INSIDE;
      await vendor().authorize();
      const claims = { iss: vendor().app.consumerKey, sub: 'admin@local.org', aud: ORG_URL, exp: test.now };
      const form = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: signAssertion(claims) };
      expect(await vendor().post(form)).to.have.property('access_token');
      address = OUTSIDE;
      expect(await vendor().post(form)).to.include({ error_description: 'ip restricted' });
    });

    it('are those of the user’s own profile', async () => {
      start({ loginIpRanges: { 'Integration User': OFFICE } });
      address = OUTSIDE;
      expect(await problemOf(vendor().authorize())).to.equal('none');
    });
  });
});
