import { RegistryAccess } from '@salesforce/source-deploy-retrieve';
import { expect } from 'chai';
import { encodeAuthProvider, encodeNamedCredential, relatedPath } from '../../../src/metadata/related.js';
import { apiName } from '../../../src/settings/apiNames.js';

const PROVIDER = {
  name: apiName.parse('Acme'),
  friendlyName: 'Acme Login',
  type: 'salesforce' as const,
  defaultScopes: ['refresh_token' as const, 'full' as const],
};
const KEYS = { consumerKey: 'the key', consumerSecret: 'the secret' };

describe('an Auth. Provider as metadata', () => {
  it('has the key and secret of its app', () => {
    expect(encodeAuthProvider(PROVIDER, { ...KEYS, requirePkce: false })).to.deep.equal({
      type: 'AuthProvider',
      fullName: 'Acme',
      elements: {
        ...KEYS,
        friendlyName: 'Acme Login',
        providerType: 'Salesforce',
        defaultScopes: 'refresh_token full',
      },
    });
  });

  it('has no scopes where none are asked for', () => {
    for (const defaultScopes of [undefined, []])
      expect(
        encodeAuthProvider({ ...PROVIDER, defaultScopes }, { ...KEYS, requirePkce: false }).elements
      ).not.to.have.property('defaultScopes');
  });

  it('sends a code challenge where its app wants one', () => {
    expect(encodeAuthProvider(PROVIDER, { ...KEYS, requirePkce: true }).elements).to.include({ isPkceEnabled: 'true' });
  });

  it('logs in where it is told to', () => {
    const urls = { authorizeUrl: 'https://test.salesforce.com/a', tokenUrl: 'https://test.salesforce.com/t' };
    expect(encodeAuthProvider({ ...PROVIDER, ...urls }, { ...KEYS, requirePkce: false }).elements).to.include(urls);
  });
});

describe('a named credential as metadata', () => {
  it('logs in through an Auth. Provider, as one user for all', () => {
    const { type, fullName, elements } = encodeNamedCredential({
      name: apiName.parse('Acme'),
      label: 'Acme CRM',
      endpoint: 'https://acme.my.salesforce.com',
      identityType: 'namedPrincipal',
      protocol: 'oauth',
      authProvider: apiName.parse('Acme_Login'),
      scopes: ['refresh_token', 'full'],
      generateAuthorizationHeader: true,
    });
    expect([type, fullName]).to.deep.equal(['NamedCredential', 'Acme']);
    expect(elements).to.deep.equal({
      label: 'Acme CRM',
      endpoint: 'https://acme.my.salesforce.com',
      namedCredentialType: 'Legacy',
      principalType: 'NamedUser',
      protocol: 'Oauth',
      authProvider: 'Acme_Login',
      oauthScope: 'refresh_token full',
      generateAuthorizationHeader: 'true',
    });
  });

  it('logs in with user name and password, each user with own ones', () => {
    const { elements } = encodeNamedCredential({
      name: apiName.parse('Jira'),
      label: 'Jira',
      endpoint: 'https://jira.example.com',
      identityType: 'perUser',
      protocol: 'password',
      username: 'admin',
      password: 'token',
    });
    expect(elements).to.deep.equal({
      label: 'Jira',
      endpoint: 'https://jira.example.com',
      namedCredentialType: 'Legacy',
      principalType: 'PerUser',
      protocol: 'Password',
      username: 'admin',
      password: 'token',
    });
  });
});

describe('the files of what stands beside an app', () => {
  for (const type of ['AuthProvider', 'NamedCredential'] as const) {
    it(`lie where SDR looks for a ${type}`, () => {
      const { directoryName, suffix } = new RegistryAccess().getTypeByName(type);
      expect(relatedPath({ type, fullName: apiName.parse('Acme') })).to.equal(
        `${directoryName}/Acme.${suffix}-meta.xml`
      );
    });
  }
});
