import { expect } from 'chai';
import { runQuery } from '../../../local-org/soql/query.js';
import { ORG_URL } from './oauth-support.js';
import { NEWEST, TestOrg } from './support.js';

/** docs/platform.md#users */
describe('local-org: who has a permission set', () => {
  let test: TestOrg;

  beforeEach(() => {
    test = new TestOrg();
  });

  const idOf = (name: string): string => test.org.components.find('PermissionSet', name)?.id ?? '';
  const userId = (username: string): string =>
    test.org.people.users.find(({ Username }) => Username === username)?.Id ?? '';
  const holders = (name: string): unknown[] => {
    const soql = `SELECT Assignee.Username FROM PermissionSetAssignment WHERE PermissionSet.Name = '${name}'`;
    const { records } = runQuery(soql, { org: test.org, version: NEWEST, user: test.org.people.admin });
    return records.map(({ Assignee }) => (Assignee as { Username: string }).Username);
  };
  const assign = async (given: Record<string, string>): Promise<[status: number, errorCode: unknown]> => {
    const answer = await test.fetch(`${ORG_URL}/services/data/v${NEWEST}/sobjects/PermissionSetAssignment`, {
      method: 'POST',
      headers: { authorization: `Bearer ${test.org.accessToken}` },
      body: JSON.stringify(given),
    });
    const body = (await answer.json()) as Array<{ errorCode: string }> | { success: boolean };
    return [answer.status, Array.isArray(body) ? body[0]?.errorCode : body.success];
  };

  it('is who was given it, once', async () => {
    const given = { AssigneeId: userId('admin@local.org'), PermissionSetId: idOf('Report_Reader') };
    expect(await assign(given)).to.deep.equal([201, true]);
    expect(holders('Report_Reader')).to.deep.equal(['admin@local.org']);
    expect(await assign(given)).to.deep.equal([400, 'DUPLICATE_VALUE']);
    expect(holders('Report_Reader')).to.deep.equal(['admin@local.org']);
  });

  it('is nobody inactive, and nothing that the org does not have', async () => {
    const set = { PermissionSetId: idOf('Report_Reader') };
    expect(await assign({ AssigneeId: userId('inactive@local.org'), ...set })).to.deep.equal([
      400,
      'INACTIVE_OWNER_OR_USER',
    ]);
    expect(await assign({ AssigneeId: '005000000000000AAA', ...set })).to.deep.equal([
      400,
      'INVALID_CROSS_REFERENCE_KEY',
    ]);
    expect(
      await assign({ AssigneeId: userId('admin@local.org'), PermissionSetId: '0PS000000000000AAA' })
    ).to.deep.equal([400, 'INVALID_CROSS_REFERENCE_KEY']);
    expect(await assign(set)).to.deep.equal([400, 'REQUIRED_FIELD_MISSING']);
  });
});
