import { expect } from 'chai';
import { missingReferences } from '../../../src/operations/references.js';
import type { OrgAnswers } from '../../../src/org/facts.js';

const ORG: OrgAnswers = {
  isSandbox: false,
  runningUserEmail: 'me@acme.example',
  app: undefined,
  users: [
    { username: 'robot@acme.example', isActive: true, hasApiAccess: true },
    { username: 'retired@acme.example', isActive: false, hasApiAccess: true },
  ],
  profiles: ['System Administrator'],
  permissionSets: ['Shop_User'],
};

const problems = (policies: Parameters<typeof missingReferences>[0]['policies']): string[] =>
  missingReferences({ name: 'Shop', policies }, ORG).map(({ where, what }) => `${where}: ${what}`);

describe('missingReferences', () => {
  it('finds nothing where the org has it all', () => {
    expect(
      problems({ runAs: 'robot@acme.example', profiles: ['System Administrator'], permissionSets: ['Shop_User'] })
    ).to.deep.equal([]);
    expect(problems(undefined)).to.deep.equal([]);
  });

  it('takes a username in any capitals', () => {
    expect(problems({ runAs: 'Robot@ACME.example' })).to.deep.equal([]);
  });

  it('names all that the org does not have', () => {
    expect(problems({ runAs: 'x@y', profiles: ['Sales', 'Service'], permissionSets: ['A'] })).to.deep.equal([
      '--run-as: the org has no user x@y',
      '--profile: the org has no profile "Sales" (profiles are named by their label, in the org\'s language)',
      '--profile: the org has no profile "Service" (profiles are named by their label, in the org\'s language)',
      '--permission-set: the org has no permission set A (permission sets are named by their API name)',
    ]);
  });

  it('does not let the flow run as somebody who is not active', () => {
    expect(problems({ runAs: 'retired@acme.example' })).to.deep.equal([
      '--run-as: the user retired@acme.example is not active; the client credentials flow runs only as an active user',
    ]);
  });
});
