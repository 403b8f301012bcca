import { expect } from 'chai';
import fc from 'fast-check';
import {
  checkPart,
  mergeDefinitions,
  type AppDefinition,
  type PartialDefinition,
} from '../../../src/definition/schema.js';
import { toTemplate } from '../../../src/operations/createTemplate.js';
import { apiName } from '../../../src/settings/apiNames.js';
import { fillTemplate } from '../../../src/templates/fill.js';
import type { Template } from '../../../src/templates/template.js';
import { parseTemplate } from '../../support/parsedTemplate.js';
import { definitions } from '../../support/arbitraries.js';

const NO_ORG = { loginUrl: undefined, instanceUrl: undefined, username: undefined };

const templateOf = (app: AppDefinition): Template => {
  const { template, problems } = parseTemplate(toTemplate(app), 'copy.yaml');
  if (!template) throw new Error(JSON.stringify(problems));
  return template;
};

/** What using a template with no more than its own words comes to. */
const used = (template: Template): PartialDefinition => {
  const { raw, locate } = fillTemplate(template, {}, NO_ORG);
  const { value, problems } = checkPart(raw, locate);
  expect(problems).to.deep.equal([]);
  return value;
};

describe('a template made of an app', () => {
  it('sets up the same app, without its name and contact, whatever its values hold', () => {
    fc.assert(
      fc.property(definitions, (app) => {
        const { name, contactEmail, ...settings } = mergeDefinitions({ label: app.name }, app);
        expect(name).to.equal(app.name);
        expect(contactEmail).to.equal(app.contactEmail);
        expect(used(templateOf(app))).to.deep.equal(settings);
      })
    );
  });

  it('holds what looks like a reference as what it is, wherever the app has it', () => {
    const parts = fc.array(fc.constantFrom('$', '{', '}', '${', '$${', 'org.username', '${x}', '%s', ' ', '/'));
    fc.assert(
      fc.property(parts, (given) => {
        const text = `x${given.join('')}x`;
        const app = {
          name: apiName.parse('Shop'),
          label: text,
          oauth: {
            callbackUrls: [`https://shop.example/${text.replaceAll(' ', '')}`],
            customAttributes: [{ key: text, formula: text }],
          },
          policies: { profiles: [text] },
        };
        const template = templateOf(app);
        const { name, ...settings } = app;
        expect(used(template)).to.deep.equal(settings);
        expect(template.title).to.equal(text);
        expect(template.summary).to.include(text);
        expect(name).to.equal('Shop');
      })
    );
  });
});
