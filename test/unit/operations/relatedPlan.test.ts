import { expect } from 'chai';
import type { Related, RelatedMember } from '../../../src/definition/related.js';
import {
  isNothingBeside,
  isRelatedMissing,
  needsSecret,
  planRelated,
  type RelatedPlan,
} from '../../../src/operations/relatedPlan.js';
import { apiName } from '../../../src/settings/apiNames.js';

const provider = (name: string): NonNullable<Related['authProviders']>[number] => ({
  name: apiName.parse(name),
  friendlyName: name,
  type: 'salesforce',
});

const credential = (name: string): NonNullable<Related['namedCredentials']>[number] => ({
  name: apiName.parse(name),
  label: name,
  endpoint: 'https://acme.example',
  identityType: 'perUser',
  protocol: 'password',
});

const member = (type: RelatedMember['type'], name: string): RelatedMember => ({ type, fullName: apiName.parse(name) });

const plan = (wanted: Related, ...existing: RelatedMember[]): RelatedPlan =>
  planRelated(wanted, { existing, providerKeys: new Map(), isAccessOn: undefined });

const judge = (planned: RelatedPlan): object => ({
  isMissing: isRelatedMissing(planned),
  isNothing: isNothingBeside(planned),
  needsSecret: needsSecret(planned),
});

const WANTED: Related = {
  authProviders: [provider('Acme'), provider('Other')],
  namedCredentials: [credential('Acme'), credential('Other')],
};

describe('what is to be made beside an app', () => {
  it('is all that is wanted, where nothing is there', () => {
    const planned = plan(WANTED);
    expect([planned.providers, planned.credentials]).to.deep.equal([WANTED.authProviders, WANTED.namedCredentials]);
    expect(planned.existing).to.deep.equal([]);
    expect(judge(planned)).to.deep.equal({ isMissing: true, isNothing: false, needsSecret: true });
  });

  it('is not what is there already, and a credential is no provider of its name', () => {
    const there = [member('AuthProvider', 'Acme'), member('NamedCredential', 'Other')];
    const planned = plan(WANTED, ...there);
    expect(planned.providers.map(({ name }) => name)).to.deep.equal(['Other']);
    expect(planned.credentials.map(({ name }) => name)).to.deep.equal(['Acme']);
    expect(planned.existing).to.deep.equal(there);
  });

  it('is nothing where all of it is there, and then no secret is needed', () => {
    const planned = plan({ authProviders: [provider('Acme')] }, member('AuthProvider', 'Acme'));
    expect(judge(planned)).to.deep.equal({ isMissing: false, isNothing: false, needsSecret: false });
  });

  it('needs no secret for a credential alone', () => {
    const planned = plan({ namedCredentials: [credential('Jira')] });
    expect(judge(planned)).to.deep.equal({ isMissing: true, isNothing: false, needsSecret: false });
  });

  it('is nothing where nothing is wanted', () => {
    const planned = plan({});
    expect([planned.providers, planned.credentials]).to.deep.equal([[], []]);
    expect(judge(planned)).to.deep.equal({ isMissing: false, isNothing: true, needsSecret: false });
  });

  it('has no part in what the org has of other things', () => {
    const others = [member('AuthProvider', 'Jira'), member('NamedCredential', 'Acme')];
    const planned = plan({ authProviders: [provider('Acme')] }, ...others);
    expect(planned.existing).to.deep.equal([]);
    expect(planned.providers.map(({ name }) => name)).to.deep.equal(['Acme']);
  });
});
