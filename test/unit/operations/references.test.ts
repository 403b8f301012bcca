import { expect } from 'chai';
import { missingReferences } from '../../../src/operations/references.js';
import { formatPath } from '../../../src/definition/problems.js';
import type { AppDefinition } from '../../../src/definition/schema.js';
import type { Composed } from '../../../src/operations/compose.js';
import { NO_QUESTIONS, type OrgAnswers } from '../../../src/org/questions.js';

const ORG: OrgAnswers = {
  asked: NO_QUESTIONS,
  isSandbox: false,
  runningUserEmail: 'me@acme.example',
  apps: [],
  users: [
    { username: 'robot@acme.example', isActive: true, hasApiAccess: true },
    { username: 'retired@acme.example', isActive: false, hasApiAccess: true },
  ],
  profiles: ['System Administrator'],
  permissionSets: ['Shop_User'],
  members: undefined,
};

const problems = (policies: AppDefinition['policies']): string[] =>
  missingReferences(
    { definition: { name: 'Shop', policies }, locate: (path) => `shop.yaml ${formatPath(path)}` } as Composed,
    ORG
  ).map(({ where, what }) => `${where}: ${what}`);

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

  it('names all that the org does not have, and where it was written', () => {
    expect(problems({ runAs: 'x@y', profiles: ['Sales', 'Service'], permissionSets: ['A'] })).to.deep.equal([
      'shop.yaml policies.runAs: the org has no user x@y',
      'shop.yaml policies.profiles[0]: the org has no profile "Sales" (profiles are named by their label, in the org\'s language)',
      'shop.yaml policies.profiles[1]: the org has no profile "Service" (profiles are named by their label, in the org\'s language)',
      'shop.yaml policies.permissionSets[0]: the org has no permission set A (permission sets are named by their API name)',
    ]);
  });

  it('does not let the flow run as somebody who is not active', () => {
    expect(problems({ runAs: 'retired@acme.example' })).to.deep.equal([
      'shop.yaml policies.runAs: the user retired@acme.example is not active; the client credentials flow runs only as an active user',
    ]);
  });
});
