import { expect } from 'chai';
import { describeQuery, runQuery } from '../../../local-org/soql/query.js';
import { NEWEST, TestOrg } from './support.js';

describe('local-org: SOQL aggregates', () => {
  let test: TestOrg;

  beforeEach(() => {
    test = new TestOrg();
  });

  const session = (): Parameters<typeof runQuery>[1] => ({
    org: test.org,
    version: NEWEST,
    user: test.org.people.admin,
  });

  /** The records without their attributes. */
  const query = (soql: string): unknown[] =>
    runQuery(soql, session()).records.map(({ attributes, ...values }) => {
      expect(attributes).to.deep.equal({ type: 'AggregateResult' });
      return values;
    });

  it('give one record for all rows, with a number in the place of each name that is missing', () => {
    expect(query('SELECT COUNT(Id), COUNT_DISTINCT(UserLicenseId) licenses, MAX(Name) FROM Profile')).to.deep.equal([
      { expr0: 4, licenses: 2, expr1: 'System Administrator' },
    ]);
    expect(runQuery('SELECT COUNT(Id) FROM Profile', session())).to.include({ totalSize: 1, done: true });
  });

  it('give a record a group, also over a relationship, under the last name or an alias', () => {
    expect(query('SELECT Profile.Name, COUNT(Id) n FROM User GROUP BY Profile.Name')).to.deep.include.members([
      { Name: 'System Administrator', n: 1 },
      { Name: 'Standard User', n: 1 },
    ]);
    expect(
      query(
        'SELECT p.UserLicense.Name license, p.PermissionsApiEnabled, COUNT(Id) FROM Profile p ' +
          'GROUP BY p.UserLicense.Name, p.PermissionsApiEnabled'
      )
    ).to.deep.equal([
      { license: 'Salesforce', PermissionsApiEnabled: true, expr0: 2 },
      { license: 'Salesforce Integration', PermissionsApiEnabled: true, expr0: 1 },
      { license: 'Salesforce', PermissionsApiEnabled: false, expr0: 1 },
    ]);
  });

  it('need no function where there is a group', () => {
    expect(query('SELECT IsActive FROM User GROUP BY IsActive')).to.deep.equal([
      { IsActive: true },
      { IsActive: false },
    ]);
  });

  it('look at the rows that WHERE lets through', () => {
    expect(query('SELECT COUNT(Id) FROM User WHERE IsActive = true')).to.deep.equal([{ expr0: 3 }]);
  });

  it('leave null out, and are null or 0 of nothing', () => {
    expect(query('SELECT COUNT(Description), MIN(Description) FROM Profile')).to.deep.equal([
      { expr0: 0, expr1: null },
    ]);
    expect(query('SELECT SUM(UseCount), MAX(LastUsedDate), COUNT(Id) FROM OauthToken')).to.deep.equal([
      { expr0: null, expr1: null, expr2: 0 },
    ]);
    expect(query('SELECT AppName, COUNT(Id) FROM OauthToken GROUP BY AppName')).to.deep.equal([]);
  });

  it('write moments as records do', () => {
    expect(query('SELECT MIN(CreatedDate) FROM User')).to.deep.equal([{ expr0: '2026-10-01T12:00:00.000+0000' }]);
  });

  it('are ordered by what is grouped or aggregated, limited and skipped by groups', () => {
    const soql = 'SELECT UserLicense.Name, COUNT(Id) FROM Profile GROUP BY UserLicense.Name ORDER BY';
    expect(query(`${soql} UserLicense.Name DESC LIMIT 1`)).to.deep.equal([
      { Name: 'Salesforce Integration', expr0: 1 },
    ]);
    expect(query(`${soql} COUNT(Id) DESC LIMIT 1`)).to.deep.equal([{ Name: 'Salesforce', expr0: 3 }]);
    expect(query(`${soql} UserLicense.Name OFFSET 1`)).to.have.length(1);
  });

  it('tell their columns, flat', () => {
    const soql = 'SELECT Profile.Name, COUNT(Id), MAX(CreatedDate) latest FROM User GROUP BY Profile.Name';
    const { columnMetadata, groupBy } = describeQuery(soql, session());
    expect(groupBy).to.equal(true);
    expect(
      columnMetadata.map(({ columnName, displayName, aggregate, apexType }) => [
        columnName,
        displayName,
        aggregate,
        apexType,
      ])
    ).to.deep.equal([
      ['Name', 'Name', false, 'String'],
      ['expr0', 'COUNT(Id)', true, 'Integer'],
      ['latest', 'MAX(CreatedDate)', true, 'Datetime'],
    ]);
  });

  const errors: Array<[soql: string, message: string]> = [
    ['SELECT Name, COUNT(Id) FROM User', 'Field must be grouped or aggregated: Name'],
    ['SELECT Name FROM User GROUP BY Alias', 'Field must be grouped or aggregated: Name'],
    ['SELECT COUNT(Id) FROM User GROUP BY CreatedDate', "field 'CreatedDate' can not be grouped in a query call"],
    [
      'SELECT COUNT(Id) FROM User LIMIT 1',
      'Non-grouped query that uses overall aggregate functions cannot also use LIMIT',
    ],
    ['SELECT SUM(Name) FROM User', 'field Name does not support aggregate operator SUM'],
    ['SELECT MAX(IsActive) FROM User', 'field IsActive does not support aggregate operator MAX'],
    ['SELECT Name, Profile.Name FROM User GROUP BY Name, Profile.Name', 'duplicate alias: Name'],
    ['SELECT COUNT(), Name FROM User GROUP BY Name', 'This org does not evaluate COUNT() in a query'],
    ['SELECT AVG(UseCount) FROM OauthToken', 'This org does not evaluate AVG(UseCount) in a query'],
    ['SELECT COUNT(Id) FROM User GROUP BY ROLLUP(Name)', 'This org groups by fields only'],
    ['SELECT COUNT(Id) FROM User GROUP BY Name HAVING COUNT(Id) > 1', 'This org does not evaluate having in a query'],
    ['SELECT FIELDS(ALL), COUNT(Id) FROM User GROUP BY Name', 'This org does not evaluate FIELDS(ALL) in a query'],
    [
      'SELECT Id FROM User WHERE ProfileId IN (SELECT MAX(Id) FROM Profile)',
      'A query inside IN selects a field, not an aggregate',
    ],
    ['SELECT Name FROM User ORDER BY COUNT(Id)', 'This org orders records by fields only'],
  ];
  for (const [soql, message] of errors) {
    it(`refuse ${soql}`, () => {
      expect(() => runQuery(soql, session()))
        .to.throw(message)
        .and.include({ status: 400, errorCode: 'MALFORMED_QUERY' });
    });
  }

  it('refuse a field that is not there', () => {
    expect(() => query('SELECT MAX(Foo) FROM User')).to.throw("No such column 'Foo'");
  });
});
