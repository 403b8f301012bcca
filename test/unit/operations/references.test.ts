import { expect } from 'chai';
import { missingReferences } from '../../../src/operations/references.js';
import { formatPath } from '../../../src/definition/problems.js';
import type { AppDefinition } from '../../../src/definition/schema.js';
import type { Composed } from '../../../src/operations/compose.js';
import { NO_QUESTIONS, type OrgAnswers } from '../../../src/org/questions.js';

const ORG: OrgAnswers = {
  asked: NO_QUESTIONS,
  isSandbox: false,
  own: null,
  runningUserEmail: 'me@acme.example',
  apps: [],
  users: [
    { username: 'robot@acme.example', isActive: true, hasApiAccess: true },
    { username: 'retired@acme.example', isActive: false, hasApiAccess: true },
    { username: 'reader@acme.example', isActive: true, hasApiAccess: false },
    { username: 'gone@acme.example', isActive: false, hasApiAccess: false },
  ],
  profiles: ['System Administrator'],
  permissionSets: ['Shop_User'],
  members: undefined,
  lacked: [],
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

  it('suggests the one that was probably meant', () => {
    const [profile, permissionSet] = problems({ profiles: ['System Administrators'], permissionSets: ['ShopUser'] });
    expect(profile).to.match(/\. Did you mean .?System Administrator.?\?$/);
    expect(permissionSet).to.match(/\. Did you mean .?Shop_User.?\?$/);
  });

  it('does not let the flow run as somebody who has no access to the API, and tells all that he lacks', () => {
    const [reader] = problems({ runAs: 'reader@acme.example' });
    expect(reader)
      .to.match(/^shop\.yaml policies\.runAs: .*reader@acme\.example.*API/)
      .and.not.to.include('not active');
    const [gone, ...others] = problems({ runAs: 'gone@acme.example' });
    expect(gone).to.match(/gone@acme\.example is not active.*; .*API/);
    expect(others).to.deep.equal([]);
  });

  it('does not let the flow run as somebody who is not active', () => {
    expect(problems({ runAs: 'retired@acme.example' })).to.deep.equal([
      'shop.yaml policies.runAs: the user retired@acme.example is not active; the client credentials flow runs only as an active user',
    ]);
  });
});
