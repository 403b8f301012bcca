import { expect } from 'chai';
import { isPlainHttp, isWithoutAddress } from '../../../src/definition/callbacks.js';

describe('a callback URL', () => {
  /** docs/platform.md, "Security controls": no address can be registered for them. */
  const WITHOUT_ADDRESS = [
    'http://localhost:8080/oauth',
    'https://localhost/oauth',
    'http://127.0.0.1:4567/oauth',
    'http://127.9.9.9/oauth',
    'http://[::1]:4567/oauth',
    'https://acme.my.salesforce.com/services/authcallback/Jira',
    'https://acme--uat.sandbox.my.salesforce.com/services/authcallback/Jira',
    'https://login.salesforce.com/services/oauth2/success',
    'https://test.salesforce.com/services/oauth2/success',
    'https://acme.lightning.force.com/oauth',
    'https://acme.my.site.com/portal/oauth',
    'myapp://oauth/callback',
    'com.acme.app:/oauth',
    'myhttps://vendor.example/oauth',
  ];

  const WITH_ADDRESS = [
    'https://acme.atlassian.net/oauth',
    'http://plauti.acme.example:8881/api/connections/oauth/callback',
    'https://salesforce.com.acme.example/oauth',
    'https://notsalesforce.com/oauth',
    'https://localhost.acme.example/oauth',
    'https://52.29.100.17/oauth',
    // An org may hold what nobody can read.
    'https://vendor.example:99999/cb',
    'https://ven dor.example/cb',
  ];

  for (const url of WITHOUT_ADDRESS) {
    it(`leads to where no address can be registered: ${url}`, () => expect(isWithoutAddress(url)).to.equal(true));
  }

  for (const url of WITH_ADDRESS) {
    it(`leads to a server: ${url}`, () => expect(isWithoutAddress(url)).to.equal(false));
  }

  it('is plain http only where the code travels over a network', () => {
    const plain = ['http://acme.example/oauth', 'HTTP://acme.example/oauth', 'http://52.29.100.17:8881/oauth'];
    expect(plain.map(isPlainHttp)).to.deep.equal([true, true, true]);
    const not = ['https://acme.example/oauth', 'http://localhost:1/oauth', 'myapp://oauth', 'no URL'];
    expect(not.map(isPlainHttp)).to.deep.equal([false, false, false, false]);
  });
});
