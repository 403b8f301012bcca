import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { orgReferences } from '../../../src/operations/orgReferences.js';

/** A connection, as far as an org's references ask for it. */
const connectionTo = (instanceUrl: string): Connection =>
  ({ instanceUrl, getUsername: () => 'ada@acme.example' }) as unknown as Connection;

describe('what templates refer to of an org', () => {
  it('are URLs that others can be made of, whatever the login has at the end of its own', () => {
    for (const end of ['', '/']) {
      expect(orgReferences(connectionTo(`https://acme.my.salesforce.com${end}`), { isSandbox: true })).to.deep.equal({
        loginUrl: 'https://test.salesforce.com',
        instanceUrl: 'https://acme.my.salesforce.com',
        username: 'ada@acme.example',
        setupUrl: 'https://acme.my.salesforce-setup.com',
      });
    }
  });
});
