import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RegistryAccess } from '@salesforce/source-deploy-retrieve';
import { expect } from 'chai';
import ts from 'typescript';
import { z } from 'zod';
import { FILE_PLACES, memberOfFile, sourcePath, type MetadataType } from '../../../src/metadata/componentTypes.js';
import { namesForNew } from '../../../src/metadata/memberNames.js';
import { ECA_TYPES, IP_RELAXATION_WORDS, SCOPE_TOKENS, VALIDITY_UNITS } from '../../../src/settings/platform.js';
import { settingAt, settingRows, type Setting, type SettingPath } from '../../../src/settings/table.js';
import { apiName } from '../../../src/settings/apiNames.js';

const declarationFile = fileURLToPath(import.meta.resolve('@salesforce/types/metadata')).replace(/\.js$/, '.d.ts');

const declared = new Map<string, ts.TypeNode>();
ts.createSourceFile(declarationFile, readFileSync(declarationFile, 'utf8'), ts.ScriptTarget.Latest).forEachChild(
  (node) => {
    if (ts.isTypeAliasDeclaration(node)) declared.set(node.name.text, node.type);
  }
);

/** The elements that Salesforce's schema gives a type, with what they hold. */
const elementsOf = (type: string): Map<string, ts.TypeNode | undefined> => {
  const node = declared.get(type);
  const literals = node && ts.isIntersectionTypeNode(node) ? node.types : [node];
  return new Map(
    literals.flatMap((literal) =>
      literal && ts.isTypeLiteralNode(literal)
        ? literal.members.filter(ts.isPropertySignature).map((member): [string, ts.TypeNode | undefined] => {
            expect(ts.isIdentifier(member.name)).to.equal(true);
            return [(member.name as ts.Identifier).text, member.type];
          })
        : []
    )
  );
};

/** The words that the schema allows in an element, where it lists them. */
const wordsOf = (type: string, element: string): string[] => {
  const node = elementsOf(type).get(element);
  const named = node && ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName) ? node.typeName.text : '';
  const union = declared.get(named);
  const members = union && ts.isUnionTypeNode(union) ? [...union.types] : [];
  return members.flatMap((member) =>
    ts.isLiteralTypeNode(member) && ts.isStringLiteral(member.literal) ? [member.literal.text] : []
  );
};

const DAY = { amount: 1, unit: 'days' };

const SUB_COMPONENT = ['externalClientApplication', 'label'];

/** Elements that no setting stands for, on purpose. */
const LEFT_OUT: Record<(typeof ECA_TYPES)[number], string[]> = {
  ExternalClientApplication: ['orgScopedExternalApp'],
  ExtlClntAppGlobalOauthSettings: [
    ...SUB_COMPONENT,
    'consumerKey',
    'consumerSecret',
    'shouldRotateConsumerKey',
    'shouldRotateConsumerSecret',
  ],
  ExtlClntAppOauthSettings: [...SUB_COMPONENT, 'oauthLink'],
  ExtlClntAppOauthSecuritySettings: SUB_COMPONENT,
  ExtlClntAppConfigurablePolicies: SUB_COMPONENT,
  ExtlClntAppOauthConfigurablePolicies: SUB_COMPONENT,
};

const rowsOf = (type: string): Array<[string, Setting]> => [...settingRows].filter(([, row]) => row.type === type);

const tableElements = (type: string): string[] => rowsOf(type).flatMap(([, { elements }]) => elements);

