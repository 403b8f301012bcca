import { expect } from 'chai';
import { QueryRefused } from '../../../src/org/batch.js';
import { memberQueries, membersIn, type AppMembers } from '../../../src/org/members.js';
import { apiNameFromOrg } from '../../../src/settings/apiNames.js';

const OAUTH = 'ExtlClntAppOauthSettings';
const POLICIES = 'ExtlClntAppConfigurablePolicies';
const RECORD = { Id: '0xI1', DeveloperName: 'Shop', CreatedDate: '2026-08-01T00:00:00.000Z' };
const APP = { id: '0xI1', name: 'Shop', createdDate: '2026-08-01T00:00:00.000Z', isWholeName: false };

const rows = (...names: string[]): Array<{ DeveloperName: string }> =>
  names.map((DeveloperName) => ({ DeveloperName }));

describe('the queries for the members of an app', () => {
  it('ask for the app, for whose the members are, and for the names that new ones would get', () => {
    const queries = memberQueries(apiNameFromOrg('Shop'), 68);
    expect(queries.app).to.equal(
      "SELECT Id, DeveloperName, CreatedDate FROM ExternalClientApplication WHERE DeveloperName = 'Shop'"
    );
    expect(queries[`of ${POLICIES}`]).to.equal(
      'SELECT DeveloperName, ExternalClientApplicationId FROM ExtlClntAppPlcyCnfg WHERE ExternalClientApplicationId IN ' +
        "(SELECT Id FROM ExternalClientApplication WHERE DeveloperName = 'Shop')"
    );
    expect(queries[`named ${OAUTH}`]).to.equal(
      'SELECT DeveloperName FROM ExtlClntAppOauthSettings WHERE DeveloperName IN ' +
        "('Shop_oauth', 'Shop_oauth2', 'Shop_oauth3', 'Shop_oauth4', 'Shop_oauth5')"
    );
    expect(queries.grants).to.equal(
      'SELECT SetupEntityId, Parent.Name, Parent.IsOwnedByProfile, Parent.Profile.Name FROM SetupEntityAccess ' +
        "WHERE SetupEntityId IN (SELECT Id FROM ExternalClientApplication WHERE DeveloperName = 'Shop')"
    );
    expect(Object.keys(queries)).to.have.length(12);
  });

  it('do not ask for what the API version does not have', () => {
    expect(Object.values(memberQueries(apiNameFromOrg('Shop'), 65)).join('\n')).not.to.include('OauthSecuritySettings');
  });

  it('cannot be broken out of by a name', () => {
    expect(memberQueries(apiNameFromOrg("x' OR Id != '"), 68).app).to.include("= 'x\\' OR Id != \\''");
  });
});

describe('the answers to the queries for the members of an app', () => {
  it('tell the app as the org spells it, its members, and the names in use', () => {
    const members = membersIn(apiNameFromOrg('SHOP'), {
      app: [RECORD],
      [`of ${OAUTH}`]: rows('Shop_oauth'),
      [`named ${OAUTH}`]: rows('Shop_oauth', 'SHOP_oauth2'),
      [`of ${POLICIES}`]: [],
      [`named ${POLICIES}`]: [],
    });
    expect(members.app).to.deep.equal(APP);
    expect([...members.names]).to.deep.equal([
      [OAUTH, ['Shop_oauth']],
      [POLICIES, []],
    ]);
    expect([...members.taken]).to.deep.equal([`${OAUTH} shop_oauth`, `${OAUTH} shop_oauth2`]);
  });

  it('leave a type unknown of which one is refused, and no other', () => {
    const refused = new QueryRefused('INVALID_TYPE', 'sObject type is not supported');
    for (const question of ['of', 'named'] as const) {
      const { app, names } = membersIn(apiNameFromOrg('Shop'), {
        app: [RECORD],
        [`of ${OAUTH}`]: rows('Shop_oauth'),
        [`named ${OAUTH}`]: [],
        [`of ${POLICIES}`]: rows('Shop_plcy'),
        [`named ${POLICIES}`]: [],
        [`${question} ${OAUTH}`]: refused,
      });
      expect(app).to.deep.equal(APP);
      expect([...names.keys()]).to.deep.equal([POLICIES]);
    }
  });

  it('tell that there is no such app, and that it is not known whether there is', () => {
    expect(membersIn(apiNameFromOrg('Shop'), { app: [] }).app).to.equal('none');
    expect(membersIn(apiNameFromOrg('Shop'), { app: new QueryRefused('INVALID_TYPE', 'no') }).app).to.equal('unknown');
    expect(membersIn(apiNameFromOrg('Shop'), { app: [RECORD, { ...RECORD, Id: '0xI2' }] }).app).to.equal('unknown');
  });

  describe('where several apps have the name', () => {
    const records = [RECORD, { ...RECORD, Id: '0xI2' }];
    const prefix = [
      { Id: '0xI1', NamespacePrefix: null },
      { Id: '0xI2', NamespacePrefix: 'acme' },
    ];
    const own = [{ NamespacePrefix: null }];
    const of = (...ids: string[]): Array<Record<string, string>> =>
      ids.map((id) => ({ DeveloperName: `oauth_${id}`, ExternalClientApplicationId: id }));
    const found = (name: string, more: Partial<Parameters<typeof membersIn>[1]> = {}): AppMembers =>
      membersIn(apiNameFromOrg(name), {
        app: records,
        prefix,
        own,
        [`of ${OAUTH}`]: of('0xI1', '0xI2'),
        [`named ${OAUTH}`]: [],
        ...more,
      });

    it('tell which is meant, and keep its members from the others’', () => {
      expect(found('shop').app).to.deep.include({ id: '0xI1', name: 'Shop' });
      expect(found('shop').names.get(OAUTH)).to.deep.equal(['oauth_0xI1']);
      expect(found('ACME__Shop').app).to.deep.include({ id: '0xI2', name: 'acme__Shop' });
      expect(found('ACME__Shop').names.get(OAUTH)).to.deep.equal(['oauth_0xI2']);
      expect(found('other__Shop').app).to.equal('none');
    });

    it('take the one in the org’s own name space for the org’s, also where the record says so', () => {
      const owner = found('acme__Shop', { app: [{ ...RECORD, Id: '0xI2' }], own: [{ NamespacePrefix: 'acme' }] });
      expect(owner.app).to.deep.include({ id: '0xI2', name: 'Shop' });
      expect([owner.name, owner.own]).to.deep.equal(['Shop', 'acme']);
    });

    it('do not say which is whose where name spaces are not told', () => {
      expect(found('Shop', { prefix: new QueryRefused('INVALID_FIELD', 'no') }).app).to.equal('unknown');
    });

    it('take the only one for the one that is meant, and ask back where there are two', () => {
      expect(found('Shop', { app: [{ ...RECORD, Id: '0xI2' }] }).app).to.deep.include({ name: 'acme__Shop' });
      const both = prefix.map(({ Id }) => ({ Id, NamespacePrefix: `n${Id}` }));
      expect(() => found('Shop', { prefix: both }))
        .to.throw('n0xI1__Shop, n0xI2__Shop')
        .with.property('name', 'AmbiguousNameError');
    });
  });
});
