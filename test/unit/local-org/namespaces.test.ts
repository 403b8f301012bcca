import { expect } from 'chai';
import { retrieve } from '../../../local-org/metadata/retrieve.js';
import { runQuery } from '../../../local-org/soql/query.js';
import { NEWEST, TestOrg, wholeApp } from './support.js';

describe('local-org: name spaces', () => {
  it('come in with names or not, where the org owns them, and make one component', () => {
    const test = new TestOrg({ namespace: 'acme' });
    const spelled = wholeApp().map((part) => ({ ...part, fullName: `ACME__${part.fullName}` }));
    expect(test.deploy(spelled).status).to.equal('Succeeded');
    expect(test.problems(wholeApp())).to.deep.equal({});
    expect(test.org.components.list('ExternalClientApplication').map(({ fullName }) => fullName)).to.deep.equal([
      'Shop',
    ]);
    expect(test.org.components.listOfApp('Shop')).to.have.length(4);
  });

  it('go out with files and their properties, and are found by either spelling', () => {
    const test = new TestOrg({ namespace: 'acme' });
    test.deploy(wholeApp());
    const found = (...members: string[]): ReturnType<typeof retrieve> =>
      retrieve({ version: 68, types: [{ name: 'ExternalClientApplication', members }] }, 68, test.org, true);
    for (const member of ['Shop', 'acme__Shop']) {
      const [properties] = found(member).fileProperties;
      expect(properties).to.include({ fullName: 'Shop', namespacePrefix: 'acme', manageableState: 'unmanaged' });
    }
    expect(found('other__Shop').messages).to.have.length(1);
  });

  it('are no part of the names of an org that owns none', () => {
    const test = new TestOrg();
    const [app] = wholeApp();
    expect(test.problems([{ ...app, fullName: 'acme__Shop' }]).acme__Shop).to.include('with the namespace: acme');
  });

  it('say what came with a package, which nobody but its publisher changes, all but the policies', () => {
    const test = new TestOrg({ installed: ['acme__Shop'] });
    const { org } = test;
    const members = org.components.listOfApp('acme__Shop').map(({ type, fullName }) => [type, fullName]);
    expect(members).to.have.deep.members([
      ['ExtlClntAppOauthSettings', 'acme__Shop_oauth'],
      ['ExtlClntAppConfigurablePolicies', 'acme__Shop_plcy'],
      ['ExtlClntAppOauthConfigurablePolicies', 'acme__Shop_oauthPlcy'],
    ]);
    const ofApp = { externalClientApplication: 'acme__Shop', label: 'Shop' };
    const policies = {
      type: 'ExtlClntAppConfigurablePolicies',
      fullName: 'acme__Shop_plcy',
      fields: { ...ofApp, isEnabled: false, isOauthPluginEnabled: true },
    };
    expect(test.problems([policies])).to.deep.equal({});
    expect(test.fields(policies.type, policies.fullName)).to.include({ isEnabled: false });
    const added = { type: 'ExtlClntAppOauthSecuritySettings', fullName: 'Shop_oauthSecurity', fields: ofApp };
    expect(test.problems([added]).Shop_oauthSecurity).to.include('Cannot modify managed object');
    const oauth = { type: 'ExtlClntAppOauthSettings', fullName: 'acme__Shop_oauth', fields: ofApp };
    const id = org.components.find(oauth.type, oauth.fullName)?.id ?? '';
    expect(test.problems([oauth]).acme__Shop_oauth).to.equal(
      `Cannot modify managed object: entity=ExtlClntAppOauthSettings, component=${id}`
    );
  });

  it('stand in columns of their own', () => {
    const test = new TestOrg({ namespace: 'mine', installed: ['acme__Shop'] });
    test.deploy(wholeApp());
    const { org } = test;
    const session = { org, version: NEWEST, user: org.people.admin };
    const soql = 'SELECT DeveloperName, NamespacePrefix FROM ExternalClientApplication ORDER BY NamespacePrefix';
    expect(
      runQuery(soql, session).records.map(({ DeveloperName, NamespacePrefix }) => [DeveloperName, NamespacePrefix])
    ).to.deep.equal([
      ['Shop', 'acme'],
      ['Shop', 'mine'],
    ]);
    const [organization] = runQuery('SELECT NamespacePrefix FROM Organization', session).records;
    expect(organization.NamespacePrefix).to.equal('mine');
  });
});
