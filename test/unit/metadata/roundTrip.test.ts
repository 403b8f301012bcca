import { expect } from 'chai';
import fc from 'fast-check';
import { formatYaml, parseYaml } from '../../../src/definition/document.js';
import { checkPart, fromValues, settingsGiven, valueAt, type AppDefinition } from '../../../src/definition/schema.js';
import { decodeComponents, encodeComponents, type Component } from '../../../src/metadata/components.js';
import { settingRows } from '../../../src/settings/table.js';
import { fromXml } from '../../../src/metadata/readXml.js';
import { toXml } from '../../../src/metadata/xml.js';
import { definitions, settingArbitraries, wholeDefinitions } from '../../support/arbitraries.js';
import { apiName } from '../../../src/settings/apiNames.js';

const NEWEST = 68;

const throughXml = (component: Component): Component => ({ ...component, elements: fromXml(toXml(component)) });

const roundTrip = (definition: AppDefinition): AppDefinition =>
  decodeComponents(definition.name, encodeComponents(definition, NEWEST).components);

const roundTripThroughXml = (definition: AppDefinition): AppDefinition =>
  decodeComponents(definition.name, encodeComponents(definition, NEWEST).components.map(throughXml));

describe('a definition and its components', () => {
  it('say the same', () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        expect(roundTrip(definition)).to.deep.equal(definition);
      }),
      { numRuns: 200 }
    );
  });

  it('say the same when the components are written to XML and read from it', () => {
    fc.assert(
      fc.property(wholeDefinitions, (definition) => {
        expect(roundTripThroughXml(definition)).to.deep.equal(definition);
      }),
      { numRuns: 50 }
    );
  });

  it('are tried with a value for every setting of the table', () => {
    const [whole] = fc.sample(wholeDefinitions, 1);
    expect(settingsGiven(whole).map(({ path }) => path)).to.have.members([...settingRows.keys()]);
  });

  for (const [path, values] of settingArbitraries) {
    it(`keep ${path}, given alone`, () => {
      fc.assert(
        fc.property(values, (value) => {
          const definition = { name: apiName.parse('App'), ...fromValues([[path, value]]) };
          expect(valueAt(roundTrip(definition), path)).to.deep.equal(value);
        }),
        { numRuns: 10 }
      );
    });
  }

  it('keep several callback URLs, in one element, a line each', () => {
    const callbackUrls = ['https://a.example/?x=1&y="<é>\'', 'myapp://漢'];
    const definition = { name: apiName.parse('App'), oauth: { callbackUrls } };
    const [, global] = encodeComponents(definition, NEWEST).components;
    expect(global.elements.callbackUrl).to.equal(callbackUrls.join('\n'));
    expect(roundTripThroughXml(definition)).to.deep.equal(definition);
  });

  it('keep text that looks like numbers, booleans or entities as text', () => {
    for (const description of ['0012', '1e3', 'true', 'null', '&amp;lt;', '<b>&</b>', ']]>', 'a\nb']) {
      const definition = { name: apiName.parse('App'), description };
      expect(roundTripThroughXml(definition)).to.deep.equal(definition);
    }
  });

  it('let an emptied list read back as absent', () => {
    const definition = { name: apiName.parse('App'), oauth: { scopes: [], customAttributes: [] } };
    expect(roundTrip(definition)).to.deep.equal({ name: 'App' });
  });
});

describe('a definition and its file', () => {
  it('say the same', () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        const { document } = parseYaml(formatYaml(definition), 'app.yaml');
        const checked = checkPart(document?.content ?? {}, () => '');
        expect(checked).to.deep.equal({ value: definition, problems: [], wrong: [], refused: [] });
      }),
      { numRuns: 100 }
    );
  });
});
