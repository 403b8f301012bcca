import { expect } from 'chai';
import fc from 'fast-check';
import { parseYaml } from '../../../src/definition/document.js';
import type { Problem } from '../../../src/definition/problems.js';
import { checkPart } from '../../../src/definition/schema.js';
import { parseTemplate } from '../../support/parsedTemplate.js';

const check = (text: string): { problems: Problem[] } => {
  const { document } = parseYaml(text, 'app.yaml');
  if (!document) throw new Error('The test has a mistake in its YAML.');
  return checkPart(document.content, document.locate);
};

describe('what may be a key or a password', () => {
  const KEY = '-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBg\\n-----END PRIVATE KEY-----';

  for (const text of [
    `label: "${KEY}"\noauth: { flows: { device: "${KEY}" } }`,
    `contactEmail: "${KEY}"`,
    `oauth: { scopes: ["${KEY}"], callbackUrls: ["x${KEY}"] }`,
    `oauth: { flows: { jwtBearer: { certificate: 7 } }, security: { requirePkce: "${KEY}" } }`,
  ]) {
    it(`is not repeated where it is wrong: ${text.slice(0, 24)}…`, () => {
      const { problems } = check(text);
      expect(problems.length).to.be.greaterThan(0);
      expect(JSON.stringify(problems)).not.to.include('MIIE').and.not.to.include('BEGIN PRIVATE');
    });
  }

  it('is not repeated where it is wrong in itself, or stands in a template', () => {
    const ENTRIES = [
      'password: [hush]',
      'password: { hush: 1 }',
      'password: ""',
      'passwort: hush',
      'password: 1234567',
    ];
    for (const entry of ENTRIES) {
      const { problems } = check(`related: { namedCredentials: [{ ${entry} }] }`);
      expect(
        problems.some(({ where }) => /passwor[dt]$/.test(where)),
        entry
      ).to.equal(true);
      expect(JSON.stringify(problems), entry).not.to.match(/hush|1234567/);
    }
    for (const preset of ['hush', '"hu\\u001bsh"', '1234567', '[hush]']) {
      const parameter = `{ name: apiToken, help: x, type: secret, default: ${preset} }`;
      const { problems } = parseTemplate(`title: T\nsummary: x\nparameters: [${parameter}]`, 'acme.yaml');
      expect(problems[0].where, preset).to.equal('acme.yaml:3:55 parameters[0].default');
      expect(JSON.stringify(problems), preset).not.to.match(/hu.*sh|1234567/);
    }
  });

  it('is not repeated where the file is no YAML, whatever it looks like', () => {
    const marks = fc.constantFrom(...'*&!@`%{}[]"\'|>-?:,# \\\t<=~');
    fc.assert(
      fc.property(fc.array(marks, { maxLength: 4 }), fc.array(marks, { maxLength: 4 }), (before, behind) => {
        const text = `label: x\npassword: ${before.join('')}hushhush${behind.join('')}\n`;
        expect(JSON.stringify(parseYaml(text, 'app.yaml').problems)).not.to.include('hush');
      }),
      { numRuns: 2000 }
    );
  });

  for (const text of [
    'password: *hush',
    'password: "a" hush',
    'password: "hush',
    'password: {hush',
    'password: | hush ',
    'password: !<hush> x',
    'password: !hush! x',
    'password: "\\Uhushhush"',
    'a: b: hush',
  ]) {
    it(`is not repeated where the file is no YAML: ${text.replace('hush', '…')}`, () => {
      expect(JSON.stringify(parseYaml(text, 'app.yaml').problems)).not.to.include('hush');
    });
  }
});
