import { expect } from 'chai';
import { compareSettings, type ComparisonContext, type Difference } from '../../../src/definition/compare.js';
import { ENFORCED_CONTROLS, type EnforcedControl } from '../../../src/definition/controls.js';
import { FLOWS, type Flow } from '../../../src/definition/flows.js';
import { fromValues, type SettingValue } from '../../../src/definition/schema.js';
import type { OAuthScope } from '../../../src/settings/values.js';
import type { SettingValues } from '../../../src/settings/table.js';

const NEW = '2026-07-01T00:00:00.000+0000';
const OLD = '2026-06-30T23:59:59.000+0000';

const PKCE = 'oauth.security.requirePkce';
const CONTROLS: readonly EnforcedControl[] = ENFORCED_CONTROLS;

/** What switches each flow on. */
const SWITCHES: Record<Flow, SettingValue> = {
  authorizationCode: ['oauth.callbackUrls', ['https://a.example/']],
  authorizationCodeAndCredentials: ['oauth.flows.authorizationCodeAndCredentials', true],
  clientCredentials: ['oauth.flows.clientCredentials', true],
  device: ['oauth.flows.device', true],
  jwtBearer: ['oauth.flows.jwtBearer.certificate', '-----BEGIN CERTIFICATE-----'],
  tokenExchange: ['oauth.flows.tokenExchange', true],
};

const app = (
  flows: readonly Flow[],
  more: SettingValue[] = [],
  scopes: OAuthScope[] = ['refresh_token']
): SettingValues => fromValues([['oauth.scopes', scopes], ...flows.map((flow) => SWITCHES[flow]), ...more]);

const compareAll = (
  requested: SettingValues,
  live: SettingValues,
  context: Partial<ComparisonContext> = {}
): Difference[] => compareSettings(requested, live, { apiVersion: 68, createdDate: NEW, ...context });

/** Without the controls that the app does not show yet: the apps here show one at a time. */
const compare = (...compared: Parameters<typeof compareAll>): Difference[] =>
  compareAll(...compared).filter(({ pending, requested }) => !pending || requested !== null);

const onlyDifference = (differences: Difference[]): Difference => {
  expect(differences).to.have.lengthOf(1);
  return differences[0];
};

describe('an enforced control', () => {
  const AFFECTED: Record<EnforcedControl, Flow[]> = {
    'oauth.security.requirePkce': ['authorizationCode', 'authorizationCodeAndCredentials'],
    'oauth.security.rotateRefreshTokens': ['authorizationCode', 'authorizationCodeAndCredentials', 'device'],
    'oauth.security.limitIdleRefreshTokens': ['authorizationCode', 'authorizationCodeAndCredentials', 'device'],
  };

  for (const control of CONTROLS) {
    for (const flow of FLOWS) {
      const isAffected = AFFECTED[control].includes(flow);

      it(`${control}, asked to be off, ${isAffected ? 'matters' : 'does not matter'} for ${flow}`, () => {
        const found = onlyDifference(compare(fromValues([[control, false]]), app([flow], [[control, true]])));
        expect(found).to.include({ setting: control, requested: false, live: true, reason: 'enforced' });
        expect(found.affects).to.deep.equal(isAffected ? [flow] : []);
        expect(found.matters).to.equal(isAffected);
        expect(found.advice).to.match(isAffected ? /must / : /nothing changes for its client\.$/);
      });
    }

    it(`${control}, which nobody asked for, is named and decides nothing`, () => {
      const found = onlyDifference(
        compare({}, app(['authorizationCode'], [[control, true]]), { why: { [control]: 'The vendor fears it.' } })
      );
      expect(found).to.include({ setting: control, requested: null, live: true, reason: 'enforced', matters: false });
      expect(found.affects).to.deep.equal(['authorizationCode']);
      expect(found.advice).not.to.contain('The vendor fears it.');
    });

    it(`${control} is no difference where it is asked for`, () => {
      expect(compare(fromValues([[control, true]]), app(['device'], [[control, true]]))).to.deep.equal([]);
    });

    it(`${control} is not enforced on an app created before July 2026`, () => {
      const live = app(['authorizationCode'], [[control, true]]);
      expect(compare({}, live, { createdDate: OLD })).to.deep.equal([]);
      expect(onlyDifference(compare(fromValues([[control, false]]), live, { createdDate: OLD })).reason).to.equal(
        'other'
      );
    });

    it(`${control}, asked to be on, is held by nobody where it is off in an app created before July 2026`, () => {
      const found = compare(fromValues([[control, true]]), app(['device']), { createdDate: OLD });
      expect(onlyDifference(found).reason).to.equal('other');
    });

    it(`${control} will be on in an app created since July 2026 that does not show it yet`, () => {
      const live = app(['authorizationCode'], [[control, false]]);
      expect(compare(fromValues([[control, true]]), live)).to.deep.equal([]);
      const found = onlyDifference(compare(fromValues([[control, false]]), live));
      expect(found).to.include({ requested: false, live: true, reason: 'enforced', pending: true, matters: true });
      expect(compareAll({}, live).map(({ setting }) => setting)).to.have.members(CONTROLS);
      expect(compare({}, live, { createdDate: undefined })).to.deep.equal([]);
    });
  }

  it('touches no flow where no refresh tokens are handed out', () => {
    const live = app(['authorizationCode', 'device'], [['oauth.security.rotateRefreshTokens', true]], ['api']);
    expect(onlyDifference(compare({}, live)).affects).to.deep.equal([]);
  });

  it('counts as enforced where nobody knows when the app was created', () => {
    const found = compare({ oauth: { security: { requirePkce: false } } }, app(['device'], [[PKCE, true]]), {
      createdDate: undefined,
    });
    expect(onlyDifference(found).reason).to.equal('enforced');
  });
});

