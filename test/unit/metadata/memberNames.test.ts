import { expect } from 'chai';
import { globalNames, namesForNew, orgMadeNames } from '../../../src/metadata/memberNames.js';
import { apiName } from '../../../src/settings/apiNames.js';

const SHOP = apiName.parse('Shop');

describe('the names of a member', () => {
  it("are Setup's own for a new one, and four beside it", () => {
    expect(namesForNew(SHOP, 'ExtlClntAppOauthSettings')).to.deep.equal([
      'Shop_oauth',
      'Shop_oauth2',
      'Shop_oauth3',
      'Shop_oauth4',
      'Shop_oauth5',
    ]);
  });

  const NEW = ['Shop_glbloauth', 'Shop_glbloauth2', 'Shop_glbloauth3', 'Shop_glbloauth4', 'Shop_glbloauth5'];
  const OF_APP = [...NEW, 'Shop_GlblOAuth', 'ShopGlblOAuth', 'Shop_defGlblOauthSet'];

  it('may be, of global OAuth settings, those of new ones and those that orgs give', () => {
    expect(globalNames(SHOP)).to.deep.equal(OF_APP);
  });

  it("may be made of the OAuth settings' name, with its ending and without", () => {
    const made = (stem: string): string[] =>
      ['_glbloauth', '_GlblOAuth', 'GlblOAuth', '_defGlblOauthSet'].map((ending) => `${stem}${ending}`);
    expect(globalNames(SHOP, ['Web_oauth', 'Old'])).to.deep.equal([
      ...OF_APP,
      ...made('Web_oauth'),
      ...made('Web'),
      ...made('Old'),
      'Web_oauth',
      'Old',
    ]);
  });

  it('are, where the org makes a policy itself, made of the app and of its OAuth settings', () => {
    expect(orgMadeNames(SHOP, 'ExtlClntAppConfigurablePolicies', ['Web', 'Shop'])).to.deep.equal([
      'Shop_plcy',
      'Shop_defaultPolicy',
      'Shop_defPlcy',
      'Web_plcy',
      'Web_defaultPolicy',
      'Web_defPlcy',
    ]);
  });

  it('are none for what no org makes by itself', () => {
    expect(orgMadeNames(SHOP, 'ExternalClientApplication')).to.deep.equal([]);
  });
});
