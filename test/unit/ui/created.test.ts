import { expect } from 'chai';
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

  it('says nothing of it where there is none', () => {
    expect(describeCreated({ ...APP, related: [] })).to.have.length(1);
  });
});
