import { expect } from 'chai';
import { memberKey, type Component } from '../../../src/metadata/components.js';
import { globalNames } from '../../../src/metadata/memberNames.js';
import { Findings, nextToRetrieve } from '../../../src/org/memberSearch.js';
import type { AppMembers } from '../../../src/org/members.js';
import { ECA_TYPES, type EcaType } from '../../../src/settings/platform.js';
import { apiNameFromOrg } from '../../../src/settings/apiNames.js';

const APP = 'ExternalClientApplication';
const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
const OAUTH = 'ExtlClntAppOauthSettings';
const SECURITY = 'ExtlClntAppOauthSecuritySettings';
const POLICIES = 'ExtlClntAppConfigurablePolicies';
const OAUTH_POLICIES = 'ExtlClntAppOauthConfigurablePolicies';

const SHOP = {
  id: '0xI1',
  name: apiNameFromOrg('Shop'),
  createdDate: '2026-08-01T00:00:00.000Z',
  isWholeName: true,
};

const NAMES: Array<[EcaType, string[]]> = [
  [OAUTH, ['Shop_oauth']],
  [SECURITY, []],
  [POLICIES, ['Shop_defaultPolicy']],
  [OAUTH_POLICIES, ['Shop_oauth_defaultPolicy']],
];

const members = (more: Partial<AppMembers> = {}): AppMembers => ({
  name: apiNameFromOrg('shop'),
  own: null,
  app: SHOP,
  names: new Map(NAMES),
  taken: new Set(),
  grants: undefined,
  ...more,
});

const component = (type: EcaType, fullName: string, app = 'Shop'): Component => ({
  type,
  fullName,
  elements: type === APP ? {} : { externalClientApplication: app },
});

const WHOLE = [
  component(APP, 'Shop'),
  component(GLOBAL, 'Shop_glbloauth'),
  component(OAUTH, 'Shop_oauth'),
  component(POLICIES, 'Shop_defaultPolicy'),
  component(OAUTH_POLICIES, 'Shop_oauth_defaultPolicy'),
];

const next = (known: AppMembers, findings = new Findings()): Array<[EcaType, string[] | '*']> => [
  ...nextToRetrieve(known, [...ECA_TYPES], findings),
];

/** What comes after everything was asked for by name, and this was found. */
const nextAfter = (found: Component[], known = members()): Array<[EcaType, string[] | '*']> => {
  const findings = new Findings();
  findings.add(nextToRetrieve(known, [...ECA_TYPES], findings), found);
  return next(known, findings);
};

