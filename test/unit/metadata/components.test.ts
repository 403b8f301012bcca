import { expect } from 'chai';
import type { AppDefinition } from '../../../src/definition/schema.js';
import {
  encodeChanges,
  encodeComponents,
  groupByApp,
  memberKey,
  settingsOfPublisher,
  type Component,
} from '../../../src/metadata/components.js';
import { introducedIn } from '../../../src/settings/platform.js';
import { settingIntroducedIn, settingRows } from '../../../src/settings/table.js';
import { apiName, apiNameFromOrg } from '../../../src/settings/apiNames.js';

const typesOf = (definition: AppDefinition, apiVersion = 68): string[] =>
  encodeComponents(definition, apiVersion).components.map(({ type }) => type);

const component = (definition: AppDefinition, wanted: string, apiVersion = 68): Component | undefined =>
  encodeComponents(definition, apiVersion).components.find(({ type }) => type === wanted);

const APP = 'ExternalClientApplication';
const GLOBAL = 'ExtlClntAppGlobalOauthSettings';
const OAUTH = 'ExtlClntAppOauthSettings';
const SECURITY = 'ExtlClntAppOauthSecuritySettings';
const PLUGINS = 'ExtlClntAppConfigurablePolicies';
const POLICY = 'ExtlClntAppOauthConfigurablePolicies';

describe('encodeComponents', () => {
  const COMPANIES: Array<[string, Omit<AppDefinition, 'name'>, string[]]> = [
    ['the app alone, where nothing but its label is asked for', { label: 'Shop' }, [APP]],
    ['OAuth settings beside global settings', { oauth: { flows: { device: true } } }, [APP, GLOBAL, OAUTH]],
    ['global settings beside OAuth settings', { oauth: { scopes: ['api'] } }, [APP, GLOBAL, OAUTH]],
    [
      'global and OAuth settings beside security settings',
      { oauth: { security: { refreshTokenIpAllowlist: [{ start: '192.0.2.1', end: '192.0.2.1' }] } } },
      [APP, GLOBAL, OAUTH, SECURITY],
    ],
    [
      'both policies of an app with OAuth where one is asked for',
      { oauth: { scopes: ['api'] }, policies: { startPage: 'OAuth' } },
      [APP, GLOBAL, OAUTH, PLUGINS, POLICY],
    ],
    ['no OAuth policies of an app without OAuth', { policies: { startPage: 'OAuth' } }, [APP, PLUGINS]],
    ['both policies where the other is asked for', { policies: { runAs: 'a@b.c' } }, [APP, PLUGINS, POLICY]],
  ];

  for (const [title, settings, types] of COMPANIES) {
    it(`sends ${title}`, () => {
      expect(typesOf({ name: apiName.parse('Shop'), ...settings })).to.deep.equal(types);
    });
  }

  it('tells every component but the app which app it belongs to, and labels it with its member name', () => {
    const { components } = encodeComponents(
      {
        name: apiName.parse('Shop'),
        oauth: { security: { tlsClientAuthCertParamValue: 'x' } },
        policies: { enabled: true },
      },
      68
    );
    expect(components.map(({ fullName, elements }) => [fullName, elements.label])).to.deep.equal([
      ['Shop', undefined],
      ['Shop_glbloauth', 'Shop_glbloauth'],
      ['Shop_oauth', 'Shop_oauth'],
      ['Shop_oauthSecurity', 'Shop_oauthSecurity'],
      ['Shop_plcy', 'Shop_plcy'],
      ['Shop_oauthPlcy', 'Shop_oauthPlcy'],
    ]);
    expect([...groupByApp(components)]).to.deep.equal([['Shop', components]]);
  });

  it('says what Salesforce requires and people need not say', () => {
    expect(
      component({ name: apiName.parse('Shop'), policies: { startPage: 'None' } }, PLUGINS)?.elements
    ).to.deep.equal({
      externalClientApplication: 'Shop',
      label: 'Shop_plcy',
      isEnabled: 'true',
      // An app without OAuth.
      isOauthPluginEnabled: 'false',
      startPage: 'None',
    });
    expect(
      component({ name: apiName.parse('Shop'), policies: { enabled: false } }, PLUGINS)?.elements.isEnabled
    ).to.equal('false');
  });

  it('leaves out what the API version lacks, and names it', () => {
    const definition: AppDefinition = {
      name: apiName.parse('Shop'),
      label: 'Shop',
      oauth: {
        security: {
          requirePkce: true,
          rotateRefreshTokens: true,
          limitIdleRefreshTokens: true,
          dPopEnabled: true,
          mtlsEnabled: true,
          tlsClientAuthCertParamValue: 'x',
          refreshTokenIpAllowlist: [{ start: '192.0.2.1', end: '192.0.2.1' }],
        },
      },
    };
    const { components, unsupported } = encodeComponents(definition, 65);
    expect(unsupported).to.deep.equal([
      'oauth.security.limitIdleRefreshTokens',
      'oauth.security.dPopEnabled',
      'oauth.security.mtlsEnabled',
      'oauth.security.tlsClientAuthCertParamValue',
      'oauth.security.refreshTokenIpAllowlist',
    ]);
    expect(components.map(({ type }) => type)).to.deep.equal([APP, GLOBAL, OAUTH]);
    expect(components[1].elements).to.deep.equal({
      externalClientApplication: 'Shop',
      label: 'Shop_glbloauth',
      isPkceRequired: 'true',
      isRefreshTokenRotationEnabled: 'true',
    });
    expect(encodeComponents(definition, 67).unsupported).to.deep.equal([]);
    expect(typesOf(definition, 67)).to.include(SECURITY);
  });

  it('sends no more than the app where all that is asked for is unsupported', () => {
    const definition: AppDefinition = { name: apiName.parse('Shop'), oauth: { security: { mtlsEnabled: true } } };
    expect(typesOf(definition, 66)).to.deep.equal([APP]);
  });
});

