import { expect } from 'chai';
import {
  APP,
  app,
  globalSettings,
  oauthPolicies,
  oauthSettings,
  securitySettings,
  TestOrg,
  wholeApp,
  type Part,
} from './support.js';

const GLOBAL = 'ExtlClntAppGlobalOauthSettings';

describe('local-org: what an org makes by itself, and what is doubtful', () => {
  let test: TestOrg;

  beforeEach(() => {
    test = new TestOrg();
  });

  describe('what the org makes', () => {
    it('is the name of the app with its org and the link to the key pair', () => {
      test.deploy(wholeApp());
      const { org } = test;
      expect(test.fields('ExternalClientApplication', APP)).to.include({ orgScopedExternalApp: `${org.id}:${APP}` });
      const link = `${org.id}:${org.components.consumers.get(APP)?.id ?? ''}`;
      expect(test.fields('ExtlClntAppOauthSettings', 'Shop_oauth')).to.include({ oauthLink: link });
    });

    it("is the own org's where a file has another org's, and refused where it is none", () => {
      const [, global, oauth] = wholeApp();
      const foreign = app({ orgScopedExternalApp: '00D000000000001AAA:Shop' });
      expect(test.problems([foreign, global, oauth] as Part[])).to.deep.equal({});
      const own = `${test.org.id}:${APP}`;
      expect(test.fields('ExternalClientApplication', APP)).to.include({ orgScopedExternalApp: own });
      const malformed = app({ orgScopedExternalApp: 'Shop' });
      expect(test.problems([malformed]).Shop).to.include('INVALID_CROSS_REFERENCE_KEY');
    });

    it("is another org's only for a packaged app", () => {
      const oauthLink = '00D000000000001AAA:888000000000001AAA';
      const [, global] = wholeApp() as [Part, Part];
      expect(test.problems([app(), global, oauthSettings({ oauthLink })]).Shop_oauth).to.match(
        /couldn't update your OAuth link .* doesn't have distribution state PACKAGED/
      );
      const packaged = app({ distributionState: 'Packaged' });
      expect(test.problems([packaged, global, oauthSettings({ oauthLink })])).to.deep.equal({});
      expect(test.fields('ExtlClntAppOauthSettings', 'Shop_oauth')).to.include({ oauthLink });
    });
  });

  describe('what is doubtful', () => {
    const allowlist = (): Part =>
      securitySettings({ tokenIpRanges: { startIpAddress: '52.1.1.1', endIpAddress: '52.1.1.1' } });
    const problemsOf = (messages: Array<{ problem?: string }>): string[] =>
      messages.flatMap(({ problem }) => problem ?? []);

    it('may be that no deploy makes an allowlist', () => {
      test = new TestOrg({ quirks: ['allowlist-refused'] });
      const { status, messages } = test.deploy([...wholeApp(), allowlist()]);
      expect([status, problemsOf(messages).join()]).to.deep.equal([
        'Failed',
        "ExtlClntAppOauthSecuritySettings can't be created through the Metadata API.",
      ]);
    });

    it('may be that the org makes an allowlist, which can be changed', () => {
      test = new TestOrg({ quirks: ['allowlist-org-made'] });
      test.deploy(wholeApp());
      const [made] = test.org.components.listOfApp(APP).filter(({ type }) => type.includes('Security'));
      expect(made.fullName).to.equal('Shop_defOauthSecuritySet');
    });

    it('may be that a profile is taken once', () => {
      test = new TestOrg({ quirks: ['grants-once'] });
      const granting = (profiles: string): Part => oauthPolicies({ commaSeparatedProfile: profiles });
      test.deploy([...wholeApp(), granting('Standard User')]);
      expect(problemsOf(test.deploy([granting('Standard User')]).messages)).to.deep.equal([
        'profile names are already taken',
      ]);
      test.deploy([granting('System Administrator')]);
      const [policies] = test.org.components.listOfApp(APP).filter(({ type }) => type.includes('OauthConfig'));
      expect(policies.fields.commaSeparatedProfile).to.equal('Standard User,System Administrator');
    });
  });

  describe('a deploy is declarative', () => {
    it('clears the certificate that it leaves out', () => {
      test.deploy(wholeApp({ certificate: 'PEM' }));
      expect(test.fields(GLOBAL, 'Shop_glbloauth')).to.include({ certificate: 'PEM' });
      test.deploy(wholeApp());
      expect(test.fields(GLOBAL, 'Shop_glbloauth')?.certificate).to.equal(undefined);
    });

    it('puts the switches that it leaves out back to their defaults', () => {
      test.deploy(wholeApp({ isDeviceFlowEnabled: true }));
      test.deploy(wholeApp());
      expect(test.fields(GLOBAL, 'Shop_glbloauth')).to.include({ isDeviceFlowEnabled: false });
    });

    it('leaves alone what its API version does not have', () => {
      test.deploy(wholeApp({ isDPopEnabled: true }));
      test.deploy(wholeApp(), { version: '66.0' });
      expect(test.fields(GLOBAL, 'Shop_glbloauth')).to.include({ isDPopEnabled: true });
    });
  });

  it('an app has one component of each type', () => {
    test.deploy(wholeApp());
    const second = { ...oauthSettings(), fullName: 'Shop_other' };
    expect(test.problems([second]).Shop_other).to.equal('ExternalClientApplicationId duplicates value on Shop_oauth');
    const global = { ...globalSettings(), fullName: 'Shop_other' };
    expect(test.problems([global]).Shop_other).to.equal(
      'ExtlClntAppOauthSettingsId duplicates value on Shop_glbloauth'
    );
  });
});
