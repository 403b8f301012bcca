import { expect } from 'chai';
import { judgeUse, type AppUse } from '../../../src/operations/appUse.js';
import { UNUSED } from '../../support/appUse.js';

type Seen = Partial<Omit<AppUse, 'inUse' | 'reasons'>>;

describe('judgeUse', () => {
  const judge = (seen: Seen): AppUse => judgeUse({ ...UNUSED, ...seen });

  const ROWS: Array<[string, Seen, AppUse['inUse'], number]> = [
    ['nothing that tells of use is none', {}, 'no', 0],
    ['who may use it does not', { profiles: ['Standard User'], permissionSets: ['Jira'] }, 'no', 0],
    ['grants that are not shown are none', { areGrantsShown: false }, 'no', 0],
    ['a token is use', { users: 1 }, 'yes', 1],
    ['a token is use, also where there may be more', { users: 1, mayBeMore: true }, 'yes', 1],
    ['a provider with the key is use', { authProviders: ['Jira'] }, 'yes', 1],
    ['tokens that are not shown leave it open', { users: null, mayBeMore: true }, 'notKnown', 1],
    ['more tokens than are shown leave it open', { users: 0, mayBeMore: true }, 'notKnown', 1],
    ['tokens that may be those of others leave it open', { users: 2, sharedWith: ['Twin'] }, 'notKnown', 1],
    ['a label that others have, without a token, does not', { sharedWith: ['Twin'] }, 'no', 0],
    ['providers that are not shown leave it open', { authProviders: null }, 'notKnown', 1],
    ['a flow that leaves no token leaves it open', { traceless: ['jwtBearer'] }, 'notKnown', 1],
    ['one sure sign is enough', { users: null, authProviders: ['Jira'], traceless: ['jwtBearer'] }, 'yes', 3],
  ];

  for (const [title, seen, inUse, reasons] of ROWS) {
    it(title, () => {
      const use = judge(seen);
      expect([use.inUse, use.reasons.length]).to.deep.equal([inUse, reasons]);
    });
  }

  it('says who, and when', () => {
    expect(judge({ users: 2, lastUsed: '2026-11-20T00:00:00.000Z' }).reasons).to.deep.equal([
      'Users who have a token of it: 2; last used: 2026-11-20 00:00 UTC.',
    ]);
    expect(judge({ users: 1 }).reasons[0]).to.include('last used: never');
    expect(judge({ authProviders: ['Jira', 'Slack'] }).reasons[0]).to.include('Jira, Slack');
  });
});
