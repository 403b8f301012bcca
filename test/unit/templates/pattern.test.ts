import { expect } from 'chai';
import { compilePattern } from '../../../src/templates/pattern.js';

describe('a pattern of a template', () => {
  const CASES: Array<[pattern: string, text: string, matches: boolean]> = [
    ['^[a-z]+$', 'abc', true],
    ['^[a-z]+$', 'abC', false],
    ['b', 'abc', true],
    ['^([A-Za-z0-9\\-]+\\.)+[A-Za-z0-9\\-]+$', 'acme.example.com', true],
    ['^([A-Za-z0-9\\-]+\\.)+[A-Za-z0-9\\-]+$', 'https://acme.example.com', false],
    ['^\\d{4}/\\p{L}+$', '2026/Größe', true],
    ['^(?<year>\\d+)$', '2026', true],
    ['^.$', '👩', true],
  ];
  for (const [pattern, text, matches] of CASES) {
    it(`${pattern} ${matches ? 'matches' : 'does not match'} ${text}`, () => {
      expect(compilePattern(pattern)?.matches(text)).to.equal(matches);
    });
  }

  for (const pattern of ['(', '[', '(?=a)', '(?<!a)b', '(a)\\1']) {
    it(`is not ${pattern}`, () => {
      expect(compilePattern(pattern)).to.equal(undefined);
    });
  }

  it('takes a time that grows with the text alone, whatever it says', () => {
    const text = `${'a'.repeat(5000)}!`;
    for (const pattern of ['^(a+)+$', '^(a|a)*$', '^(.*a){20}$', '(x+x+)+y']) {
      const begun = performance.now();
      expect(compilePattern(pattern)?.matches(text)).to.equal(false);
      expect(performance.now() - begun, pattern).to.be.below(1000);
    }
  });
});
