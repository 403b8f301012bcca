import { expect } from 'chai';
import { checkPart, type CheckedPart } from '../../../src/definition/schema.js';
import { fillTemplate } from '../../../src/templates/fill.js';
import { getTemplate } from '../../../src/templates/find.js';

const settingsIn = async (loginUrl: string): Promise<CheckedPart> => {
  const template = await getTemplate('sendsafely');
  const org = { loginUrl, instanceUrl: undefined, username: undefined };
  const { raw, problems } = fillTemplate(template, {}, org);
  expect(problems).to.deep.equal([]);
  return checkPart(raw, template.locate);
};

describe('the SendSafely template', () => {
  for (const [kind, loginUrl] of [
    ['production', 'https://login.salesforce.com'],
    ['a sandbox', 'https://test.salesforce.com'],
  ]) {
    it(`is what the vendor's guide says, in ${kind}, and nothing more`, async () => {
      expect(await settingsIn(loginUrl)).to.deep.equal({
        value: {
          label: 'SendSafely Dropzone Connector',
          oauth: {
            callbackUrls: [`${loginUrl}/services/oauth2/success`],
            scopes: ['full', 'api', 'refresh_token'],
            flows: { device: true },
            security: {
              requireSecretForWebServerFlow: true,
              requireSecretForRefreshTokenFlow: false,
              requirePkce: false,
            },
          },
          policies: { permittedUsers: 'adminApproved', refreshToken: 'validUntilRevoked' },
        },
        problems: [],
        wrong: [],
        refused: [],
      });
    });
  }

  it('wants the profile of the authorizing user, and is used with the device flow', async () => {
    const { required, usedWith, parameters } = await getTemplate('sendsafely');
    expect({ required, usedWith, parameters }).to.deep.equal({
      required: ['policies.profiles'],
      usedWith: ['device'],
      parameters: [],
    });
  });

  it("gives the guide's reason for the two settings that the guide warns of", async () => {
    const { why } = await getTemplate('sendsafely');
    expect(Object.keys(why)).to.deep.equal([
      'oauth.security.requirePkce',
      'oauth.security.requireSecretForRefreshTokenFlow',
    ]);
    for (const reason of Object.values(why)) expect(reason).to.match(/refresh token to expire as soon as/);
  });
});
