import { expect } from 'chai';
import fc from 'fast-check';
import { fromValues, mergeDefinitions, type AppDefinition } from '../../../src/definition/schema.js';
import { decodeComponents, encodeChanges, encodeComponents, type Component } from '../../../src/metadata/components.js';
import { settingRows } from '../../../src/settings/table.js';
import { settingArbitraries, wholeDefinitions } from '../../support/arbitraries.js';
import type { XmlElements } from '../../../src/settings/codecs.js';
import { apiName } from '../../../src/settings/apiNames.js';

const GLOBAL = 'ExtlClntAppGlobalOauthSettings';

const live: Component[] = [
  {
    type: 'ExternalClientApplication',
    fullName: 'Shop',
    elements: { label: 'Shop', orgScopedExternalApp: '00D:Shop' },
  },
  {
    type: GLOBAL,
    fullName: 'ShopGlblOAuth',
    elements: {
      externalClientApplication: 'Shop',
      label: 'Made by hand',
      callbackUrl: 'https://old.example/',
      certificate: 'MIIC',
      consumerKey: '3MVG',
      consumerSecret: 'secret',
      shouldRotateConsumerKey: 'false',
      shouldRotateConsumerSecret: 'true',
      isPkceRequired: 'true',
      idTokenConfig: { idTokenAudience: 'a', idTokenValidityInMinutes: '2' },
      isFromTheFuture: 'true',
    },
  },
  {
    type: 'ExtlClntAppOauthSettings',
    fullName: 'ShopOAuthSettings_defaultPolicy',
    elements: { externalClientApplication: 'Shop', commaSeparatedOauthScopes: 'Api', oauthLink: '00D:888' },
  },
  {
    type: 'ExtlClntAppOauthConfigurablePolicies',
    fullName: 'Shop_defaultPolicy',
    elements: {
      externalClientApplication: 'Shop',
      refreshTokenPolicyType: 'SpecificLifetime',
      refreshTokenValidityPeriod: '365',
      refreshTokenValidityUnit: 'Days',
      commaSeparatedProfile: 'Sales',
    },
  },
];

const change = (changes: Omit<AppDefinition, 'name'>, apiVersion = 68): Component[] =>
  encodeChanges({ name: apiName.parse('Shop'), ...changes }, live, apiVersion).components;

