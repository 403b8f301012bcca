import { expect } from 'chai';
import fc from 'fast-check';
import {
  definitionSchema,
  fromValues,
  mergeDefinitions,
  settingsGiven,
  valueAt,
  type PartialDefinition,
  type SettingValue,
} from '../../../src/definition/schema.js';
import { definitions } from '../../support/arbitraries.js';
import { apiName } from '../../../src/settings/apiNames.js';

describe('a canonical definition', () => {
  it('is left by the schema as it is', () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        expect(definitionSchema.parse(definition)).to.deep.equal(definition);
      }),
      { numRuns: 100 }
    );
  });

  it('is the sum of its settings', () => {
    fc.assert(
      fc.property(definitions, ({ name, ...settings }) => {
        const values = settingsGiven(settings).map(({ path, value }): SettingValue => [path, value]);
        expect({ name, ...fromValues(values) }).to.deep.equal({ name, ...settings });
      }),
      { numRuns: 100 }
    );
  });
});

describe('mergeDefinitions', () => {
  const CASES: Array<[string, PartialDefinition, PartialDefinition, PartialDefinition]> = [
    [
      'merges objects key by key',
      { label: 'Low', oauth: { flows: { device: true }, security: { requirePkce: false } } },
      { label: 'High', oauth: { flows: { tokenExchange: true } } },
      { label: 'High', oauth: { flows: { device: true, tokenExchange: true }, security: { requirePkce: false } } },
    ],
    [
      'replaces a list',
      { oauth: { scopes: ['api', 'full'] } },
      { oauth: { scopes: ['id'] } },
      { oauth: { scopes: ['id'] } },
    ],
    ['empties a list with []', { oauth: { scopes: ['api'] } }, { oauth: { scopes: [] } }, { oauth: { scopes: [] } }],
    [
      'keeps what the higher one leaves out',
      { name: apiName.parse('Low'), oauth: { scopes: ['api'] } },
      {},
      { name: apiName.parse('Low'), oauth: { scopes: ['api'] } },
    ],
    [
      'lets the higher name win',
      { name: apiName.parse('Low') },
      { name: apiName.parse('High') },
      { name: apiName.parse('High') },
    ],
    ['gives no name where neither has one', { label: 'x' }, {}, { label: 'x' }],
    [
      'takes false and a number for values',
      { oauth: { flows: { device: true } }, policies: { guestJwtTimeout: 5 } },
      { oauth: { flows: { device: false } }, policies: { guestJwtTimeout: 0 } },
      { oauth: { flows: { device: false } }, policies: { guestJwtTimeout: 0 } },
    ],
    [
      'replaces a policy whole',
      { policies: { refreshToken: { expireAfter: { amount: 1, unit: 'days' } } } },
      { policies: { refreshToken: { expireAfterIdle: { amount: 2, unit: 'hours' } } } },
      { policies: { refreshToken: { expireAfterIdle: { amount: 2, unit: 'hours' } } } },
    ],
  ];

  for (const [title, lower, higher, merged] of CASES) {
    it(title, () => {
      expect(mergeDefinitions(lower, higher)).to.deep.equal(merged);
    });
  }

  it('says, setting by setting, what the higher one says, or else what the lower one says', () => {
    fc.assert(
      fc.property(definitions, definitions, (lower, higher) => {
        const merged = mergeDefinitions(lower, higher);
        expect(merged.name).to.equal(higher.name);
        for (const { path, value } of settingsGiven(merged)) {
          expect(value).to.deep.equal(valueAt(higher, path) ?? valueAt(lower, path));
        }
        expect(mergeDefinitions(merged, higher)).to.deep.equal(merged);
        expect(mergeDefinitions(lower, lower)).to.deep.equal(lower);
      }),
      { numRuns: 50 }
    );
  });
});
