import { expect } from 'chai';
import type { HandedOver } from '../../../src/operations/handOverCreated.js';
import { describeCreated } from '../../../src/ui/created.js';

const APP = {
  name: 'Acme',
  id: null,
  consumerKey: null,
  deployId: null,
  state: 'unchanged' as const,
  components: [],
  changes: [],
  differences: [],
  credentials: null,
  test: null,
  setupUrl: '',
  nextSteps: [],
};

describe('describeCreated', () => {
  it('tells of each thing beside the app whether it was there', () => {
    const lines = describeCreated({
      ...APP,
      related: [
        { type: 'AuthProvider', fullName: 'Acme_Login', state: 'unchanged' },
        { type: 'NamedCredential', fullName: 'Acme', state: 'created' },
      ],
    });
    expect(lines).to.include('  AuthProvider Acme_Login: exists already, left as it is');
    expect(lines).to.include('  NamedCredential Acme: set up');
  });

  it('does not say that nothing was deployed where something beside the app was', () => {
    const told = (state: 'created' | 'unchanged'): string =>
      describeCreated({ ...APP, related: [{ type: 'NamedCredential', fullName: 'Acme', state }] })[0];
    expect(told('created')).to.equal('Acme exists already and is as asked; what was missing beside it was set up.');
    expect(told('unchanged')).to.equal('Acme exists already and is as asked; nothing was deployed.');
  });

  it('tells where the credentials went', () => {
    const told = (credentials: HandedOver): string[] => describeCreated({ ...APP, related: [], credentials }).slice(1);
    expect(told({ state: 'handedOver', outputFile: 'acme.env' })).to.deep.equal([
      'Wrote the credentials of Acme to acme.env; only you can read it.',
    ]);
    expect(told({ state: 'unchanged', outputFile: 'acme.env' })[0]).to.include('acme.env has the credentials');
    expect(told({ state: 'handedOver', command: 'gh' })[0]).to.equal('Handed the credentials of Acme to gh.');
  });

  it('says nothing of it where there is none', () => {
    expect(describeCreated({ ...APP, related: [] })).to.have.length(1);
  });
});