describe('encodeChanges', () => {
  it('keeps the certificate and every other element when only the callback changes', () => {
    expect(change({ oauth: { callbackUrls: ['https://new.example/'] } })).to.deep.equal([
      {
        type: GLOBAL,
        fullName: 'ShopGlblOAuth',
        elements: {
          externalClientApplication: 'Shop',
          label: 'Made by hand',
          callbackUrl: 'https://new.example/',
          certificate: 'MIIC',
          isPkceRequired: 'true',
          idTokenConfig: { idTokenAudience: 'a', idTokenValidityInMinutes: '2' },
          isFromTheFuture: 'true',
        },
      },
    ]);
  });

  it('never sends key, secret or a wish to rotate them', () => {
    const [global] = change({ oauth: { security: { requirePkce: false } } });
    expect(global.elements).not.to.have.any.keys(
      'consumerKey',
      'consumerSecret',
      'shouldRotateConsumerKey',
      'shouldRotateConsumerSecret'
    );
  });

  it('leaves what the org holds as it was', () => {
    const before = structuredClone(live);
    change({ oauth: { callbackUrls: ['https://new.example/'], idTokenConfig: { idTokenAudience: 'b' } } });
    expect(live).to.deep.equal(before);
  });

  it('touches only the types that change, and keeps the names that their members have', () => {
    const names = (changes: Omit<AppDefinition, 'name'>): string[] => change(changes).map(({ fullName }) => fullName);
    expect(names({ label: 'Shop 2' })).to.deep.equal(['Shop']);
    expect(names({ oauth: { scopes: ['full'] } })).to.deep.equal(['ShopOAuthSettings_defaultPolicy']);
    expect(names({ policies: { runAs: 'a@b.c' } })).to.deep.equal(['Shop_defaultPolicy']);
    expect(names({ label: 'x', oauth: { flows: { device: true } } })).to.deep.equal(['Shop', 'ShopGlblOAuth']);
    expect(names({})).to.deep.equal([]);
  });

  it("gives a component that the app does not have yet Setup's name", () => {
    const ranges = [{ start: '192.0.2.1', end: '192.0.2.1' }];
    const [security, ...others] = change({ oauth: { security: { refreshTokenIpAllowlist: ranges } } });
    expect(others).to.deep.equal([]);
    expect(security.fullName).to.equal('Shop_oauthSecurity');
    expect(security.elements.externalClientApplication).to.equal('Shop');
  });

  it('changes one part of an element and keeps its other parts', () => {
    const [global] = change({ oauth: { idTokenConfig: { idTokenAudience: 'b' } } });
    expect(global.elements.idTokenConfig).to.deep.equal({ idTokenAudience: 'b', idTokenValidityInMinutes: '2' });
  });

  it('removes one part of an element and keeps its other parts', () => {
    const [global] = change({ oauth: { idTokenConfig: { idTokenAudience: '' } } });
    expect(global.elements.idTokenConfig).to.deep.equal({ idTokenValidityInMinutes: '2' });
    const { components } = encodeChanges(
      { name: apiName.parse('Shop'), oauth: { idTokenConfig: { idTokenAudience: '' } } },
      [{ type: GLOBAL, fullName: 'Shop_glbloauth', elements: { isPkceRequired: 'true' } }],
      68
    );
    expect(components[0].elements).to.deep.equal({ isPkceRequired: 'true' });
  });

  it('gives an app without OAuth both kinds of OAuth settings at once', () => {
    const asked = { name: apiName.parse('Shop'), oauth: { scopes: ['api' as const] } };
    const { components } = encodeChanges(asked, live.slice(0, 1), 68);
    expect(components.map(({ type, fullName }) => [type, fullName])).to.deep.equal([
      [GLOBAL, 'Shop_glbloauth'],
      ['ExtlClntAppOauthSettings', 'Shop_oauth'],
    ]);
  });

  it('removes the elements that go with a value that is gone', () => {
    const [policy] = change({ policies: { refreshToken: 'validUntilRevoked', profiles: [] } });
    expect(policy.elements).to.deep.equal({ externalClientApplication: 'Shop', refreshTokenPolicyType: 'Infinite' });
  });

  it('names what the API version lacks, and sends nothing for it', () => {
    const changes = {
      name: apiName.parse('Shop'),
      oauth: { security: { limitIdleRefreshTokens: true, requirePkce: false } },
    };
    const { components, unsupported } = encodeChanges(changes, live, 65);
    expect(unsupported).to.deep.equal(['oauth.security.limitIdleRefreshTokens']);
    expect(components.map(({ elements }) => elements.isPkceRequired)).to.deep.equal(['false']);
    expect(components[0].elements).not.to.have.property('isEnforceRefreshTokenTTL');
  });

  describe('of what the org writes in its own way', () => {
    const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\nAQAB\n-----END CERTIFICATE-----\n';
    const sentBy = (type: Component['type'], elements: XmlElements, oauth: AppDefinition['oauth']): XmlElements => {
      const existing: Component[] = [{ type, fullName: 'Shop_x', elements }];
      const { components } = encodeChanges({ name: apiName.parse('Shop'), oauth }, existing, 68);
      return components.find((component) => component.type === type)?.elements ?? {};
    };
    const renewed = (certificate: string, next = PEM): unknown =>
      sentBy(GLOBAL, { certificate }, { flows: { jwtBearer: { certificate: next } } }).certificate;

    it('sends a new certificate in the form of the old one', () => {
      expect(renewed('MIIC')).to.equal('MIIBAQAB');
      expect(renewed('-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----')).to.equal(PEM);
      expect(sentBy(GLOBAL, {}, { flows: { jwtBearer: { certificate: PEM } } }).certificate).to.equal(PEM);
    });

    it('sends a chain whole, which has no bare form', () => {
      expect(renewed('MIIC', PEM + PEM)).to.equal(PEM + PEM);
    });

    it('sends an untouched certificate to the letter', () => {
      const certificate = '\nMIIC\nAQAB\n';
      expect(sentBy(GLOBAL, { certificate }, { callbackUrls: ['https://a.example/'] })).to.include({ certificate });
    });

    it('keeps what it does not know in a range that stays, and its spelling', () => {
      const type = 'ExtlClntAppOauthSecuritySettings';
      const long = { endIpAddress: '2001:DB8:0::1', startIpAddress: '2001:DB8:0::1', zone: 'eu' };
      const named = { description: 'Old', endIpAddress: '192.0.2.9', startIpAddress: '192.0.2.1', zone: 'us' };
      const refreshTokenIpAllowlist = [
        { start: '192.0.2.1', end: '192.0.2.9' },
        { start: '198.51.100.1', end: '198.51.100.1' },
        { start: '2001:db8::1', end: '2001:db8::1' },
      ];
      const sent = sentBy(type, { tokenIpRanges: [long, named] }, { security: { refreshTokenIpAllowlist } });
      expect(sent.tokenIpRanges).to.deep.equal([
        { endIpAddress: '192.0.2.9', startIpAddress: '192.0.2.1', zone: 'us' },
        { endIpAddress: '198.51.100.1', startIpAddress: '198.51.100.1' },
        long,
      ]);
    });

    it('keeps what it does not know in a custom attribute whose formula changes', () => {
      const held: XmlElements[] = [
        { formula: '"1"', key: 'a', audience: 'x' },
        { formula: '"2"', key: 'b' },
      ];
      const customAttributes = [
        { key: 'b', formula: '"2"' },
        { key: 'a', formula: '"3"' },
      ];
      expect(
        sentBy('ExtlClntAppOauthSettings', { customAttributes: held }, { customAttributes }).customAttributes
      ).to.deep.equal([held[1], { formula: '"3"', key: 'a', audience: 'x' }]);
    });

    it('keeps an empty list as it is, until something is asked of it', () => {
      const type = 'ExtlClntAppOauthSecuritySettings';
      const security = { tlsClientAuthCertParamValue: 'CN=shop' };
      expect(sentBy(type, { tokenIpRanges: '' }, { security })).to.deep.include({ tokenIpRanges: '' });
      const range = { start: '192.0.2.1', end: '192.0.2.1' };
      expect(sentBy(type, { tokenIpRanges: '' }, { security: { refreshTokenIpAllowlist: [range] } })).to.deep.equal({
        tokenIpRanges: [{ endIpAddress: '192.0.2.1', startIpAddress: '192.0.2.1' }],
      });
    });

    it('takes an empty element for one that nothing is in', () => {
      const idTokenConfig = { idTokenAudience: 'b' };
      expect(sentBy(GLOBAL, { idTokenConfig: '' }, { idTokenConfig })).to.deep.equal({ idTokenConfig });
      const elements = { tokenIpRanges: ['', { '@xsi:nil': 'true' }], idTokenConfig: '' };
      const name = apiName.parse('Shop');
      const components = (['ExtlClntAppOauthSecuritySettings', GLOBAL] as const).map((type) => ({
        type,
        fullName: 'Shop_x',
        elements,
      }));
      expect(decodeComponents(name, components)).to.deep.equal({ name });
    });
  });

  it('makes of any app what was asked for, and of nothing else anything else', () => {
    const oneChange = fc
      .constantFrom(...settingArbitraries)
      .chain(([path, values]) => values.map((value) => [path, value] as const));
    fc.assert(
      fc.property(wholeDefinitions, oneChange, (app, [path, value]) => {
        const existing = encodeComponents(app, 68).components;
        const asked = { name: app.name, ...fromValues([[path, value]]) };
        const sent = encodeChanges(asked, existing, 68).components;
        expect(sent.map(({ type }) => type)).to.deep.equal([settingRows.get(path)?.type]);
        const after = existing.map((component) => sent.find(({ type }) => type === component.type) ?? component);
        expect(decodeComponents(app.name, after)).to.deep.equal(mergeDefinitions(app, asked));
      }),
      { numRuns: 150 }
    );
  });
});
