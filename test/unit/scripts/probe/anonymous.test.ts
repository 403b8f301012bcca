import { expect } from 'chai';
import { anonymous } from '../../../../scripts/probe/anonymous.js';

const clean = (text: string, names: Array<[string, string]> = []): string => anonymous(text, names);

describe('what a probe reports', () => {
  it('has no ids, but says of what they are', () => {
    expect(clean('record with id: 0xI5g000000abcd')).to.equal('record with id: <id 0xI>');
    expect(clean('00D5g00000ABCDeEAH:EcaProbe_abcdef_a1')).to.equal('<id 00D>:EcaProbe_abcdef_a1');
    expect(clean('0055g00000ABCDeAAH')).to.equal('<id 005>');
  });

  it('keeps the names of types, elements and throw-away apps', () => {
    const text =
      'ExtlClntAppOauthSecuritySettings EcaProbe_a23456_a12_oauthSecurity isSecretRequiredForTokenExchange 2026-11-25';
    expect(clean(text)).to.equal(text);
  });

  it('has no emails and usernames', () => {
    expect(clean('Ask ada.admin+x@acme.example.uat or bo@acme.io.')).to.equal('Ask <email> or <email>.');
  });

  it('has no hosts, but keeps those that everybody knows', () => {
    expect(clean('https://acme--uat.sandbox.my.salesforce.com:443/x on acme.lightning.force.com')).to.equal(
      'https://<host>/x on <host>'
    );
    expect(clean('https://example.com/callback')).to.equal('https://example.com/callback');
  });

  it('has no consumer keys and access tokens', () => {
    expect(clean('key 3MVG9aBcD1234567890aBcDeFgHiJkLmNoP.q_r')).to.equal('key <key>');
    expect(clean('00D5g00000ABCDe!AQEAQOk1.x_y9zzzzzzzz')).to.equal('<access token>');
  });

  it('has none of the names that it is told of, whatever their case, and spares longer words', () => {
    expect(
      clean('ADA of Acme Ltd is in Adana', [
        ['Ada', '<user>'],
        ['Acme', '<org>'],
        ['Acme Ltd', '<name>'],
      ])
    ).to.equal('<user> of <name> is in Adana');
  });

  it('is so wherever a text stands', () => {
    const value = { a: [{ b: 'x@y.example' }, 1, null, true] };
    expect(anonymous(value, [])).to.deep.equal({ a: [{ b: '<email>' }, 1, null, true] });
  });
});
