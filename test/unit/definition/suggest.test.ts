import { expect } from 'chai';
import { suggest } from '../../../src/definition/suggest.js';

describe('suggest', () => {
  const KNOWN = ['callbackUrls', 'scopes', 'security', 'flows', 'customAttributes'];
  const CASES: Array<[string, string | undefined]> = [
    ['callbackUrl', 'callbackUrls'],
    ['CALLBACKURLS', 'callbackUrls'],
    ['scoeps', 'scopes'],
    ['attributes', 'customAttributes'],
    ['banana', undefined],
    ['', undefined],
  ];

  for (const [word, meant] of CASES) {
    it(`takes "${word}" for ${meant ?? 'none'}`, () => {
      expect(suggest(word, KNOWN)).to.equal(meant);
    });
  }

  it('has nothing to say where there is nothing to choose from', () => {
    expect(suggest('scopes', [])).to.equal(undefined);
  });
});
