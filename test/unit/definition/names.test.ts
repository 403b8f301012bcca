import { expect } from 'chai';
import fc from 'fast-check';
import { apiNameFromLabel } from '../../../src/definition/names.js';
import { apiName } from '../../../src/settings/values.js';

describe('apiNameFromLabel', () => {
  const NAMES: Array<[string, string | undefined]> = [
    ['Sinergify - Jira Prod', 'Sinergify_Jira_Prod'],
    ['SendSafely Dropzone Connector', 'SendSafely_Dropzone_Connector'],
    ['Plauti Server ECA', 'Plauti_Server_ECA'],
    ['  Shop  (new)! ', 'Shop_new'],
    ['A\t\n B', 'A_B'],
    ['a__b_', 'a_b'],
    ['3 Little Pigs 2', 'Little_Pigs_2'],
    ['Größe', 'Gre'],
    ['2026', undefined],
    ['漢字', undefined],
    ['', undefined],
  ];

  for (const [label, name] of NAMES) {
    it(`makes ${name ?? 'nothing'} of "${label}"`, () => {
      expect(apiNameFromLabel(label)).to.equal(name);
    });
  }

  it('makes a valid API name or nothing of any label', () => {
    const labels = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('a', 'Z', '7', '_', ' ', '-') })
    );
    fc.assert(
      fc.property(labels, (label) => {
        const name = apiNameFromLabel(label);
        expect(name === undefined || apiName.safeParse(name).success, name).to.equal(true);
      }),
      { numRuns: 500 }
    );
  });

  it('leaves an API name as it is', () => {
    for (const name of ['Shop', 'Sinergify_Jira_Prod', 'a1_2b']) expect(apiNameFromLabel(name)).to.equal(name);
  });
});
