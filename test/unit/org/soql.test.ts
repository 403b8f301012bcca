import { expect } from 'chai';
import fc from 'fast-check';
import { quote } from '../../../src/org/soql.js';

describe('a text in SOQL', () => {
  it('keeps what would end it, and the control characters that SOQL has words for', () => {
    expect(quote(`O'Brien \\ "x"`)).to.equal(`'O\\'Brien \\\\ \\"x\\"'`);
    expect(quote('a\nb\rc\td\be\ff')).to.equal(String.raw`'a\nb\rc\td\be\ff'`);
  });

  it('has a blank for characters that no name has', () => {
    expect(quote('a\u0000b\u001bc\u007f')).to.equal("'a b c '");
  });

  it('is one string, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) =>
        /^'(?:[^'\\\u0000-\u001f\u007f]|\\[nrtbf'"\\])*'$/.test(quote(text))
      )
    );
  });
});
