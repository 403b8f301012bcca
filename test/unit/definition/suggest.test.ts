import { expect } from 'chai';
import { suggest, suggestPlace, suggestPlaceLike } from '../../../src/definition/suggest.js';

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

  it('takes four letters for a part of a word, and fewer for chance', () => {
    expect(suggest('user', ['usernames'])).to.equal('usernames');
    expect(suggest('use', ['usernames'])).to.equal(undefined);
  });

  it('has nothing to say where there is nothing to choose from', () => {
    expect(suggest('scopes', [])).to.equal(undefined);
  });
});

describe('suggestPlace', () => {
  const KNOWN = ['label', 'oauth.flows.certificate', 'oauth.startUrl', 'policies.startUrl'];
  const CASES: Array<[string, string | undefined]> = [
    ['certificate', 'oauth.flows.certificate'],
    ['oauth.Certificate', 'oauth.flows.certificate'],
    ['oauth.label', 'label'],
    ['startUrl', undefined],
    ['oauth.flows', undefined],
    ['', undefined],
  ];

  for (const [path, meant] of CASES) {
    it(`leads "${path}" to ${meant ?? 'no place'}`, () => {
      expect(suggestPlace(path, KNOWN)).to.equal(meant);
    });
  }
});

describe('suggestPlaceLike', () => {
  const KNOWN = ['label', 'oauth.security.requirePkce', 'oauth.startUrl', 'policies.startUrl'];
  const CASES: Array<[string, string | undefined]> = [
    ['oauth.requirePcke', 'oauth.security.requirePkce'],
    ['lable', 'label'],
    ['startUrll', undefined],
    ['something', undefined],
  ];

  for (const [path, meant] of CASES) {
    it(`leads "${path}" to ${meant ?? 'no place'}`, () => {
      expect(suggestPlaceLike(path, KNOWN)).to.equal(meant);
    });
  }
});
