import { expect } from 'chai';
import { parseIpRange, type IpRange, type OrgRange } from '../../../src/settings/ipRanges.js';
import { reviewControls } from '../../../src/definition/review.js';
import { NO_GRANTS } from '../../../src/definition/grants.js';
import { mergeDefinitions, type PartialDefinition } from '../../../src/definition/schema.js';
import { refusalsOf } from '../../../src/operations/lockRefusals.js';
import { getTemplate } from '../../../src/templates/find.js';
import type { Template } from '../../../src/templates/template.js';
import { CERTIFICATE, EXPIRY } from '../../support/certificate.js';
import { apiName } from '../../../src/settings/apiNames.js';

const ranges = (...texts: string[]): IpRange[] => texts.map((text) => parseIpRange(text));

/** An app in which nothing speaks against locking. */
const SOUND: PartialDefinition = {
  name: apiName.parse('Vendor'),
  oauth: {
    callbackUrls: ['https://vendor.example/oauth'],
    scopes: ['api', 'refresh_token'],
    security: {
      requirePkce: true,
      rotateRefreshTokens: true,
      limitIdleRefreshTokens: true,
      refreshTokenIpAllowlist: ranges('52.29.100.17'),
    },
  },
  policies: { enabled: true, permittedUsers: 'allSelfAuthorized' },
};

const NOW = new Date('2026-11-24T12:00:00.000Z');

const NOTHING = { grants: undefined, hasAddresses: false };

interface More {
  template?: Template;
  apiVersion?: number;
  now?: Date;
  hasAddresses?: boolean;
}

const refusals = (
  change: PartialDefinition,
  { template, apiVersion = 68, now = NOW, hasAddresses = false }: More = {}
): string[] => {
  const definition = mergeDefinitions(SOUND, change);
  const controls = reviewControls(definition, definition, apiVersion, template?.usedWith);
  const lock = { planned: definition, grants: NO_GRANTS, controls, hasAddresses, template, apiVersion, now };
  return refusalsOf(lock).map(({ where, what }) => `${where}: ${what}`);
};

const allowlist = (refreshTokenIpAllowlist: OrgRange[]): PartialDefinition => ({
  oauth: { security: { refreshTokenIpAllowlist } },
});

