import { expect } from 'chai';
import { checkPart } from '../../../src/definition/schema.js';
import { fillTemplate } from '../../../src/templates/fill.js';
import { getTemplate } from '../../../src/templates/find.js';

const ORG = {
  loginUrl: 'https://login.salesforce.com',
  instanceUrl: 'https://acme.my.salesforce.com',
  username: 'ada@acme.example',
};

describe('the Peeklogic template', () => {
  it("is what the vendor's guide says, and nothing more", async () => {
    const template = await getTemplate('peeklogic');
    const values = { parts: 'salesforce', salesforceIdentityType: 'perUser' };
    const { raw, problems } = fillTemplate(template, values, ORG);
    expect(problems).to.deep.equal([]);
    expect(template.usedWith).to.deep.equal(['authorizationCode']);
    expect(checkPart(raw, template.locate)).to.deep.equal({
      value: {
        label: 'Peeklogic Jira Connector',
        oauth: {
          callbackUrls: ['https://acme.my.salesforce.com/services/authcallback/Peeklogic_Salesforce'],
          scopes: ['full', 'refresh_token'],
          flows: { clientCredentials: true },
          security: {
            requireSecretForWebServerFlow: false,
            requireSecretForRefreshTokenFlow: false,
            secretRequiredForTokenExchange: false,
            requirePkce: false,
            rotateRefreshTokens: false,
            limitIdleRefreshTokens: false,
            issueJwtForNamedUsers: false,
            dPopEnabled: false,
            mtlsEnabled: false,
          },
        },
        related: {
          authProviders: [
            {
              name: 'Peeklogic_Salesforce',
              friendlyName: 'Peeklogic Salesforce',
              type: 'salesforce',
              defaultScopes: ['refresh_token', 'full'],
              authorizeUrl: 'https://login.salesforce.com/services/oauth2/authorize',
              tokenUrl: 'https://login.salesforce.com/services/oauth2/token',
            },
          ],
          namedCredentials: [
            {
              name: 'Peeklogic_Salesforce',
              label: 'Peeklogic Salesforce',
              endpoint: 'https://acme.my.salesforce.com',
              identityType: 'perUser',
              protocol: 'oauth',
              authProvider: 'Peeklogic_Salesforce',
              scopes: ['refresh_token', 'full'],
              generateAuthorizationHeader: true,
            },
          ],
        },
      },
      problems: [],
      wrong: [],
      refused: [],
    });
  });
});
