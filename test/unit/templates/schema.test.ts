import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'chai';
import { parse } from 'yaml';
import { builtInTemplates } from '../../../src/templates/places.js';
import { PACKAGE_ROOT } from '../../support/realCli.js';

describe('the published schema of template files', () => {
  let isValid: ValidateFunction;
  before(async () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    const text = await readFile(join(PACKAGE_ROOT, 'schemas', 'eca-template.schema.json'), 'utf8');
    isValid = ajv.compile(JSON.parse(text) as object);
  });

  it('takes every template that comes with the plugin, so that editors do', async () => {
    for (const { name, file } of await builtInTemplates()) {
      expect(isValid(parse(await readFile(file, 'utf8'))), name).to.equal(true);
    }
  });

  const HEAD = { title: 'Acme', summary: 'x' };
  const TAKEN: Array<[what: string, more: object]> = [
    ['a reference in place of a word, a name or a URL', { name: '${a}', policies: { permittedUsers: '${b}' } }],
    ['a reference in place of an item', { oauth: { scopes: ['api', '${a}'], callbackUrls: ['${org.loginUrl}/cb'] } }],
    ['what begins no reference', { name: 'Acme', oauth: { callbackUrls: ['https://acme.example/$${a}'] } }],
    ['a group with a condition', { oauth: { security: { when: { edition: ['pro'] }, requirePkce: true } } }],
    ['an item with one', { oauth: { trustedIpRanges: [{ range: '192.0.2.1', when: { edition: ['pro'] } }] } }],
  ];
  for (const [what, more] of TAKEN) {
    it(`takes ${what}`, () => {
      expect(isValid({ ...HEAD, ...more })).to.equal(true);
    });
  }

  const REFUSED: Array<[what: string, more: object]> = [
    ['a wrong word', { policies: { permittedUsers: 'admin' } }],
    ['a name against the rules', { name: 'Acme_' }],
    ['a reference in place of a switch', { oauth: { security: { requirePkce: '${a}' } } }],
    ['a reference in a key of its own', { usedWith: ['${a}'] }],
    ['a condition of the whole file', { when: { edition: ['pro'] } }],
    ['a setting that there is not', { oauth: { flow: {} } }],
  ];
  for (const [what, more] of REFUSED) {
    it(`refuses ${what}`, () => {
      expect(isValid({ ...HEAD, ...more })).to.equal(false);
    });
  }
});
