import { expect } from 'chai';
import type { AppDefinition } from '../../../src/definition/schema.js';
import { encodeComponents, ownerOf, type Component } from '../../../src/metadata/components.js';
import { introducedIn } from '../../../src/settings/platform.js';
import { settingIntroducedIn, settingRows } from '../../../src/settings/table.js';

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
    ['both policies where one is asked for', { policies: { startPage: 'OAuth' } }, [APP, PLUGINS, POLICY]],
    ['both policies where the other is asked for', { policies: { runAs: 'a@b.c' } }, [APP, PLUGINS, POLICY]],
  ];

  for (const [title, settings, types] of COMPANIES) {
    it(`sends ${title}`, () => {
      expect(typesOf({ name: 'Shop', ...settings })).to.deep.equal(types);
    });
  }

  it('tells every component but the app which app it belongs to, and labels it with its member name', () => {
    const { components } = encodeComponents(
      { name: 'Shop', oauth: { security: { tlsClientAuthCertParamValue: 'x' } }, policies: { enabled: true } },
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
    expect(components.map(ownerOf)).to.deep.equal(components.map(() => 'Shop'));
  });

  it('says what Salesforce requires and people need not say', () => {
    expect(component({ name: 'Shop', policies: { startPage: 'None' } }, PLUGINS)?.elements).to.deep.equal({
      externalClientApplication: 'Shop',
      label: 'Shop_plcy',
      isEnabled: 'true',
      isOauthPluginEnabled: 'true',
      startPage: 'None',
    });
    expect(component({ name: 'Shop', policies: { enabled: false } }, PLUGINS)?.elements.isEnabled).to.equal('false');
  });

  it('leaves out what the API version lacks, and names it', () => {
    const definition: AppDefinition = {
      name: 'Shop',
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
    const { components, unsupported } = encodeComponents(definition, 66);
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
    const definition: AppDefinition = { name: 'Shop', oauth: { security: { mtlsEnabled: true } } };
    expect(typesOf(definition, 66)).to.deep.equal([APP]);
  });
});

describe('versions', () => {
  it('are known for all that came after External Client Apps themselves', () => {
    const late = [...settingRows].filter(([, setting]) => settingIntroducedIn(setting) > 59);
    expect(late.map(([path, setting]) => [path, settingIntroducedIn(setting)])).to.deep.equal([
      ['oauth.security.limitIdleRefreshTokens', 67],
      ['oauth.security.dPopEnabled', 67],
      ['oauth.security.mtlsEnabled', 67],
      ['oauth.security.tlsClientAuthCertParamType', 67],
      ['oauth.security.tlsClientAuthCertParamValue', 67],
      ['oauth.security.refreshTokenIpAllowlist', 67],
    ]);
  });

  it('count as the oldest where nothing is known', () => {
    expect(introducedIn('ExternalClientApplication', 'label')).to.equal(59);
    expect(introducedIn('Whatever')).to.equal(59);
  });
});

describe('ownerOf', () => {
  it('tells the app by content, never by the name of the member', () => {
    const elements = { externalClientApplication: 'Shop' };
    expect(ownerOf({ type: GLOBAL, fullName: 'Other_glbloauth', elements })).to.equal('Shop');
    expect(ownerOf({ type: APP, fullName: 'Shop', elements: {} })).to.equal('Shop');
  });
});
