import { expect } from 'chai';
import { settingOfFailure } from '../../../src/metadata/failures.js';

const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
const POLICY = 'ExtlClntAppOauthConfigurablePolicies';

describe('settingOfFailure', () => {
  const CASES: Array<[string, string, string | undefined]> = [
    [
      GLOBAL,
      'Element isDPopEnabled invalid at this location in type ExtlClntAppGlobalOauthSettings',
      'oauth.security.dPopEnabled',
    ],
    [GLOBAL, 'idTokenValidityInMinutes must be at most 720', 'oauth.idTokenConfig.idTokenValidityInMinutes'],
    [GLOBAL, 'Invalid callback URL', 'oauth.callbackUrls'],
    [GLOBAL, 'The certificate is not valid.', 'oauth.flows.jwtBearer.certificate'],
    ['ExtlClntAppOauthSettings', 'Invalid OAuth scope: Foo', 'oauth.scopes'],
    [POLICY, 'Enter a valid execution user for the OAuth client credentials flow.', 'policies.runAs'],
    [POLICY, 'no Profile named Sales found', 'policies.profiles'],
    [POLICY, 'no PermissionSet named Sales found', 'policies.permissionSets'],
    [POLICY, "INVALID_FIELD: We couldn't find permission sets called Sales.", 'policies.permissionSets'],
    [POLICY, 'refreshTokenValidityPeriod is too long', 'policies.refreshToken'],
    [POLICY, 'startUrl is no URL', 'policies.oauthStartUrl'],
    ['ExtlClntAppConfigurablePolicies', 'startUrl is no URL', 'policies.startUrl'],
    ['ExtlClntAppOauthSecuritySettings', 'IP range is too long', 'oauth.security.refreshTokenIpAllowlist'],
    [GLOBAL, 'Something went wrong', undefined],
    [GLOBAL, 'no Profile named Sales found', undefined],
    ['CustomObject', 'Invalid callback URL', undefined],
  ];

  for (const [type, problem, path] of CASES) {
    it(`takes "${problem}" of ${type} for ${path ?? 'no setting of its own'}`, () => {
      expect(settingOfFailure(type, problem)?.[0]).to.equal(path);
    });
  }
});
