import { expect } from 'chai';
import { parse } from 'yaml';
import { formatCredentials, toVariables, USUAL_VARIABLES } from '../../../src/definition/credentialFormats.js';
import { apiNameFromOrg } from '../../../src/settings/apiNames.js';

const CREDENTIALS = {
  name: apiNameFromOrg('Shop'),
  consumerKey: '3MVG9.x',
  consumerSecret: 'A1B2',
  appId: '0xI000000000001',
  consumerId: '0cC000000000001',
  instanceUrl: 'https://acme.my.salesforce.com',
};

describe('credentials', () => {
  it('are variables', () => {
    expect(formatCredentials('env', CREDENTIALS)).to.equal('CONSUMER_KEY=3MVG9.x\nCONSUMER_SECRET=A1B2\n');
  });

  it('are variables of other names', () => {
    const names = { consumerKey: 'SF_KEY', consumerSecret: 'SF_SECRET' };
    expect(formatCredentials('env', CREDENTIALS, names)).to.equal('SF_KEY=3MVG9.x\nSF_SECRET=A1B2\n');
    expect(toVariables(CREDENTIALS, names)).to.deep.equal({ SF_KEY: '3MVG9.x', SF_SECRET: 'A1B2' });
  });

  it('are variables that a shell reads as what they are, whatever an org gives', () => {
    const odd = { ...CREDENTIALS, consumerSecret: "$(date)'`" };
    expect(formatCredentials('env', odd)).to.include("CONSUMER_SECRET='$(date)'\\''`'\n");
  });

  it('are JSON, with the name of their app', () => {
    expect(JSON.parse(formatCredentials('json', CREDENTIALS))).to.deep.equal({
      name: 'Shop',
      consumerKey: '3MVG9.x',
      consumerSecret: 'A1B2',
    });
  });

  it('are YAML', () => {
    expect(parse(formatCredentials('yaml', CREDENTIALS))).to.deep.equal({
      name: 'Shop',
      consumerKey: '3MVG9.x',
      consumerSecret: 'A1B2',
    });
  });

  it('are what AWS Secrets Manager rotates by itself', () => {
    expect(JSON.parse(formatCredentials('aws-secret', CREDENTIALS))).to.deep.equal({
      consumerKey: '3MVG9.x',
      consumerSecret: 'A1B2',
      baseUri: 'https://acme.my.salesforce.com',
      appId: '0xI000000000001',
      consumerId: '0cC000000000001',
    });
  });

  it('are the one value, and nothing else: the secret where both are there', () => {
    expect(formatCredentials('value', CREDENTIALS)).to.equal('A1B2');
    expect(formatCredentials('value', { ...CREDENTIALS, consumerSecret: undefined })).to.equal('3MVG9.x');
  });

  it('are only what is wanted of them', () => {
    const keyOnly = { ...CREDENTIALS, consumerSecret: undefined };
    expect(formatCredentials('env', keyOnly)).to.equal('CONSUMER_KEY=3MVG9.x\n');
    expect(JSON.parse(formatCredentials('json', keyOnly))).to.deep.equal({ name: 'Shop', consumerKey: '3MVG9.x' });
    expect(toVariables(keyOnly, USUAL_VARIABLES)).to.deep.equal({ CONSUMER_KEY: '3MVG9.x' });
  });
});
