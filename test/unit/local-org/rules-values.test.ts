import { expect } from 'chai';
import { SCOPE_TOKENS } from '../../../src/settings/platform.js';
import { writeComponentFile } from '../../../local-org/metadata/write-component.js';
import { app, oauthPolicies, oauthSettings, securitySettings, TestOrg, wholeApp, type Part } from './support.js';

describe('local-org: values that an org refuses', () => {
  let test: TestOrg;

  beforeEach(() => {
    test = new TestOrg();
  });

  it('a wrong scope token fails the deploy with the list of right ones', () => {
    const problem = test.problems([
      app(),
      oauthSettings({ commaSeparatedOauthScopes: 'Api,refresh_token' }),
    ]).Shop_oauth;
    expect(problem).to.match(/^Invalid OAuth scope: refresh_token\./);
    for (const token of Object.values(SCOPE_TOKENS)) expect(problem).to.include(token);
  });

  describe('client credentials', () => {
    const policy = (user?: string): Part[] => [
      ...wholeApp(),
      oauthPolicies({ isClientCredentialsFlowEnabled: true, clientCredentialsFlowUser: user }),
    ];
    const problem = 'Enter a valid execution user for the OAuth client credentials flow.';

    it('run as an active user with API access', () => {
      expect(test.deploy(policy('integration@local.org')).status).to.equal('Succeeded');
    });

    for (const user of [undefined, 'nobody@local.org', 'inactive@local.org', 'no-api@local.org']) {
      it(`do not run as ${user ?? 'nobody'}`, () => {
        expect(test.problems(policy(user))).to.deep.equal({ Shop_oauth_defaultPolicy: problem });
      });
    }
  });

  describe('grants', () => {
    it('name profiles by label and permission sets by API name', () => {
      const grants = {
        commaSeparatedProfile: 'System Administrator, Standard User',
        commaSeparatedPermissionSet: 'API_Access',
        permittedUsersPolicyType: 'AdminApprovedPreAuthorized',
      };
      expect(test.deploy([...wholeApp(), oauthPolicies(grants)]).status).to.equal('Succeeded');
    });

    it('name what exists, in the org or in the package', () => {
      const permissionSet: Part = { type: 'PermissionSet', fullName: 'New_Set', fields: { label: 'New' } };
      const granted = oauthPolicies({ commaSeparatedPermissionSet: 'New_Set' });
      expect(test.problems([...wholeApp(), granted]).Shop_oauth_defaultPolicy).to.equal(
        "INVALID_FIELD: We couldn't find permission sets called New_Set."
      );
      expect(test.problems([...wholeApp(), granted, permissionSet])).to.deep.equal({});
      const profile = oauthPolicies({ commaSeparatedProfile: 'Systemadministrator' });
      expect(test.problems([...wholeApp(), profile]).Shop_oauth_defaultPolicy).to.include(
        'no Profile named Systemadministrator'
      );
    });
  });

  it('AdminApproved is no word of permittedUsersPolicyType', () => {
    expect(test.problems([...wholeApp(), oauthPolicies({ permittedUsersPolicyType: 'AdminApproved' })])).to.deep.equal({
      Shop_oauth_defaultPolicy:
        "Error parsing file: 'AdminApproved' is not a valid value for the enum 'PermittedUsersPolicyType'",
    });
  });

  it('IP relaxation and the validity unit have their words', () => {
    const relaxation = oauthPolicies({ ipRelaxationPolicyType: 'Relax' });
    expect(test.problems([...wholeApp(), relaxation]).Shop_oauth_defaultPolicy).to.include(
      'ipRelaxationPolicyType: bad value'
    );
    const unit = oauthPolicies({ refreshTokenValidityUnit: 'Years' });
    expect(test.problems([...wholeApp(), unit]).Shop_oauth_defaultPolicy).to.include(
      'refreshTokenValidityUnit: bad value'
    );
  });

  describe('the refresh token IP allowlist', () => {
    const ranges = (list: Array<[start: string, end: string]>): Part[] => [
      ...wholeApp(),
      securitySettings({
        tokenIpRanges: list.map(([startIpAddress, endIpAddress]) => ({ endIpAddress, startIpAddress })),
      }),
    ];
    const addresses = (count: number): Array<[string, string]> =>
      Array.from({ length: count }, (_, index) => [`10.0.0.${index}`, `10.0.0.${index}`]);

    it('takes 128 ranges and 256 addresses, of both families', () => {
      expect(test.problems(ranges(addresses(128)))).to.deep.equal({});
      expect(
        test.problems(
          ranges([
            ['10.0.0.0', '10.0.0.253'],
            ['2001:db8::1', '2001:db8::2'],
          ])
        )
      ).to.deep.equal({});
    });

    it('takes no 129th range and no 257th address', () => {
      expect(test.problems(ranges(addresses(129))).Shop_oauthSecurity).to.include('128');
      expect(test.problems(ranges([['10.0.0.0', '10.0.1.0']])).Shop_oauthSecurity).to.include('256');
    });

    it('takes no range that ends before it starts or changes family', () => {
      expect(test.problems(ranges([['10.0.0.2', '10.0.0.1']])).Shop_oauthSecurity).to.include('valid start and end');
      expect(test.problems(ranges([['10.0.0.2', '::1']])).Shop_oauthSecurity).to.include('valid start and end');
    });
  });

  describe('Auth. Providers and named credentials', () => {
    const provider = (fields: Part['fields']): Part => ({
      type: 'AuthProvider',
      fullName: 'Jira',
      fields: { friendlyName: 'Jira', providerType: 'Salesforce', ...fields },
    });

    it('keep the secret that the provider was created with', () => {
      test.deploy([provider({ consumerSecret: 'first' })]);
      test.deploy([provider({ consumerSecret: 'second' })]);
      expect(test.fields('AuthProvider', 'Jira')).to.include({ consumerSecret: 'first' });
    });

    it('never show a secret or a password', () => {
      const credential: Part = {
        type: 'NamedCredential',
        fullName: 'Jira',
        fields: { label: 'Jira', password: 'hush' },
      };
      test.deploy([provider({ consumerSecret: 'hush' }), credential]);
      for (const type of ['AuthProvider', 'NamedCredential']) {
        const component = test.org.components.find(type, 'Jira');
        expect(component && writeComponentFile(component, 68))
          .to.be.a('string')
          .that.does.not.include('hush');
      }
    });

    it('give a provider a name of at most 32 characters', () => {
      expect(test.problems([provider({ friendlyName: 'x'.repeat(33) })]).Jira).to.match(/^STRING_TOO_LONG/);
    });
  });

  it('the API name of an app is letters, digits and single underscores', () => {
    for (const name of ['1Shop', 'Shop_', 'My___Shop', 'My-Shop']) {
      expect(test.problems([app({}, name)])[name], name).to.match(/^The External Client App Name field can only/);
    }
    expect(test.problems([app({}, 'My_Shop_2')])).to.deep.equal({});
  });
});
