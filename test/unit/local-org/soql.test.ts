import { expect } from 'chai';
import { ApiError } from '../../../local-org/http/api.js';
import { describeQuery, runQuery, type QueryResult } from '../../../local-org/soql/query.js';
import { startLocalOrg } from '../../../local-org/index.js';
import { encodeComponents } from '../../../src/metadata/components.js';
import { toFiles } from '../../../src/operations/files.js';
import { followDeploy, startDeploy } from '../../../src/org/deploy.js';
import { quote } from '../../../src/org/soql.js';
import { apiName } from '../../../src/settings/apiNames.js';
import { connectTo } from '../../support/operations.js';
import { NEWEST, oauthPolicies, TestOrg, wholeApp } from './support.js';

describe('local-org: SOQL', () => {
  let test: TestOrg;

  beforeEach(() => {
    test = new TestOrg();
  });

  const sessionIn = (version: string): Parameters<typeof runQuery>[1] => ({
    org: test.org,
    version,
    user: test.org.people.admin,
  });

  const query = (soql: string): QueryResult => runQuery(soql, sessionIn(NEWEST));

  const usernames = (where: string): string[] =>
    query(`SELECT Username FROM User WHERE ${where} ORDER BY Username`).records.map(({ Username }) =>
      String(Username).replace('@local.org', '')
    );

  const errorOf = (soql: string): string => {
    try {
      query(soql);
    } catch (error) {
      if (error instanceof ApiError) return `${error.status} ${error.errorCode}: ${error.message}`;
      throw error;
    }
    return 'none';
  };

  const cases: Array<[where: string, expected: string[]]> = [
    ['IsActive = true', ['admin', 'integration', 'no-api']],
    ['IsActive != true', ['inactive']],
    ["Username = 'ADMIN@LOCAL.ORG'", ['admin']],
    ["Username LIKE 'in%'", ['inactive', 'integration']],
    ["Username LIKE 'admi_@%'", ['admin']],
    [String.raw`Username LIKE 'admi\_@%'`, []],
    [String.raw`Username LIKE '\u0061dmin\%%'`, []],
    [String.raw`Username = '\u0061DMIN@local.org'`, ['admin']],
    [String.raw`Username IN ('\u0061dmin@local.org', 'a\n\R\t\B\f\"\'\\')`, ['admin']],
    ["Username IN ('admin@local.org', 'inactive@local.org')", ['admin', 'inactive']],
    ["Username NOT IN ('admin@local.org')", ['inactive', 'integration', 'no-api']],
    ["(NOT Profile.Name = 'System Administrator') AND IsActive = TRUE", ['integration', 'no-api']],
    ["Profile.UserLicense.Name = 'Salesforce Integration'", ['integration']],
    ["IsActive = false OR (FirstName = 'Ada' AND LastName = 'Admin')", ['admin', 'inactive']],
    ['Email = null', []],
    ['CreatedDate >= 2026-10-01T12:00:00Z', ['admin', 'inactive', 'integration', 'no-api']],
    ['CreatedDate > 2026-10-01T12:00:00+00:00', []],
    ["ProfileId IN (SELECT Id FROM Profile WHERE Name LIKE 'System%')", ['admin']],
  ];
  for (const [where, expected] of cases) {
    it(`evaluates ${where}`, () => {
      expect(usernames(where)).to.deep.equal(expected);
    });
  }

  it('gives records as REST does: attributes, names as Salesforce spells them, moments with a zone', () => {
    const { admin } = test.org.people;
    expect(
      query("select id, profile.name, createddate, isactive from USER u where u.username='admin@local.org'")
    ).to.deep.equal({
      totalSize: 1,
      done: true,
      records: [
        {
          attributes: { type: 'User', url: `/services/data/v68.0/sobjects/User/${admin.Id}` },
          Id: admin.Id,
          Profile: {
            attributes: { type: 'Profile', url: `/services/data/v68.0/sobjects/Profile/${admin.ProfileId}` },
            Name: 'System Administrator',
          },
          CreatedDate: '2026-10-01T12:00:00.000+0000',
          IsActive: true,
        },
      ],
    });
  });

  it('orders, limits, skips and counts', () => {
    const names = query('SELECT Name FROM Profile ORDER BY Name DESC LIMIT 2 OFFSET 1').records.map(({ Name }) => Name);
    expect(names).to.deep.equal(['Standard User', 'Minimum Access - No API']);
    expect(query('SELECT COUNT() FROM User')).to.deep.equal({ totalSize: 4, done: true, records: [] });
  });

  it('finds an id in both of its forms', () => {
    const { Id } = test.org.people.admin;
    expect(query(`SELECT Id FROM User WHERE Id = '${Id.slice(0, 15)}'`).totalSize).to.equal(1);
    expect(query(`SELECT Id FROM User WHERE Id = '${Id}'`).totalSize).to.equal(1);
  });

  it('shows what was deployed as records', () => {
    test.deploy([...wholeApp(), oauthPolicies({ refreshTokenPolicyType: 'Infinite' })]);
    const [policy] = query(
      'SELECT RefreshTokenPolicyType, RefreshTokenValidityPeriod, ExternalClientApplication.DeveloperName FROM ExtlClntAppOauthPlcyCnfg'
    ).records;
    expect(policy).to.deep.include({ RefreshTokenPolicyType: 'Infinite', RefreshTokenValidityPeriod: null });
    expect(policy?.ExternalClientApplication).to.include({ DeveloperName: 'Shop' });
    const [scopes] = query(
      'SELECT OauthScopesAPI, OauthScopesREFRESH_TOKEN, OauthScopesSSO FROM ExtlClntAppOauthSettings'
    ).records;
    expect(scopes).to.include({ OauthScopesAPI: true, OauthScopesREFRESH_TOKEN: true, OauthScopesSSO: false });
  });

  it('tells the columns of a query', () => {
    const { columnMetadata } = describeQuery('SELECT Id, Profile.Name, Profile.Id FROM User', sessionIn(NEWEST));
    expect(
      columnMetadata.map(({ columnName, joinColumns }) => [columnName, joinColumns.map((join) => join.columnName)])
    ).to.deep.equal([
      ['Id', []],
      ['Profile', ['Name', 'Id']],
    ]);
  });

  const errors: Array<[soql: string, expected: RegExp]> = [
    ['SELECT Id FROM Nothing', /^400 INVALID_TYPE: sObject type 'Nothing' is not supported/],
    ['SELECT Foo FROM User', /^400 INVALID_FIELD: No such column 'Foo' on entity 'User'/],
    ['SELECT Id FROM User WHERE Manager.Name = null', /^400 INVALID_FIELD: Didn't understand relationship 'Manager'/],
    [
      "SELECT Id FROM User WHERE IsActive = 'true'",
      /^400 INVALID_FIELD: value of filter criterion for field 'IsActive'/,
    ],
    ['SELECT Id FROM', /^400 MALFORMED_QUERY/],
    ['SELECT Id, id FROM User', /^400 INVALID_FIELD: duplicate field selected: id/],
    ['SELECT Id key FROM User', /^400 MALFORMED_QUERY: only aggregate expressions use field aliasing/],
    ['SELECT Id FROM User WHERE CreatedDate = TODAY', /^400 MALFORMED_QUERY: This org compares moments, not TODAY/],
    ['SELECT Id, (SELECT Id FROM Users) FROM Profile', /^400 MALFORMED_QUERY: This org does not evaluate/],
    [
      'SELECT Id FROM User WHERE IsActive = true AND Name = null OR Id = null',
      /^400 MALFORMED_QUERY: unexpected token: 'OR'/,
    ],
  ];
  for (const [soql, expected] of errors) {
    it(`refuses ${soql}`, () => {
      expect(errorOf(soql)).to.match(expected);
    });
  }

  it('finds those who may do everything by what their profile permits', () => {
    const soql =
      'SELECT Assignee.Username FROM PermissionSetAssignment WHERE PermissionSet.PermissionsModifyAllData = true';
    expect(query(soql).records.map(({ Assignee }) => (Assignee as { Username: string }).Username)).to.deep.equal([
      'admin@local.org',
    ]);
    expect(query('SELECT Name FROM Profile WHERE PermissionsModifyAllData = true').totalSize).to.equal(1);
  });

  it('knows the permission sets that a user has beside the profile', () => {
    const soql = "SELECT Assignee.Alias FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Jira_Integration'";
    expect(query(soql).records.map(({ Assignee }) => (Assignee as { Alias: string }).Alias)).to.deep.equal(['ines']);
  });

  it('takes no backslash before anything else, and no line break as it is', () => {
    for (const written of [String.raw`a\xb`, String.raw`a\u12`, String.raw`a\_`, 'a\nb']) {
      expect(errorOf(`SELECT Id FROM User WHERE Username = '${written}'`), written).to.match(/^400 MALFORMED_QUERY: /);
    }
  });

  it('gives jsforce the record with that text, however it has to be written', async () => {
    const org = await startLocalOrg({ deployTime: 0, policy: 'open' });
    try {
      const connection = await connectTo(org);
      const about = 'it\'s "so"\\n:\n\tor so';
      const app = { name: apiName.parse('Shop'), label: 'Shop', description: about };
      const files = toFiles(encodeComponents(app, 68).components);
      await followDeploy(connection, await startDeploy(connection, files, { checkOnly: false }), {});
      const find = async (text: string): Promise<unknown> =>
        connection.query(
          `SELECT Description FROM ExternalClientApplication WHERE Description = ${quote(text)} AND DeveloperName = 'Shop'`
        );
      expect(await find(about)).to.have.nested.property('records[0].Description', about);
      expect(await find(about.replace('\n', ' '))).to.have.property('totalSize', 0);
      const byJsforce = connection.sobject('User').find({ Username: org.username, LastName: "O'Hara" });
      expect(await byJsforce).to.deep.equal([]);
    } finally {
      await org.stop();
    }
  });

  it('has no objects of types that came later', () => {
    expect(() => runQuery('SELECT Id FROM ExtlClntAppOauthSecuritySettings', sessionIn('65.0'))).to.throw(
      'is not supported'
    );
  });
});
