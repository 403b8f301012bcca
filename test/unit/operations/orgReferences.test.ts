import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { orgReferences } from '../../../src/operations/orgReferences.js';

/** A connection, as far as an org's references ask for it. */
const connectionTo = (instanceUrl: string, username = 'ada@acme.example', isSandbox?: boolean): Connection =>
  ({
    instanceUrl,
    getUsername: () => username,
    getAuthInfoFields: () => ({ username, isSandbox }),
  }) as unknown as Connection;

describe('what templates refer to of an org', () => {
  it('are URLs that others can be made of, whatever the login has at the end of its own', () => {
    for (const end of ['', '/']) {
      expect(orgReferences(connectionTo(`https://acme.my.salesforce.com${end}`), { isSandbox: true })).to.deep.equal({
        loginUrl: 'https://test.salesforce.com',
        instanceUrl: 'https://acme.my.salesforce.com',
        username: 'ada@acme.example',
        usernameSuffix: '',
        setupUrl: 'https://acme.my.salesforce-setup.com',
      });
    }
  });

  it('are what usernames end in: in a sandbox its name, by its host, or by the name of the user who runs this', () => {
    const suffix = (...given: Parameters<typeof connectionTo>): string | undefined =>
      orgReferences(connectionTo(...given), { isSandbox: true }).usernameSuffix;
    expect(suffix('https://acme--UAT.sandbox.my.salesforce.com')).to.equal('.uat');
    expect(suffix('https://acme--uat.sandbox.my.salesforce.com', 'ada@acme.example.other', true)).to.equal('.uat');
    expect(suffix('http://127.0.0.1:4711', 'ada@acme.example.dev', true)).to.equal('.dev');
    expect(suffix('http://127.0.0.1:4711', 'ada@acme.example')).to.equal('');
    expect(suffix('https://acme-dev-ed.develop.my.salesforce.com')).to.equal('');
  });
});
