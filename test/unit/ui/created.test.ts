import { expect } from 'chai';
import { describeCreated } from '../../../src/ui/created.js';

const APP = {
  name: 'Acme',
  id: null,
  consumerKey: null,
  deployId: null,
  state: 'unchanged' as const,
  components: [],
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

  it('says nothing of it where there is none', () => {
    expect(describeCreated({ ...APP, related: [] })).to.have.length(1);
  });
});
