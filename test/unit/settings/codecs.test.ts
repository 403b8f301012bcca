import { expect } from 'chai';
import type { XmlValue } from '../../../src/settings/codecs.js';
import { settingAt as row, type SettingPath } from '../../../src/settings/table.js';

const days = (amount: number): unknown => ({ amount, unit: 'days' });

describe('how a value turns over into elements', () => {
  const CASES: Array<[SettingPath, unknown, Record<string, XmlValue | undefined>]> = [
    ['oauth.flows.device', true, { isDeviceFlowEnabled: 'true' }],
    ['oauth.flows.device', false, { isDeviceFlowEnabled: 'false' }],
    ['oauth.flows.authorizationCodeAndCredentials', true, { isCodeCredFlowEnabled: 'true' }],
    ['oauth.flows.clientCredentials', true, { isClientCredentialsFlowEnabled: 'true' }],
    ['oauth.flows.tokenExchange', true, { isTokenExchangeEnabled: 'true' }],
    ['oauth.security.requireSecretForWebServerFlow', true, { isConsumerSecretOptional: 'false' }],
    ['oauth.security.requireSecretForWebServerFlow', false, { isConsumerSecretOptional: 'true' }],
    ['oauth.security.requireSecretForRefreshTokenFlow', true, { isSecretRequiredForRefreshToken: 'true' }],
    ['oauth.security.requirePkce', false, { isPkceRequired: 'false' }],
    ['oauth.security.rotateRefreshTokens', true, { isRefreshTokenRotationEnabled: 'true' }],
    ['oauth.security.limitIdleRefreshTokens', true, { isEnforceRefreshTokenTTL: 'true' }],
    ['oauth.security.issueJwtForNamedUsers', true, { isNamedUserJwtEnabled: 'true' }],
    ['oauth.scopes', ['full', 'api', 'refresh_token'], { commaSeparatedOauthScopes: 'Full, Api, RefreshToken' }],
    ['oauth.scopes', [], { commaSeparatedOauthScopes: undefined }],
    ['oauth.idTokenConfig.idTokenValidityInMinutes', 2, { 'idTokenConfig.idTokenValidityInMinutes': '2' }],
    ['policies.profiles', ['System Administrator', 'Sales'], { commaSeparatedProfile: 'System Administrator,Sales' }],
    ['policies.permissionSets', ['Shop_User'], { commaSeparatedPermissionSet: 'Shop_User' }],
    ['policies.permittedUsers', 'adminApproved', { permittedUsersPolicyType: 'AdminApprovedPreAuthorized' }],
    ['policies.permittedUsers', 'allSelfAuthorized', { permittedUsersPolicyType: 'AllSelfAuthorized' }],
    ['policies.ipRelaxation', 'relax', { ipRelaxationPolicyType: 'Bypass' }],
    ['policies.requiredSessionLevel', 'highAssurance', { requiredSessionLevel: 'HIGH_ASSURANCE' }],
    ['policies.sessionTimeoutMinutes', 120, { sessionTimeoutInMinutes: '120' }],
    ['policies.runAs', 'a@b.c', { clientCredentialsFlowUser: 'a@b.c', isClientCredentialsFlowEnabled: 'true' }],
    [
      'policies.refreshToken',
      'validUntilRevoked',
      {
        refreshTokenPolicyType: 'Infinite',
        refreshTokenValidityPeriod: undefined,
        refreshTokenValidityUnit: undefined,
      },
    ],
    [
      'policies.refreshToken',
      'expireImmediately',
      { refreshTokenPolicyType: 'Zero', refreshTokenValidityPeriod: undefined, refreshTokenValidityUnit: undefined },
    ],
    [
      'policies.refreshToken',
      { expireAfter: days(90) },
      {
        refreshTokenPolicyType: 'SpecificLifetime',
        refreshTokenValidityPeriod: '90',
        refreshTokenValidityUnit: 'Days',
      },
    ],
    [
      'policies.refreshToken',
      { expireAfterIdle: { amount: 12, unit: 'hours' } },
      {
        refreshTokenPolicyType: 'SpecificInactivity',
        refreshTokenValidityPeriod: '12',
        refreshTokenValidityUnit: 'Hours',
      },
    ],
    [
      'oauth.security.refreshTokenIpAllowlist',
      [{ start: '192.0.2.1', end: '192.0.2.9', description: 'Jira' }],
      { tokenIpRanges: [{ description: 'Jira', endIpAddress: '192.0.2.9', startIpAddress: '192.0.2.1' }] },
    ],
    [
      'oauth.customAttributes',
      [{ key: 'k', formula: '$User.Id' }],
      { customAttributes: [{ formula: '$User.Id', key: 'k' }] },
    ],
  ];

  for (const [path, value, elements] of CASES) {
    it(`writes ${path} ${JSON.stringify(value)} as ${Object.keys(elements).join(', ')}`, () => {
      const encoded = row(path).encode(value);
      expect(Object.fromEntries(row(path).elements.map((name, index) => [name, encoded[index]]))).to.deep.equal(
        elements
      );
    });
  }
});

describe('how a value is read from elements', () => {
  const CASES: Array<[string, SettingPath, Array<XmlValue | undefined>, unknown]> = [
    ['no element as absent', 'oauth.flows.device', [undefined], undefined],
    ['an empty element as absent', 'description', [''], undefined],
    ['elements where a text belongs as absent', 'description', [{ '@xsi:nil': 'true' }], undefined],
    ['an empty list as absent', 'policies.profiles', [''], undefined],
    ['a list that ends in a comma without an empty item', 'policies.profiles', ['Sales, '], ['Sales']],
    [
      'a single range, which the parser gives without its list',
      'oauth.trustedIpRanges',
      [{ startIpAddress: '10.0.0.1', endIpAddress: '10.0.0.2' }],
      [{ start: '10.0.0.1', end: '10.0.0.2' }],
    ],
    ['scopes without blanks between them', 'oauth.scopes', ['Api,RefreshToken'], ['api', 'refresh_token']],
    ['a scope that is newer than this plugin', 'oauth.scopes', ['Api, Quantum'], ['api', 'Quantum']],
    ['a word that is newer than this plugin', 'policies.permittedUsers', ['Robots'], 'Robots'],
    ['a refresh token policy that is newer than this plugin', 'policies.refreshToken', ['Lunar'], 'Lunar'],
    [
      'callback URLs with Windows line ends',
      'oauth.callbackUrls',
      ['https://a/\r\nhttps://b/'],
      ['https://a/', 'https://b/'],
    ],
    ['a run-as user that the policy does not use as none', 'policies.runAs', ['a@b.c', 'false'], undefined],
    [
      'a certificate without its frame with one',
      'oauth.flows.jwtBearer.certificate',
      ['\nMIIC\n'],
      '-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n',
    ],
  ];

  for (const [title, path, elements, value] of CASES) {
    it(`reads ${title}`, () => {
      expect(row(path).decode(elements)).to.deep.equal(value);
    });
  }

  it('reads words whatever their case, and those that it does not know as they are', () => {
    const { decode } = row('policies.ipRelaxation');
    expect(decode(['Enforce_relaxrefresh'])).to.equal('enforceRelaxForRefresh');
    expect(decode(['Something_New'])).to.equal('Something_New');
  });
});