describe('what speaks against locking an app', () => {
  it('is nothing where all is as it must be', () => expect(refusals({})).to.deep.equal([]));

  const CASES: Array<[string, PartialDefinition, RegExp, More?]> = [
    ['an allowlist that is needed and empty', allowlist([]), /^--allow-ip: .*needed and empty/],
    [
      'a private address',
      allowlist(ranges('10.0.0.1')),
      /^oauth\.security\.refreshTokenIpAllowlist: 10\.0\.0\.1 is not public/,
    ],
    ['a range that runs backwards', allowlist([{ start: '52.29.100.9', end: '52.29.100.1' }]), /runs backwards/],
    ['a range that mixes IPv4 and IPv6', allowlist([{ start: '52.29.100.9', end: '2a00::1' }]), /mixes IPv4 and IPv6/],
    [
      'ranges that overlap',
      allowlist(ranges('52.29.100.0/30', '52.29.100.1')),
      /52\.29\.100\.1 overlaps 52\.29\.100\.0/,
    ],
    [
      'too many ranges',
      allowlist(Array.from({ length: 129 }, (_, index) => parseIpRange(`52.29.100.${index}`))),
      /has 129 ranges, and Salesforce takes at most 128/,
    ],
    ['too many addresses', allowlist(ranges('52.29.0.0/23')), /512 addresses, and Salesforce takes at most 256/],
    [
      'an API version without the settings',
      {},
      /^--api-version: API version 65 .*Limit Idle.*Allowlist.*66\.0/,
      { apiVersion: 65 },
    ],
    [
      'approved users of whom there are none',
      { policies: { permittedUsers: 'adminApproved' } },
      /^policies\.permittedUsers: .*nobody can use the app/,
    ],
    ['an app that is switched off', { policies: { enabled: false } }, /^policies\.enabled: Enable App is off/],
    [
      'an OAuth plugin that is switched off',
      { policies: { plugins: { oauthPluginEnabled: false } } },
      /^policies\.plugins\.oauthPluginEnabled: /,
    ],
    [
      'a certificate that has expired',
      { oauth: { flows: { jwtBearer: { certificate: CERTIFICATE } } } },
      /^oauth\.flows\.jwtBearer\.certificate: .*expired on 2027-11-24$/,
      { now: new Date(EXPIRY.getTime() + 1000) },
    ],
  ];

  for (const [title, change, expected, more] of CASES) {
    it(`is ${title}, and only that`, () => {
      const found = refusals(change, more);
      expect(found).to.have.length(1);
      expect(found[0]).to.match(expected);
    });
  }

  it('is not a certificate until the second in which it runs out', () => {
    const change = { oauth: { flows: { jwtBearer: { certificate: CERTIFICATE } } } };
    expect(refusals(change, { now: EXPIRY })).to.deep.equal([]);
  });

  it('is not an empty allowlist where none is needed', () => {
    const local = { oauth: { callbackUrls: ['http://localhost:1/cb'], security: { refreshTokenIpAllowlist: [] } } };
    expect(refusals(local)).to.deep.equal([]);
  });

  it('is not approved users where a profile or permission set is granted', () => {
    const policies = { permittedUsers: 'adminApproved' as const };
    expect(refusals({ policies: { ...policies, profiles: ['Integration'] } })).to.deep.equal([]);
    expect(refusals({ policies: { ...policies, permissionSets: ['Jira'] } })).to.deep.equal([]);
  });

  it('is an API version that cannot take the addresses, even where no allowlist is needed', () => {
    const local: PartialDefinition = { oauth: { callbackUrls: ['http://localhost:1/cb'], scopes: ['api'] } };
    expect(refusals(local, { apiVersion: 65 })).to.deep.equal([]);
    expect(refusals(local, { apiVersion: 65, hasAddresses: true })).to.deep.equal([
      '--api-version: API version 65 does not have: Refresh Token IP Allowlist. Neither can be read or set there; use version 66.0 or a later one',
    ]);
  });

  it('is no flaw of an allowlist that the API version does not show', () => {
    const wrong = allowlist(ranges('10.0.0.1'));
    const places = (apiVersion: number): string[] => refusals(wrong, { apiVersion }).map((line) => line.split(':')[0]);
    expect(places(65)).to.deep.equal(['--api-version']);
    expect(places(66)).to.deep.equal(['oauth.security.refreshTokenIpAllowlist']);
  });

  it('is nothing about an app that has no OAuth', () => {
    const lock = { ...NOTHING, planned: {}, controls: [], template: undefined, apiVersion: 68, now: NOW };
    expect(refusalsOf(lock)).to.deep.equal([]);
  });

  it('is all of it at once', () => {
    const change: PartialDefinition = {
      oauth: { security: { refreshTokenIpAllowlist: ranges('10.0.0.1', '10.0.0.1') } },
      policies: { enabled: false, permittedUsers: 'adminApproved' },
    };
    expect(refusals(change)).to.have.length(5);
  });

  describe("is a vendor's guide that wants a control off", () => {
    const OF: Array<[string, string[]]> = [
      ['sinergify', []],
      ['plauti', []],
      // Client credentials meet none of them, and the guide gives no reason.
      ['service-board-sync', []],
      ['sendsafely', ['Require Proof Key for Code Exchange']],
      [
        'peeklogic',
        ['Require Proof Key for Code Exchange', 'Enable Refresh Token Rotation', 'Limit Idle Refresh Token'],
      ],
    ];

    for (const [name, labels] of OF) {
      it(`${name}: ${labels.length}`, async () => {
        const template = await getTemplate(name);
        const found = refusals({ oauth: { flows: { device: true } } }, { template });
        expect(found.map((line) => line.startsWith('--template: the guide of'))).to.deep.equal(labels.map(() => true));
        labels.forEach((label, index) => expect(found[index]).to.include(label));
        if (labels.length > 0) expect(found[0]).to.include(template.why['oauth.security.requirePkce']);
      });
    }
  });
});
