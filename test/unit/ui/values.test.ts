import { expect } from 'chai';
import { describeSettings } from '../../../src/ui/definitionView.js';
import { describeDifferences } from '../../../src/ui/differences.js';
import { formatValue } from '../../../src/ui/values.js';
import type { Difference } from '../../../src/definition/compare.js';

describe('formatValue', () => {
  const CASES: Array<[unknown, string]> = [
    [true, 'on'],
    [false, 'off'],
    [null, 'none'],
    [undefined, 'none'],
    [[], 'none'],
    [0, '0'],
    ['https://a.example/', 'https://a.example/'],
    [['api', 'full'], 'api, full'],
    [{ start: '192.0.2.1', end: '192.0.2.1' }, '192.0.2.1'],
    [[{ start: '192.0.2.1', end: '192.0.2.9', description: 'Jira' }], '192.0.2.1-192.0.2.9 (Jira)'],
    [{ expireAfterIdle: { amount: 30, unit: 'days' } }, 'Expire refresh token if not used for 30 days'],
    [{ expireAfter: { amount: 90, unit: 'days' } }, 'Expire refresh token after 90 days'],
    ['validUntilRevoked', 'Refresh token is valid until revoked'],
    ['expireImmediately', 'Immediately expire refresh token'],
    ['adminApproved', 'Admin approved users are pre-authorized'],
    ['allSelfAuthorized', 'All users may self-authorize'],
    ['relax', 'Relax IP restrictions'],
    [[{ key: 'team', formula: '"Sales"' }], 'team = "Sales"'],
    ['-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----', 'a certificate'],
  ];

  for (const [value, shown] of CASES) {
    it(`shows ${JSON.stringify(value) ?? 'undefined'} as "${shown}"`, () => {
      expect(formatValue(value)).to.equal(shown);
    });
  }
});

describe('describeSettings', () => {
  it("shows settings by Setup's sections and labels, in Setup's order", () => {
    expect(
      describeSettings({
        policies: { permittedUsers: 'adminApproved', profiles: ['Sales'] },
        oauth: { security: { requirePkce: true }, scopes: ['api'] },
        label: 'Shop',
        contactEmail: 'a@b.example',
      })
    ).to.deep.equal([
      '',
      'Basic Information',
      '  External Client App Name: Shop',
      '  Contact Email: a@b.example',
      '',
      'OAuth Settings',
      '  Selected OAuth Scopes: api',
      '',
      'Security',
      '  Require Proof Key for Code Exchange (PKCE) extension for Supported Authorization Flows: on',
      '',
      'App Policies',
      '  Profiles: Sales',
      '',
      'OAuth Policies',
      '  Permitted Users: Admin approved users are pre-authorized',
    ]);
  });

  it("takes no free text for one of Setup's words", () => {
    expect(describeSettings({ label: 'relax' })).to.include('  External Client App Name: relax');
  });

  it('shows nothing of nothing', () => {
    expect(describeSettings({})).to.deep.equal([]);
  });
});

describe('describeDifferences', () => {
  const asked: Difference = {
    setting: 'oauth.flows.device',
    requested: true,
    live: null,
    reason: 'other',
    affects: ['device', 'jwtBearer'],
    matters: true,
    advice: 'Do this.',
  };
  const unasked: Difference = {
    setting: 'oauth.security.rotateRefreshTokens',
    requested: null,
    live: true,
    reason: 'enforced',
    affects: [],
    matters: false,
    advice: 'Do that.',
  };

  it('shows first what was asked for, then what nobody asked for, and whether it matters', () => {
    expect(describeDifferences([unasked, asked])).to.deep.equal([
      '',
      'Not as asked for:',
      '! Enable Device Flow (oauth.flows.device): asked for on, is none',
      '    Touches: device, jwtBearer',
      '    Do this.',
      '',
      'Enforced by Salesforce, and not asked for here:',
      '- Enable Refresh Token Rotation (oauth.security.rotateRefreshTokens): is on',
      '    Do that.',
    ]);
  });

  it('shows of a list what it lacks and has too many, and of one that is not there what was asked for', () => {
    const range = (address: string): object => ({ start: address, end: address, description: 'Jira' });
    const lists: Array<Partial<Difference>> = [
      { setting: 'oauth.scopes', requested: ['api', 'id'], live: ['api', 'web'] },
      { setting: 'policies.profiles', requested: ['Sales', 'Support'], live: ['Sales'] },
      { setting: 'oauth.security.refreshTokenIpAllowlist', requested: [], live: [range('192.0.2.1')] },
      { setting: 'oauth.callbackUrls', requested: ['https://a.example/'], live: null },
    ];
    const linesOf = (isForetold: boolean): string[] =>
      describeDifferences(
        lists.map((list) => ({ ...asked, ...list, matters: false, affects: [] })),
        isForetold
      ).filter((line) => line.startsWith('-'));
    expect(linesOf(false)).to.deep.equal([
      '- Selected OAuth Scopes (oauth.scopes): lacks id; has web, which was not asked for',
      '- Profiles (policies.profiles): lacks Support',
      '- Refresh Token IP Allowlist (oauth.security.refreshTokenIpAllowlist): has 192.0.2.1 (Jira), which was not asked for',
      '- Callback URL (oauth.callbackUrls): asked for https://a.example/, is none',
    ]);
    expect(linesOf(true)[0]).to.equal(
      '- Selected OAuth Scopes (oauth.scopes): will lack id; will have web, which was not asked for'
    );
  });

  it('shows nothing where there is no difference', () => {
    expect(describeDifferences([])).to.deep.equal([]);
  });
});
