import { expect } from 'chai';
import {
  areControlsEnforced,
  isWithoutAddresses,
  withEffectivePolicy,
  withEnforcedControls,
} from '../../../src/definition/controls.js';
import type { Duration, RefreshTokenPolicy } from '../../../src/settings/values.js';

const idle = (amount: number, unit: Duration['unit']): RefreshTokenPolicy => ({ expireAfterIdle: { amount, unit } });

const effective = (refreshToken: RefreshTokenPolicy | undefined, limitIdleRefreshTokens?: boolean): unknown =>
  withEffectivePolicy({ oauth: { security: { limitIdleRefreshTokens } }, policies: { refreshToken } }).policies
    ?.refreshToken;

describe('the refresh token policy in force', () => {
  const CASES: Array<[string, RefreshTokenPolicy, RefreshTokenPolicy]> = [
    ['30 idle days for "valid until revoked"', 'validUntilRevoked', idle(30, 'days')],
    ['30 idle days for 31', idle(31, 'days'), idle(30, 'days')],
    ['30 idle days for two months', idle(2, 'months'), idle(30, 'days')],
    ['30 idle days for 721 hours', idle(721, 'hours'), idle(30, 'days')],
    ['720 idle hours as they are', idle(720, 'hours'), idle(720, 'hours')],
    ['30 idle days as they are', idle(30, 'days'), idle(30, 'days')],
    ['an idle month as it is', idle(1, 'months'), idle(1, 'months')],
    ['immediate expiry as it is', 'expireImmediately', 'expireImmediately'],
    [
      'a fixed lifetime as it is',
      { expireAfter: { amount: 365, unit: 'days' } },
      { expireAfter: { amount: 365, unit: 'days' } },
    ],
  ];

  for (const [title, stored, inForce] of CASES) {
    it(`is, with the idle limit on, ${title}`, () => {
      expect(effective(stored, true)).to.deep.equal(inForce);
    });

    it(`is what is stored with the limit off (${JSON.stringify(stored)})`, () => {
      expect(effective(stored, false)).to.deep.equal(stored);
      expect(effective(stored)).to.deep.equal(stored);
    });
  }

  it('is unknown where none is stored', () => {
    expect(effective(undefined, true)).to.equal(undefined);
  });

  it('changes nothing else', () => {
    const definition = {
      name: 'Shop',
      oauth: { security: { limitIdleRefreshTokens: true } },
      policies: { enabled: true, refreshToken: 'validUntilRevoked' as const },
    };
    expect(withEffectivePolicy(definition)).to.deep.equal({
      ...definition,
      policies: { enabled: true, refreshToken: idle(30, 'days') },
    });
    expect(definition.policies.refreshToken).to.equal('validUntilRevoked');
  });
});

describe('the controls', () => {
  const DAYS: Array<[string | undefined, boolean]> = [
    ['2026-06-30T23:59:59.000+0000', false],
    ['2026-07-01T00:00:00.000+0000', true],
    ['2026-07-01', true],
    ['2027-01-01T00:00:00.000Z', true],
    ['2025-12-31T00:00:00.000Z', false],
    [undefined, true],
  ];

  for (const [createdDate, enforced] of DAYS) {
    it(`are ${enforced ? '' : 'not '}enforced on an app created ${createdDate ?? 'nobody knows when'}`, () => {
      expect(areControlsEnforced(createdDate)).to.equal(enforced);
    });
  }
});

describe('an app as Salesforce will make it', () => {
  const OLD_CONTROLS = { requirePkce: true, rotateRefreshTokens: true };

  it('has the enforced controls on, whatever was asked for, and all the rest as asked', () => {
    const asked = { label: 'Shop', oauth: { scopes: ['api' as const], security: { requirePkce: false } } };
    expect(withEnforcedControls(asked, 67)).to.deep.equal({
      label: 'Shop',
      oauth: { scopes: ['api'], security: { ...OLD_CONTROLS, limitIdleRefreshTokens: true } },
    });
  });

  it('has only those of them that the API version shows', () => {
    expect(withEnforcedControls({ oauth: {} }, 65)).to.deep.equal({ oauth: { security: OLD_CONTROLS } });
  });

  it('has none of them without OAuth', () => {
    expect(withEnforcedControls({ label: 'Shop' }, 68)).to.deep.equal({ label: 'Shop' });
  });
});

describe('an app without callbacks', () => {
  it('has none that leads to where no address can be registered', () => {
    for (const oauth of [undefined, {}, { callbackUrls: [] }]) expect(isWithoutAddresses({ oauth })).to.equal(false);
  });
});
