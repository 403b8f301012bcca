import { expect } from 'chai';
import { keepSecret } from '../../../src/operations/knownSecrets.js';
import { redact, redactAll, redactSaid } from '../../../src/ui/redact.js';

const TOKEN = '00D5g000004AbCdEAK!AQEAQFx_y.z0123456789';

describe('redact', () => {
  it('takes access tokens out of text, and nothing else', () => {
    expect(redact(`Bearer ${TOKEN}, sid=${TOKEN};`)).to.equal('Bearer <access token>, sid=<access token>;');
    expect(redact('00D5g000004AbCd!AQ.x')).to.equal('<access token>');
  });

  it('takes a token out that stands in a URL, encoded', () => {
    const url = `https://a.example/secur/frontdoor.jsp?sid=${encodeURIComponent(TOKEN).replace('!', '%21')}&x=1`;
    expect(redact(url)).to.equal('https://a.example/secur/frontdoor.jsp?sid=<access token>&x=1');
  });

  for (const before of ['id%3D', 'x_', 'sid=']) {
    for (const mark of ['!', '%21', '&#33;', '&#x21;', '\\u0021']) {
      it(`takes a token out behind ${before} and with ${mark}`, () => {
        expect(redact(`${before}${TOKEN.replace('!', mark)} y`)).to.equal(`${before}<access token> y`);
      });
    }
  }

  it('takes out what this run knows, in whatever form', () => {
    keepSecret('pass<word>&more');
    expect(redact('said: pass&lt;word&gt;&amp;more / PASS<WORD>&MORE')).to.equal('said: <secret> / <secret>');
  });

  it('takes it out of texts alone, whatever else has its form', () => {
    keepSecret('null');
    keepSecret('4711');
    expect(redactAll({ id: null, count: 4711, said: ['it is null', 4711], '4711': 'x' })).to.deep.equal({
      id: null,
      count: 4711,
      said: ['it is <secret>', 4711],
      '4711': 'x',
    });
  });

  it('leaves what only begins as a secret does, where it is not what an org says', () => {
    keepSecret('Peeklogic Jira 123');
    expect(redact('Peeklogic Jira: created')).to.equal('Peeklogic Jira: created');
    expect(redactSaid('wrong: Peeklogic Jira')).to.equal('wrong: <secret>');
  });

  for (const text of ['', 'org 00D5g000004AbCdEAK', 'Wow! 00D', '3MVG9!x', 'a 00Dx!y']) {
    it(`leaves "${text}" as it is`, () => {
      expect(redact(text)).to.equal(text);
    });
  }
});
