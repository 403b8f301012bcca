import { expect } from 'chai';
import { writeComponentFile } from '../../../local-org/metadata/write-component.js';
import { APP, app, globalSettings, oauthPolicies, oauthSettings, TestOrg, wholeApp, type Part } from './support.js';

const GLOBAL = 'ExtlClntAppGlobalOauthSettings';

describe('local-org: what an org makes of an app', () => {
  let test: TestOrg;

  beforeEach(() => {
    test = new TestOrg();
  });

  describe('default policies', () => {
    it('come with an app whose package brings none', () => {
      test.deploy(wholeApp());
      expect(test.fields('ExtlClntAppConfigurablePolicies', 'Shop_oauth_defaultPolicy')).to.include({
        externalClientApplication: APP,
        isEnabled: true,
        isOauthPluginEnabled: true,
        startPage: 'None',
      });
      expect(test.fields('ExtlClntAppOauthConfigurablePolicies', 'Shop_oauth_defaultPolicy')).to.include({
        ipRelaxationPolicyType: 'Enforce',
        isClientCredentialsFlowEnabled: false,
        isGuestCodeCredFlowEnabled: false,
        isTokenExchangeFlowEnabled: false,
        permittedUsersPolicyType: 'AllSelfAuthorized',
        refreshTokenPolicyType: 'SpecificLifetime',
        refreshTokenValidityPeriod: 365,
        refreshTokenValidityUnit: 'Days',
        requiredSessionLevel: 'STANDARD',
      });
    });

    it('do not come beside those that the package brings under other names', () => {
      const policies = { ...oauthPolicies(), fullName: 'Shop_defPlcy' };
      test.deploy([...wholeApp(), policies]);
      const names = test.org.components.list('ExtlClntAppOauthConfigurablePolicies').map(({ fullName }) => fullName);
      expect(names).to.deep.equal(['Shop_defPlcy']);
    });

    it('are called by the OAuth settings, whatever those are called by', () => {
      const [, global, oauth] = wholeApp();
      test.deploy([app(), global, { ...oauth, fullName: APP }]);
      expect(test.org.components.listOfApp(APP).map(({ fullName }) => fullName)).to.include.members([
        'Shop_defaultPolicy',
      ]);
    });

    it('are, of an app without OAuth, only those of the app itself, until it gets OAuth', () => {
      test.deploy([app()]);
      const [policies, ...others] = test.org.components.listOfApp(APP);
      expect(others).to.deep.equal([]);
      expect(policies).to.deep.include({ type: 'ExtlClntAppConfigurablePolicies', fullName: 'Shop_defaultPolicy' });
      expect(policies?.fields).to.include({ isEnabled: true, isOauthPluginEnabled: false });
      test.deploy(wholeApp());
      expect(test.fields('ExtlClntAppOauthConfigurablePolicies', 'Shop_oauth_defaultPolicy')).not.to.equal(undefined);
    });
  });

  describe('switches that the reference has on by default', () => {
    const SWITCHES = ['isPkceRequired', 'isSecretRequiredForRefreshToken', 'isSecretRequiredForTokenExchange'];

    for (const [quirks, on] of [
      [[], true],
      [['false-defaults'], false],
    ] as const) {
      it(`are ${on ? 'on' : 'off'} where nobody says otherwise${on ? '' : ', in an org that is otherwise'}`, () => {
        test = new TestOrg({ policy: 'open', quirks });
        test.deploy(wholeApp());
        const settings = test.fields(GLOBAL, 'Shop_glbloauth');
        expect(SWITCHES.map((name) => settings?.[name])).to.deep.equal([on, on, on]);
        expect(settings).to.include({ isConsumerSecretOptional: false, isRefreshTokenRotationEnabled: false });
        const policies = test.fields('ExtlClntAppConfigurablePolicies', 'Shop_oauth_defaultPolicy');
        expect(policies?.isSamlPluginEnabled).to.equal(on ? true : undefined);
        test.deploy(wholeApp({ isPkceRequired: !on }));
        expect(test.fields(GLOBAL, 'Shop_glbloauth')?.isPkceRequired).to.equal(!on);
      });
    }
  });

  describe('cross references', () => {
    it('refuse a component of an app that nobody has', () => {
      expect(test.problems([oauthSettings({}, 'Nobody')])).to.deep.equal({
        Nobody_oauth:
          'INVALID_CROSS_REFERENCE_KEY: In field: externalClientApplication - no ExternalClientApplication named Nobody found',
      });
    });

    it('are looked up in the package whatever the order of its files', () => {
      expect(test.deploy(wholeApp().reverse()).status).to.equal('Succeeded');
    });

    it('want the Auth. Provider of a named credential', () => {
      const credential: Part = {
        type: 'NamedCredential',
        fullName: 'Jira',
        fields: { label: 'Jira', authProvider: 'None' },
      };
      expect(test.problems([credential]).Jira).to.include('no AuthProvider named None found');
    });
  });

  it('global OAuth settings want OAuth settings beside them', () => {
    expect(test.problems([app(), globalSettings()])).to.deep.equal({
      Shop_glbloauth:
        "The external client app configured in your global OAuth Settings doesn't have a valid OAuth settings configuration.",
    });
  });

  describe('enforced controls', () => {
    const off = { isPkceRequired: false, isRefreshTokenRotationEnabled: false, isEnforceRefreshTokenTTL: false };
    const on = { isPkceRequired: true, isRefreshTokenRotationEnabled: true, isEnforceRefreshTokenTTL: true };

    it('stay on, and the deploy that switches them off succeeds all the same', () => {
      expect(test.deploy(wholeApp(off)).status).to.equal('Succeeded');
      expect(test.fields(GLOBAL, 'Shop_glbloauth')).to.include(on);
      test.deploy(wholeApp(off));
      expect(test.fields(GLOBAL, 'Shop_glbloauth')).to.include(on);
    });

    it('are left alone by an open org', () => {
      test = new TestOrg({ policy: 'open' });
      test.deploy(wholeApp(off));
      expect(test.fields(GLOBAL, 'Shop_glbloauth')).to.include(off);
    });

    it('may show only minutes later that they are on', () => {
      test = new TestOrg({ quirks: ['late-enforcement'] });
      test.deploy(wholeApp(off));
      expect(test.fields(GLOBAL, 'Shop_glbloauth')).to.include(off);
      test.now += 2 * 60 * 1000;
      test.org.settle();
      expect(test.fields(GLOBAL, 'Shop_glbloauth')).to.include(on);
    });

    it('are left alone in apps that are older than the enforcement', () => {
      test.now = Date.parse('2026-06-30T00:00:00Z');
      test.deploy(wholeApp(off));
      test.now = Date.parse('2026-08-01T00:00:00Z');
      test.deploy(wholeApp(off));
      expect(test.fields(GLOBAL, 'Shop_glbloauth')).to.include(off);
    });
  });

  describe('the key pair', () => {
    it('is made by the org, and the key comes back with the global settings', () => {
      test.deploy(wholeApp());
      const consumer = test.org.components.consumers.get(APP);
      expect(consumer?.key).to.match(/^3MVG9/);
      expect(test.fields(GLOBAL, 'Shop_glbloauth')).to.include({ consumerKey: consumer?.key });
    });

    it('stays the same in later deploys, whether or not they bring the key', () => {
      test.deploy(wholeApp());
      const before = test.org.components.consumers.get(APP);
      test.deploy(wholeApp());
      test.deploy(wholeApp({ consumerKey: before?.key }));
      expect(test.org.components.consumers.get(APP)).to.deep.equal(before);
    });

    it('is renewed by the elements that ask for it, which read false afterwards', () => {
      test.deploy(wholeApp());
      const before = test.org.components.consumers.get(APP);
      test.deploy(wholeApp({ shouldRotateConsumerKey: true }));
      const after = test.org.components.consumers.get(APP);
      expect(after?.key).not.to.equal(before?.key);
      expect(after?.secret).to.equal(before?.secret);
      expect(test.fields(GLOBAL, 'Shop_glbloauth')).to.include({
        consumerKey: after?.key,
        shouldRotateConsumerKey: false,
      });
    });

    for (const [quirks, isTaken] of [
      [[], false],
      [['own-secret-taken'], true],
    ] as const) {
      it(`${isTaken ? 'takes' : 'does not take'} a secret of one’s own with ${quirks[0] ?? 'no quirk'}`, () => {
        test = new TestOrg({ quirks });
        test.deploy(wholeApp({ consumerSecret: 'SECRET-OF-MINE' }));
        expect(test.org.components.consumers.get(APP)?.secret === 'SECRET-OF-MINE').to.equal(isTaken);
      });
    }

    it('never shows its secret in metadata', () => {
      test = new TestOrg({ quirks: ['own-secret-taken'] });
      test.deploy(wholeApp({ consumerSecret: 'SECRET-OF-MINE' }));
      const settings = test.org.components.find(GLOBAL, 'Shop_glbloauth');
      expect(settings && writeComponentFile(settings, 68)).not.to.include('SECRET-OF-MINE');
    });
  });
});
