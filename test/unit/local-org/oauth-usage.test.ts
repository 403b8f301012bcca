import { expect } from 'chai';
import { runQuery, type ResultRecord } from '../../../local-org/soql/query.js';
import { AS_INTEGRATION, CALLBACK, ORG_URL, TestVendor } from './oauth-support.js';
import { app, globalSettings, NEWEST, oauthPolicies, oauthSettings, TestOrg, wholeApp } from './support.js';

describe('local-org: who has used an app', () => {
  let test: TestOrg;
  let vendor: TestVendor;

  beforeEach(() => {
    test = new TestOrg();
    test.deploy([
      app({ label: 'The Shop' }),
      ...wholeApp({ isClientCredentialsFlowEnabled: true }).slice(1),
      oauthPolicies(AS_INTEGRATION),
    ]);
    vendor = new TestVendor(test);
  });

  const query = (soql: string, username = 'admin@local.org'): ResultRecord[] => {
    const user = test.org.people.users.find(({ Username }) => Username === username)!;
    return runQuery(soql, { org: test.org, version: NEWEST, user }).records;
  };

  const appId = (): string => test.org.components.find('ExternalClientApplication', 'Shop')!.id;

  it('is asked of OauthToken: a row a grant, with the label of the app', async () => {
    expect(query('SELECT Id FROM OauthToken')).to.deep.equal([]);
    const { refresh_token: token } = await vendor.authorize();
    test.now += 60_000;
    await vendor.refresh(token);
    const soql = 'SELECT AppName, UseCount, CreatedDate, LastUsedDate, User.Username FROM OauthToken';
    const [row, ...others] = query(soql);
    expect(others).to.deep.equal([]);
    expect(row).to.include({
      AppName: 'The Shop',
      UseCount: 2,
      CreatedDate: '2026-10-01T12:00:01.000+0000',
      LastUsedDate: '2026-10-01T12:01:01.000+0000',
    });
    expect(row?.User).to.include({ Username: 'admin@local.org' });
  });

  it('leads from the token over the menu item to the app', async () => {
    await vendor.authorize();
    const [row] = query(
      `SELECT AppMenuItem.Name, AppMenuItem.Label, AppMenuItem.ApplicationId FROM OauthToken
       WHERE AppMenuItem.ApplicationId = '${appId().slice(0, 15)}'`
    );
    expect(row?.AppMenuItem).to.include({ Name: 'Shop', Label: 'The Shop', ApplicationId: appId() });
    expect(query('SELECT Name, Type FROM AppMenuItem')).to.have.length(1);
  });

  it('counts each authorization of a user, and an app that runs as one once', async () => {
    await vendor.authorize();
    await vendor.authorize();
    await vendor.asItself();
    await vendor.asItself();
    const rows = query('SELECT UserId, UseCount FROM OauthToken').map(({ UseCount }) => UseCount);
    expect(rows).to.deep.equal([1, 1, 2]);
    expect(query('SELECT COUNT_DISTINCT(UserId) users, SUM(UseCount) uses FROM OauthToken')[0]).to.include({
      users: 2,
      uses: 4,
    });
  });

  it('shows no token', async () => {
    const tokens = await vendor.authorize();
    const [row] = query('SELECT AccessToken, RequestToken, DeleteToken FROM OauthToken');
    const shown = [row?.AccessToken, row?.RequestToken, row?.DeleteToken];
    expect(new Set(shown)).to.have.property('size', 3);
    expect(shown).not.to.include(tokens.access_token).and.not.include(tokens.refresh_token);
  });

  it('has no audit columns, and does not group by a moment', () => {
    expect(() => query('SELECT LastModifiedDate FROM OauthToken')).to.throw('No such column');
    expect(() => query('SELECT LastUsedDate FROM OauthToken GROUP BY LastUsedDate')).to.throw(
      "field 'LastUsedDate' can not be grouped in a query call"
    );
  });

  it('is no business of users who may not customize the application, but for their own tokens', async () => {
    await vendor.authorize();
    await vendor.asItself();
    const owners = (username: string): unknown[] =>
      query('SELECT User.Alias FROM OauthToken', username).map(({ User }) => (User as { Alias: string }).Alias);
    expect(owners('admin@local.org')).to.have.members(['ada', 'ines']);
    expect(owners('integration@local.org')).to.deep.equal(['ines']);
    expect(owners('no-api@local.org')).to.deep.equal([]);
  });

  describe('by apps/oauth/usage', () => {
    const usage = async (parameters = ''): Promise<unknown> => {
      const headers = { authorization: `Bearer ${test.org.accessToken}` };
      const answer = await test.fetch(`${ORG_URL}/services/data/v59.0/apps/oauth/usage${parameters}`, { headers });
      return answer.status === 200 ? ((await answer.json()) as { apps: unknown }).apps : answer.status;
    };

    it('are all apps, page by page', async () => {
      const shop = { identifier: appId(), developerName: 'Shop', label: 'The Shop' };
      expect(await usage()).to.deep.equal([shop]);
      test.deploy([app({}, 'Art')]);
      expect(await usage()).to.have.length(2);
      expect(await usage('?page=1&pageSize=1')).to.deep.equal([shop]);
      expect(await usage('?page=2&pageSize=1')).to.deep.equal([]);
      expect(await usage('?page=first')).to.equal(400);
    });

    it('may be only apps with tokens', async () => {
      test = new TestOrg({ quirks: ['usage-only-used'] });
      test.deploy([...wholeApp(), app({}, 'Art'), oauthSettings({}, 'Art')]);
      test.deploy([globalSettings({ callbackUrl: CALLBACK }, 'Art')]);
      expect(await usage()).to.deep.equal([]);
      await new TestVendor(test, 'Art').authorize();
      const names = ((await usage()) as Array<{ developerName: string }>).map(({ developerName }) => developerName);
      expect(names).to.deep.equal(['Art']);
    });
  });
});
