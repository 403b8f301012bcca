import { expect } from 'chai';
import fc from 'fast-check';
import { hasHidden, visible } from '../../../src/settings/visible.js';

describe('characters that nobody sees', () => {
  const cases: Array<[what: string, text: string, shown: string]> = [
    ['what clears a terminal', 'Shop\u001b[2J', 'Shop\\u001b[2J'],
    ['an eight-bit control character', 'Shop\u009b2J', 'Shop\\u009b2J'],
    ['a carriage return, which writes over the line', 'Evil\rShop', 'Evil\\u000dShop'],
    ['a backspace and a delete', 'a\bb\u007f', 'a\\u0008b\\u007f'],
    ['what turns the direction of writing', 'Sh\u202epo', 'Sh\\u202epo'],
    ['what has no width', 'Sh\u200bop\ufeff', 'Sh\\u200bop\\ufeff'],
    ['half of a character', 'a\ud83d', 'a\\ud83d'],
    ['what is no character', 'a\uffff', 'a\\uffff'],
    ['separators of lines that are none of a terminal', 'a\u2028b', 'a\\u2028b'],
  ];
  for (const [what, text, shown] of cases) {
    it(`are shown as YAML writes them: ${what}`, () => {
      expect([hasHidden(text), visible(text)]).to.deep.equal([true, shown]);
    });
  }

  it('are none of the letters of any language, nor line feeds, tabs and joined emoji', () => {
    for (const text of ['Größe', '日本語', 'עברית', 'می‌خواهم', '👩‍💻', 'a\n\tb', '']) {
      expect([hasHidden(text), visible(text)]).to.deep.equal([false, text]);
    }
  });

  it('are none of a text that was made visible', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !hasHidden(visible(text))));
  });
});
