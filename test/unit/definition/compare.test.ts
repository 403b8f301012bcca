import { expect } from 'chai';
import fc from 'fast-check';
import { compareSettings, type ComparisonContext, type Difference } from '../../../src/definition/compare.js';
import { valueAt } from '../../../src/definition/schema.js';
import type { SettingPath, SettingValues } from '../../../src/settings/table.js';
import { definitions } from '../../support/arbitraries.js';

const OLD = '2025-01-01T00:00:00.000+0000';
const OLD_APP: ComparisonContext = { apiVersion: 68, createdDate: OLD };

const compare = (
  requested: SettingValues,
  live: SettingValues,
  context: Partial<ComparisonContext> = {}
): Difference[] => compareSettings(requested, live, { ...OLD_APP, ...context });

const settingsOf = (differences: Difference[]): string[] => differences.map(({ setting }) => setting);

const BASE: SettingValues = { oauth: { callbackUrls: ['https://a.example/'], scopes: ['api', 'refresh_token'] } };

describe('compareSettings', () => {
  it('finds nothing where the org has what was asked for', () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        const live = { ...definition, oauth: { ...definition.oauth, security: definition.oauth?.security ?? {} } };
        live.oauth.security = { ...live.oauth.security, limitIdleRefreshTokens: false };
        const requested = structuredClone(live);
        expect(compare(requested, live)).to.deep.equal([]);
      }),
      { numRuns: 100 }
    );
  });

  it('compares only what was asked for', () => {
    expect(
      compare({ label: 'Shop' }, { label: 'Shop', description: 'x', oauth: { flows: { device: true } } })
    ).to.deep.equal([]);
  });

  it('tells what was asked for and what the org has', () => {
    expect(compare({ ...BASE, description: 'new' }, { ...BASE, description: 'old' })).to.deep.equal([
      {
        setting: 'description',
        requested: 'new',
        live: 'old',
        reason: 'other',
        affects: [],
        matters: false,
        advice: 'The org has another value than the one asked for.',
      },
    ]);
  });

  it('says null of what the org does not have', () => {
    const [{ live, requested }] = compare({ contactPhone: '1' }, {});
    expect({ live, requested }).to.deep.equal({ live: null, requested: '1' });
  });

  it('lists differences in the order of the table', () => {
    const asked = { policies: { enabled: false }, oauth: { scopes: ['id' as const] }, label: 'x' };
    expect(settingsOf(compare(asked, BASE))).to.deep.equal(['label', 'oauth.scopes', 'policies.enabled']);
  });

  describe('takes for the same', () => {
    const a = { start: '192.0.2.1', end: '192.0.2.1' };
    const b = { start: '192.0.2.5', end: '192.0.2.9', description: 'Jira' };
    const SAME: Array<[string, SettingValues, SettingValues]> = [
      ['scopes in another order', { oauth: { scopes: ['api', 'id'] } }, { oauth: { scopes: ['id', 'api'] } }],
      ['a scope that is asked for twice', { oauth: { scopes: ['api', 'api'] } }, { oauth: { scopes: ['api'] } }],
      [
        'callback URLs in another order',
        { oauth: { callbackUrls: ['https://a/', 'https://b/'] } },
        { oauth: { callbackUrls: ['https://b/', 'https://a/'] } },
      ],
      ['profiles in another order', { policies: { profiles: ['A', 'B'] } }, { policies: { profiles: ['B', 'A'] } }],
      [
        'IP ranges in another order',
        { oauth: { security: { refreshTokenIpAllowlist: [a, b] } } },
        { oauth: { security: { refreshTokenIpAllowlist: [b, a] } } },
      ],
      [
        'an IPv6 address in another spelling',
        { oauth: { trustedIpRanges: [{ start: '2001:db8::1', end: '2001:db8::2' }] } },
        { oauth: { trustedIpRanges: [{ start: '2001:0DB8:0:0:0:0:0:1', end: '2001:0DB8:0:0:0:0:0:2' }] } },
      ],
      [
        'a certificate with other line ends',
        {
          oauth: {
            flows: { jwtBearer: { certificate: '-----BEGIN CERTIFICATE-----\nMI\nIC\n-----END CERTIFICATE-----\n' } },
          },
        },
        {
          oauth: {
            flows: { jwtBearer: { certificate: '-----BEGIN CERTIFICATE-----\r\nMIIC\r\n-----END CERTIFICATE-----' } },
          },
        },
      ],
      [
        'a username with other capitals',
        { policies: { runAs: 'Integration@Example.com' } },
        { policies: { runAs: 'integration@example.com' } },
      ],
      ['false and absent', { oauth: { flows: { device: false } } }, {}],
      ['an emptied list and absent', { policies: { profiles: [] }, oauth: { scopes: [], customAttributes: [] } }, {}],
      ['true and absent where that is how it is made', { policies: { enabled: true } }, {}],
      ['a required secret and absent', { oauth: { security: { requireSecretForWebServerFlow: true } } }, {}],
    ];

    for (const [title, requested, live] of SAME) {
      it(title, () => {
        expect(compare(requested, live)).to.deep.equal([]);
      });
    }
  });

  describe('tells apart', () => {
    const OTHER: Array<[SettingPath, SettingValues, SettingValues]> = [
      ['oauth.scopes', { oauth: { scopes: ['api'] } }, { oauth: { scopes: ['api', 'id'] } }],
      [
        'oauth.callbackUrls',
        { oauth: { callbackUrls: ['https://a.example/x'] } },
        { oauth: { callbackUrls: ['https://a.example/X'] } },
      ],
      ['policies.enabled', { policies: { enabled: false } }, {}],
      ['policies.runAs', { policies: { runAs: 'a@b.c' } }, {}],
      ['oauth.flows.device', { oauth: { flows: { device: true } } }, {}],
      ['policies.profiles', { policies: { profiles: [] } }, { policies: { profiles: ['Sales'] } }],
      [
        'oauth.security.refreshTokenIpAllowlist',
        { oauth: { security: { refreshTokenIpAllowlist: [{ start: '10.0.0.1', end: '10.0.0.1' }] } } },
        { oauth: { security: { refreshTokenIpAllowlist: [{ start: '10.0.0.1', end: '10.0.0.2' }] } } },
      ],
      [
        'policies.refreshToken',
        { policies: { refreshToken: { expireAfter: { amount: 90, unit: 'days' } } } },
        { policies: { refreshToken: { expireAfterIdle: { amount: 90, unit: 'days' } } } },
      ],
    ];

    for (const [path, requested, live] of OTHER) {
      it(`${path}: ${JSON.stringify(valueAt(requested, path))} and ${JSON.stringify(valueAt(live, path))}`, () => {
        expect(settingsOf(compare(requested, live))).to.deep.equal([path]);
      });
    }
  });

  describe('calls unsupported', () => {
    it('what the API version cannot take, and says since when it can be', () => {
      const asked: SettingValues = { oauth: { ...BASE.oauth, security: { limitIdleRefreshTokens: true } } };
      expect(compare(asked, BASE, { apiVersion: 65 })).to.deep.equal([
        {
          setting: 'oauth.security.limitIdleRefreshTokens',
          requested: true,
          live: null,
          reason: 'unsupported',
          affects: ['authorizationCode'],
          matters: true,
          advice:
            'The API version in use does not have the setting (it came with API 66.0), so it was not sent. Use that version or a later one, or set it in Setup.',
        },
      ]);
    });

    it('what cannot be taken, although it reads as asked for: nobody can know', () => {
      const asked: SettingValues = { oauth: { ...BASE.oauth, security: { dPopEnabled: true } } };
      const [{ reason, matters, live }] = compare(asked, asked, { apiVersion: 66 });
      expect({ reason, matters, live }).to.deep.equal({ reason: 'unsupported', matters: true, live: null });
    });

    it('nothing that came with the version in use', () => {
      const asked: SettingValues = { oauth: { ...BASE.oauth, security: { limitIdleRefreshTokens: true } } };
      expect(compare(asked, BASE, { apiVersion: 66 }).map(({ reason }) => reason)).to.deep.equal(['other']);
      expect(compare(asked, asked, { apiVersion: 66 })).to.deep.equal([]);
    });

    it('what would have been off anyway, and that does not matter', () => {
      const security = { limitIdleRefreshTokens: false, mtlsEnabled: false, refreshTokenIpAllowlist: [] };
      const context = { apiVersion: 65, why: { 'oauth.security.mtlsEnabled': 'The vendor has no certificate.' } };
      const found = compare({ oauth: { security } }, BASE, context);
      expect(found.map(({ reason, matters }) => [reason, matters])).to.deep.equal([
        ['unsupported', false],
        ['unsupported', false],
        ['unsupported', false],
      ]);
    });
  });
});