describe('what is to be retrieved of an app', () => {
  it('is first the names that the queries told, and those that orgs give to global settings', () => {
    expect(next(members())).to.deep.equal([
      [APP, ['Shop']],
      [GLOBAL, globalNames(apiNameFromOrg('Shop'), ['Shop_oauth'])],
      [OAUTH, ['Shop_oauth']],
      [POLICIES, ['Shop_defaultPolicy']],
      [OAUTH_POLICIES, ['Shop_oauth_defaultPolicy']],
    ]);
  });

  it('is nothing more once all of it is found', () => {
    expect(nextAfter(WHOLE)).to.deep.equal([]);
  });

  it('is a type whole of which the queries told nothing', () => {
    const names = new Map(NAMES.filter(([type]) => type !== POLICIES));
    expect(next(members({ names }))).to.deep.include([POLICIES, '*']);
  });

  it('is a type whole in which a name was not found', () => {
    expect(nextAfter(WHOLE.filter(({ type }) => type !== POLICIES))).to.deep.equal([[POLICIES, '*']]);
  });

  it('is a type whole in which a member says that it is another app’s', () => {
    const found = WHOLE.map((own) => (own.type === POLICIES ? component(POLICIES, own.fullName, 'Other') : own));
    expect(nextAfter(found)).to.deep.equal([[POLICIES, '*']]);
  });

  it('is all global settings, where there are OAuth settings without them', () => {
    const found = WHOLE.map((own) => (own.type === GLOBAL ? component(GLOBAL, own.fullName, 'Other') : own));
    expect(nextAfter(found)).to.deep.equal([[GLOBAL, '*']]);
  });

  it('is all OAuth settings, where there are global ones without them', () => {
    const names = new Map(NAMES).set(OAUTH, []);
    const found = WHOLE.filter(({ type }) => type !== OAUTH);
    expect(nextAfter(found, members({ names }))).to.deep.equal([
      [OAUTH, '*'],
      [SECURITY, '*'],
    ]);
  });

  it('is every type of which the queries show none, where they show no policies either, which every app has', () => {
    const names = new Map(NAMES).set(POLICIES, []);
    expect(next(members({ names }))).to.deep.include.members([
      [SECURITY, '*'],
      [POLICIES, '*'],
      [OAUTH_POLICIES, ['Shop_oauth_defaultPolicy']],
    ]);
  });

  it('is every type of which the queries show none, where they show OAuth settings without their policies', () => {
    const names = new Map(NAMES).set(OAUTH_POLICIES, []);
    expect(next(members({ names }))).to.deep.include.members([
      [SECURITY, '*'],
      [OAUTH_POLICIES, '*'],
    ]);
  });

  it('is nothing more for an app without OAuth', () => {
    const names = new Map(NAMES).set(OAUTH, []).set(OAUTH_POLICIES, []);
    const found = [component(APP, 'Shop'), component(POLICIES, 'Shop_defaultPolicy')];
    expect(nextAfter(found, members({ names }))).to.deep.equal([]);
  });

  it('is everything, where the org does not tell whether there is such an app', () => {
    const unknown = members({ app: 'unknown', names: new Map() });
    expect(next(unknown)).to.deep.equal(ECA_TYPES.map((type) => [type, '*']));
    expect(nextAfter(WHOLE, unknown)).to.deep.equal([]);
  });

  it('is the app itself, where the user sees no record of it, and then everything', () => {
    const hidden = members({ app: 'none', names: new Map() });
    expect(next(hidden)).to.deep.equal([[APP, ['shop']]]);
    expect(nextAfter([], hidden)).to.deep.equal([]);
    expect(nextAfter([component(APP, 'shop')], hidden)).to.deep.equal(ECA_TYPES.map((type) => [type, '*']));
  });

  it('is what the queries told beside what was asked for before they had answered', () => {
    const findings = new Findings();
    const asked: Array<[EcaType, string[]]> = WHOLE.map(({ type, fullName }) => [type, [fullName]]);
    const found = WHOLE.filter(({ type }) => type !== POLICIES);
    findings.add(new Map([...asked].filter(([type]) => type !== POLICIES)), found);
    expect(next(members(), findings)).to.deep.equal([[POLICIES, ['Shop_defaultPolicy']]]);
  });

  it('is nothing more in the org that owns the app’s name space', () => {
    const found = WHOLE.map((own) => (own.type === APP ? own : component(own.type, own.fullName, 'acme__Shop')));
    expect(nextAfter(found, members({ own: 'acme' }))).to.deep.equal([]);
  });

  describe('of an app from a package', () => {
    const installed = (more: Partial<AppMembers> = {}): AppMembers =>
      members({ app: { ...SHOP, name: apiNameFromOrg('acme__Shop') }, ...more });
    const ofPackage = (name: string): string => `acme__${name}`;

    it('is asked for with and without the name space, but for the app', () => {
      const wanted = new Map(next(installed()));
      expect(wanted.get(APP)).to.deep.equal(['acme__Shop']);
      expect(wanted.get(OAUTH)).to.deep.equal(['Shop_oauth', 'acme__Shop_oauth']);
      expect(wanted.get(POLICIES)).to.deep.equal(['Shop_defaultPolicy', 'acme__Shop_defaultPolicy']);
      expect(wanted.get(GLOBAL)).to.include.members(['Shop_glbloauth', 'acme__Shop_glbloauth']);
    });

    it('is nothing more, whichever spelling its members have', () => {
      for (const named of [ofPackage, (name: string): string => name]) {
        const found = WHOLE.map(({ type, fullName }) =>
          component(type, type === APP ? 'acme__Shop' : named(fullName), 'acme__Shop')
        );
        expect(nextAfter(found, installed())).to.deep.equal([]);
      }
    });

    it('is not what belongs to an app of the org that is called the same', () => {
      const own = WHOLE.filter(({ type }) => type !== APP);
      expect(nextAfter(own, installed()).length).to.be.greaterThan(3);
    });
  });

  it('ends, whatever the org answers', () => {
    const findings = new Findings();
    const rounds: number[] = [];
    for (let wanted = next(members(), findings); wanted.length > 0; wanted = next(members(), findings)) {
      rounds.push(wanted.length);
      findings.add(new Map(wanted), []);
    }
    expect(rounds).to.deep.equal([5, 4]);
  });
});

describe('findings', () => {
  it('hold a component once, however often it was found', () => {
    const findings = new Findings();
    findings.add(new Map(), WHOLE);
    findings.add(new Map(), [component(GLOBAL, 'SHOP_GLBLOAUTH')]);
    expect(findings.components.map(memberKey)).to.deep.equal(WHOLE.map(memberKey));
  });
});
