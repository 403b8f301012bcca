import { expect } from 'chai';
import { toCommand } from '../../../src/definition/shell.js';

describe('a command for a shell', () => {
  const WORDS: Array<[string, string]> = [
    ['ada@acme.example', 'ada@acme.example'],
    ['apps/a.yaml', 'apps/a.yaml'],
    ['My App', "'My App'"],
    ['App ', "'App '"],
    ['$x', "'$x'"],
    ["Bob's", "'Bob'\\''s'"],
    ['', "''"],
  ];

  for (const [word, quoted] of WORDS) {
    it(`has ${JSON.stringify(word)} as ${quoted}`, () => {
      expect(toCommand(['sf', word])).to.equal(`sf ${quoted}`);
    });
  }
});