describe('versions', () => {
  it('are known for all that came after External Client Apps themselves', () => {
    const late = [...settingRows].filter(([, setting]) => settingIntroducedIn(setting) > 59);
    expect(late.map(([path, setting]) => [path, settingIntroducedIn(setting)])).to.deep.equal([
      ['oauth.security.limitIdleRefreshTokens', 66],
      ['oauth.security.dPopEnabled', 67],
      ['oauth.security.mtlsEnabled', 67],
      ['oauth.security.tlsClientAuthCertParamType', 66],
      ['oauth.security.tlsClientAuthCertParamValue', 66],
      ['oauth.security.refreshTokenIpAllowlist', 66],
    ]);
  });

  it('count as the oldest where nothing is known', () => {
    expect(introducedIn('ExternalClientApplication', 'label')).to.equal(59);
    expect(introducedIn('Whatever')).to.equal(59);
  });
});

describe('groupByApp', () => {
  const app = (fullName: string): Component => ({ type: APP, fullName, elements: {} });
  const ofApp = (fullName: string, externalClientApplication: string): Component => ({
    type: GLOBAL,
    fullName,
    elements: { externalClientApplication },
  });
  const namesOf = (components: Component[]): Array<[string, string[]]> =>
    [...groupByApp(components)].map(([name, owned]) => [name, owned.map(({ fullName }) => fullName)]);

  it('tells the app by content, never by the name of the member', () => {
    expect(namesOf([app('Shop'), app('Other'), ofApp('Other_glbloauth', 'Shop')])).to.deep.equal([
      ['Shop', ['Shop', 'Other_glbloauth']],
      ['Other', ['Other']],
    ]);
  });

  it('takes names for the same whatever their case, and spells them as the app does', () => {
    expect(namesOf([app('Shop'), ofApp('SHOP', 'shop')])).to.deep.equal([['Shop', ['Shop', 'SHOP']]]);
    expect(namesOf([ofApp('Shop_glbloauth', 'SHOP'), app('Shop')])).to.deep.equal([
      ['Shop', ['Shop_glbloauth', 'Shop']],
    ]);
  });

  it('knows the app of the name space that the org owns', () => {
    expect(namesOf([app('Shop'), ofApp('Shop_glbloauth', 'acme__Shop')])).to.deep.equal([
      ['Shop', ['Shop', 'Shop_glbloauth']],
    ]);
  });

  it('takes no app of another name space for the org’s own, though it has not seen that one', () => {
    const components = [app('Shop'), ofApp('acme__Shop_glbloauth', 'acme__Shop'), ofApp('Shop_plcy', 'mine__Shop')];
    expect([...groupByApp(components, 'mine').keys()]).to.deep.equal(['Shop', 'acme__Shop']);
    expect([...groupByApp(components, null).keys()]).to.deep.equal(['Shop', 'acme__Shop', 'mine__Shop']);
  });

  it('knows the org’s own app by its name alone, where only its other components were read', () => {
    expect(namesOf([ofApp('Shop_plcy', 'MINE__Shop')])).to.deep.equal([['MINE__Shop', ['Shop_plcy']]]);
    expect([...groupByApp([ofApp('Shop_plcy', 'MINE__Shop')], 'mine').keys()]).to.deep.equal(['Shop']);
  });

  it('keeps an app that was installed with its name space apart from one of the org', () => {
    const components = [app('Shop'), app('acme__Shop'), ofApp('acme__Shop_glbloauth', 'acme__Shop')];
    expect(namesOf(components)).to.deep.equal([
      ['Shop', ['Shop']],
      ['acme__Shop', ['acme__Shop', 'acme__Shop_glbloauth']],
    ]);
  });
});