describe('the refresh token policy', () => {
  const LIMITED: SettingValue = ['oauth.security.limitIdleRefreshTokens', true];
  const asked: SettingValues = {
    oauth: { security: { limitIdleRefreshTokens: true } },
    policies: { refreshToken: 'validUntilRevoked' },
  };

  it('that is stored as asked for and not in force is enforced otherwise', () => {
    const live = app(['device'], [LIMITED, ['policies.refreshToken', 'validUntilRevoked']]);
    const found = onlyDifference(compare(asked, live));
    expect(found).to.include({ setting: 'policies.refreshToken', requested: 'validUntilRevoked', reason: 'enforced' });
    expect(found.live).to.deep.equal({ expireAfterIdle: { amount: 30, unit: 'days' } });
    expect(found.affects).to.deep.equal(['device']);
    expect(found.matters).to.equal(true);
    expect(found.advice).to.match(/^With the enforced 30-day idle limit this policy is not in force: a refresh token/);
  });

  it('does not matter where no refresh tokens are handed out', () => {
    const live = app(['clientCredentials'], [LIMITED, ['policies.refreshToken', 'validUntilRevoked']]);
    const found = onlyDifference(compare(asked, live));
    expect([found.affects, found.matters]).to.deep.equal([[], false]);
    expect(found.advice).to.match(/hands out no refresh tokens/);
  });

  it('that is stored otherwise can be mended', () => {
    const live = app(['device'], [LIMITED, ['policies.refreshToken', 'expireImmediately']]);
    expect(onlyDifference(compare(asked, live))).to.include({ live: 'expireImmediately', reason: 'other' });
  });

  it('that agrees with the limit is no difference', () => {
    const agreeing: SettingValues = {
      ...asked,
      policies: { refreshToken: { expireAfterIdle: { amount: 30, unit: 'days' } } },
    };
    const live = app(['device'], [LIMITED, ['policies.refreshToken', 'validUntilRevoked']]);
    expect(compare(agreeing, live)).to.deep.equal([]);
  });
});

describe('a difference matters', () => {
  const pkceOff: SettingValues = { oauth: { security: { requirePkce: false } } };
  const live = app(['authorizationCode', 'device'], [[PKCE, true]]);

  it('where it touches a flow that the vendor uses', () => {
    expect(onlyDifference(compare(pkceOff, live, { usedWith: ['authorizationCode'] })).matters).to.equal(true);
  });

  it('not where it touches only flows that the vendor does not use', () => {
    const found = onlyDifference(compare(pkceOff, live, { usedWith: ['device'] }));
    expect([found.affects, found.matters]).to.deep.equal([['authorizationCode'], false]);
  });

  it('for any flow that is on, where nobody knows what the vendor uses', () => {
    expect(onlyDifference(compare(pkceOff, live)).matters).to.equal(true);
  });

  it('always, where the vendor says why; and then it is said why', () => {
    const found = onlyDifference(
      compare(pkceOff, live, { usedWith: ['device'], why: { [PKCE]: '  The vendor fears it.\n' } })
    );
    expect(found.matters).to.equal(true);
    expect(found.advice).to.match(/it cannot be turned off\. .* The vendor fears it\.$/);
  });

  it('even in basic information, where the vendor says why', () => {
    const found = onlyDifference(compare({ label: 'A' }, { label: 'B' }, { why: { label: 'They look it up by it.' } }));
    expect(found.matters).to.equal(true);
  });

  for (const flow of FLOWS) {
    const asked = fromValues([SWITCHES[flow]]);

    it(`where ${flow} was asked for and is not on`, () => {
      const found = onlyDifference(compare(asked, app([]), { usedWith: [flow] }));
      expect([found.affects, found.matters]).to.deep.equal([[flow], true]);
    });

    it(`where ${flow} was asked for and is not on, whether or not it is known what the vendor uses`, () => {
      expect(onlyDifference(compare(asked, app([]))).matters).to.equal(true);
    });
  }

  it('where the client credentials flow runs as somebody else', () => {
    const asked: SettingValues = { policies: { runAs: 'a@b.example' } };
    const found = onlyDifference(
      compare(asked, app(['clientCredentials', 'device'], [['policies.runAs', 'c@d.example']]))
    );
    expect([found.affects, found.matters]).to.deep.equal([['clientCredentials'], true]);
  });

  it('for all flows, where it is on a setting that all share', () => {
    const found = onlyDifference(compare({ oauth: { scopes: ['api'] } }, app(['device', 'jwtBearer'])));
    expect(found.affects).to.deep.equal(['device', 'jwtBearer']);
  });
});
