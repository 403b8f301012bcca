import { expect } from 'chai';
import { runQuery } from '../../../local-org/soql/query.js';
import { ORG_URL } from './oauth-support.js';
import { app, NEWEST, oauthPolicies, TestOrg, wholeApp } from './support.js';

const WHO = `SELECT Parent.Name, Parent.Profile.Name FROM SetupEntityAccess
             WHERE SetupEntityType = 'ExternalClientApplication'
             AND SetupEntityId IN (SELECT Id FROM ExternalClientApplication WHERE DeveloperName = 'Shop')`;

describe('local-org: who is granted an app', () => {
  let test: TestOrg;

  beforeEach(() => {
    test = new TestOrg();
  });

  const granted = (): string[] => {
    const { records } = runQuery(WHO, { org: test.org, version: NEWEST, user: test.org.people.admin });
    return records.map(({ Parent }) => {
      const { Name, Profile } = Parent as { Name: string; Profile: { Name: string } | null };
      return Profile?.Name ?? Name;
    });
  };

  const grant = async (ParentId: string, SetupEntityId: string): Promise<[number, unknown]> => {
    const answer = await test.fetch(`${ORG_URL}/services/data/v${NEWEST}/sobjects/SetupEntityAccess`, {
      method: 'POST',
      headers: { authorization: `Bearer ${test.org.accessToken}` },
      body: JSON.stringify({ ParentId, SetupEntityId }),
    });
    return [answer.status, await answer.json()];
  };

  const idOf = (type: string, name: string): string => test.org.components.find(type, name)?.id ?? '';

  it('are the profiles and permission sets that its policies name', () => {
    const grants = { commaSeparatedProfile: 'Standard User', commaSeparatedPermissionSet: 'API_Access,Report_Reader' };
    test.deploy([...wholeApp(), oauthPolicies(grants), app({}, 'Art')]);
    expect(granted()).to.deep.equal(['Standard User', 'API_Access', 'Report_Reader']);
    test.deploy([oauthPolicies({ commaSeparatedPermissionSet: 'API_Access' })]);
    expect(granted()).to.deep.equal(['API_Access']);
  });

  it('are also those to whom a record grants it, until the app is gone', async () => {
    test.deploy([...wholeApp(), oauthPolicies({ commaSeparatedPermissionSet: 'API_Access' })]);
    const [status] = await grant(idOf('PermissionSet', 'Report_Reader'), idOf('ExternalClientApplication', 'Shop'));
    expect([status, granted()]).to.deep.equal([201, ['Report_Reader', 'API_Access']]);
    expect(test.fields('ExtlClntAppOauthConfigurablePolicies', 'Shop_oauth_defaultPolicy')).to.include({
      commaSeparatedPermissionSet: 'API_Access',
    });
    test.org.components.delete(test.org.components.find('ExternalClientApplication', 'Shop')!);
    expect(granted()).to.deep.equal([]);
  });

  it('are granted it once, and only what the org has', async () => {
    test.deploy([...wholeApp(), oauthPolicies({ commaSeparatedPermissionSet: 'API_Access' })]);
    const shop = idOf('ExternalClientApplication', 'Shop');
    expect((await grant(idOf('PermissionSet', 'API_Access'), shop))[1]).to.have.nested.property(
      '[0].errorCode',
      'DUPLICATE_VALUE'
    );
    expect((await grant('0PSLo0000000000AAA', shop))[0]).to.equal(400);
  });
});