describe('a component that names no app', () => {
  it('is nobody’s', () => {
    const lost: Component = { type: GLOBAL, fullName: 'Shop_glbloauth', elements: {} };
    expect([...groupByApp([lost])]).to.deep.equal([]);
  });
});

describe('the names of a new app’s components', () => {
  const taken = (...names: string[]): Set<string> =>
    new Set(names.map((fullName) => memberKey({ type: OAUTH, fullName })));
  const nameAmong = (names: Set<string>): string | undefined =>
    encodeComponents({ name: apiName.parse('Shop'), oauth: { scopes: ['api'] } }, 68, names).components.find(
      ({ type }) => type === OAUTH
    )?.fullName;

  it('give way to components that the org has, whatever their case', () => {
    expect(nameAmong(taken('SHOP_OAuth'))).to.equal('Shop_oauth2');
    expect(nameAmong(taken('Shop_oauth', 'Shop_oauth2'))).to.equal('Shop_oauth3');
    expect(nameAmong(new Set([memberKey({ type: GLOBAL, fullName: 'Shop_oauth' })]))).to.equal('Shop_oauth');
  });

  it('are not taken for free beyond those that were asked for', () => {
    const all = taken('Shop_oauth', 'Shop_oauth2', 'Shop_oauth3', 'Shop_oauth4', 'Shop_oauth5');
    expect(() => nameAmong(all))
      .to.throw('Shop_oauth4, Shop_oauth5')
      .with.property('name', 'NoFreeNameError');
  });
});

describe('the components of an app with a name space', () => {
  const existing = (owner: string): Component[] => [
    { type: APP, fullName: 'Shop', elements: {} },
    { type: GLOBAL, fullName: 'Shop_glbloauth', elements: { externalClientApplication: owner } },
    { type: OAUTH, fullName: 'Shop_oauth', elements: { externalClientApplication: owner } },
  ];
  const added = (name: string, owner: string): Component | undefined => {
    const changes = { name: apiNameFromOrg(name), policies: { enabled: false } };
    return encodeChanges(changes, existing(owner), 68).components.at(0);
  };

  it('are joined by new ones that call the app as they do, and have names of the org’s own', () => {
    expect(added('Shop', 'acme__Shop')).to.deep.include({ fullName: 'Shop_plcy' });
    expect(added('Shop', 'acme__Shop')?.elements.externalClientApplication).to.equal('acme__Shop');
    expect(added('acme__Shop', 'acme__Shop')).to.deep.include({ fullName: 'Shop_plcy' });
  });

  it('are its publisher’s, all but the policies', () => {
    const settings = {
      label: 'Shop',
      oauth: { scopes: ['api' as const], security: { requirePkce: true, refreshTokenIpAllowlist: [] } },
      policies: { enabled: true, permittedUsers: 'adminApproved' as const },
    };
    expect(settingsOfPublisher(settings)).to.have.members([
      'label',
      'oauth.scopes',
      'oauth.security.requirePkce',
      'oauth.security.refreshTokenIpAllowlist',
    ]);
  });
});