describe("the settings table and Salesforce's schema", () => {
  for (const type of ECA_TYPES) {
    it(`has a setting for every element of ${type} but those left out on purpose`, () => {
      const covered = tableElements(type).map((element) => element.split('.')[0]);
      expect([...new Set(covered), ...LEFT_OUT[type]]).to.have.members([...elementsOf(type).keys()]);
    });

    it(`gives no element of ${type} to two settings`, () => {
      expect(new Set(tableElements(type)).size).to.equal(tableElements(type).length);
    });
  }

  it('has a setting for every part of the ID token configuration', () => {
    const parts = tableElements('ExtlClntAppGlobalOauthSettings')
      .filter((element) => element.startsWith('idTokenConfig.'))
      .map((element) => element.split('.')[1]);
    expect(parts).to.have.members([...elementsOf('ExternalAppIdTokenConfig').keys()]);
  });

  it("has the schema's words for every choice that the schema lists", () => {
    const choices = [...settingRows].filter(([, { schema }]) => schema instanceof z.ZodEnum);
    const compared = choices.flatMap(([path, { type, elements, schema, encode }]) => {
      const words = wordsOf(type, elements[0]);
      if (words.length === 0) return [];
      const known = (schema as z.ZodEnum).options.map((option) => encode(option)[0]);
      // Only Salesforce makes an app managed or installs it by itself.
      const settable = words.filter((word) => !['Managed', 'AutoInstalled'].includes(word));
      expect(known, path).to.have.members(settable);
      return [path];
    });
    expect(compared).to.have.members([
      'distributionState',
      'app.managedType',
      'oauth.security.tlsClientAuthCertParamType',
      'policies.startPage',
      'policies.permittedUsers',
      'policies.requiredSessionLevel',
      'policies.policyAction',
      'policies.namedUserJwtSessionTimeoutType',
      'policies.guestJwtSessionTimeoutType',
    ]);
  });

  it('has the words that the schema does not list', () => {
    const encoded = (path: SettingPath, value: unknown): unknown[] | undefined => settingAt(path).encode(value);
    const relaxations = ['enforce', 'relax', 'relaxWithSecondFactor', 'enforceRelaxForRefresh'];
    expect(relaxations.flatMap((word) => encoded('policies.ipRelaxation', word))).to.deep.equal([
      ...IP_RELAXATION_WORDS,
    ]);
    const units = ['hours', 'days', 'months'].map((unit) => ({ expireAfter: { amount: 1, unit } }));
    expect(units.map((policy) => encoded('policies.refreshToken', policy)?.[2])).to.deep.equal([...VALIDITY_UNITS]);
    const policies = ['validUntilRevoked', 'expireImmediately', { expireAfter: DAY }, { expireAfterIdle: DAY }];
    expect(policies.map((policy) => encoded('policies.refreshToken', policy)?.[0])).to.have.members(
      wordsOf('ExtlClntAppOauthConfigurablePolicies', 'refreshTokenPolicyType')
    );
  });

  it('gives no setting a label that another one of its section has', () => {
    const labels = [...settingRows.values()].map(({ section, label }) => `${section}: ${label}`);
    expect(labels).to.have.lengthOf(new Set(labels).size);
  });

  it('gives every scope a token of its own', () => {
    const tokens = Object.values(SCOPE_TOKENS);
    expect(tokens).to.have.lengthOf(36);
    expect(new Set(tokens).size).to.equal(tokens.length);
  });
});

describe('profiles and permission sets', () => {
  // Were there one, sharing a named credential would no longer have to be a step for people.
  it('have no element for the access to a named credential', () => {
    const accesses = ['Profile', 'PermissionSet'].flatMap((type) => [...elementsOf(type).keys()]);
    expect(accesses.filter((element) => /credential|dataSource/i.test(element))).to.have.members([
      'externalDataSourceAccesses',
      'externalDataSourceAccesses',
      'externalCredentialPrincipalAccesses',
    ]);
  });
});

describe("the component types and SDR's registry", () => {
  const registry = new RegistryAccess();

  for (const type of Object.keys(FILE_PLACES) as MetadataType[]) {
    it(`agree on folder and suffix of ${type}`, () => {
      const { directoryName, suffix } = registry.getTypeByName(type);
      expect(FILE_PLACES[type]).to.deep.equal({ folder: directoryName, suffix });
      expect(memberOfFile(`${directoryName}/Shop.${suffix}`)).to.deep.equal({ type, fullName: 'Shop' });
    });
  }

  it('have every type of which apps are made', () => {
    expect(Object.keys(FILE_PLACES)).to.include.members([...ECA_TYPES]);
  });

  it('pass over what is no component', () => {
    for (const path of ['package.xml', 'settings/', 'settings/Account.object', 'deep/settings/Account.settings', '']) {
      expect(memberOfFile(path), path).to.equal(undefined);
    }
  });

  it('agree on where a file lies', () => {
    expect(sourcePath('ExtlClntAppOauthSettings', 'Shop_oauth')).to.equal(
      'extlClntAppOauthSettings/Shop_oauth.ecaOauth-meta.xml'
    );
  });

  it('give members the names that Setup gives', () => {
    expect(ECA_TYPES.map((type) => namesForNew(apiName.parse('Shop'), type)[0])).to.deep.equal([
      'Shop',
      'Shop_glbloauth',
      'Shop_oauth',
      'Shop_oauthSecurity',
      'Shop_plcy',
      'Shop_oauthPlcy',
    ]);
  });
});
