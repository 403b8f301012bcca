import { expect } from 'chai';
import fc from 'fast-check';
import { tellWithout, without } from '../../../src/operations/withoutSecrets.js';
import { failureOf } from '../../support/operations.js';

describe('an error of something done with secrets', () => {
  it('does not repeat them, in whatever form', async () => {
    const secret = 'a&b"c d';
    const forms = [secret, 'a&amp;b&quot;c d', encodeURIComponent(secret), JSON.stringify(secret)];
    const error = await failureOf(
      tellWithout([secret], () =>
        Promise.reject(Object.assign(new Error(forms.join(' | ')), { data: { said: [secret] } }))
      )
    );
    expect(error.message).to.equal('<secret> | <secret> | <secret> | "<secret>"');
    expect(error.data).to.deep.equal({ said: ['<secret>'] });
    expect(error.stack).to.not.include(secret);
  });

  const echoes: Array<[string, (secret: string) => string]> = [
    ['as it is', (secret) => secret],
    ['in XML', (secret) => secret.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')],
    ['in decimal entities', (secret) => secret.replace(/\W/g, (letter) => `&#${letter.charCodeAt(0)};`)],
    [
      'in hexadecimal entities',
      (secret) => secret.replace(/\W/g, (letter) => `&#x${letter.charCodeAt(0).toString(16)};`),
    ],
    ['in a URL', encodeURIComponent],
    ['in a form', (secret) => new URLSearchParams({ p: secret }).toString().slice(2)],
    ['in JSON', (secret) => JSON.stringify(secret).slice(1, -1)],
    ['in a Basic header', (secret) => Buffer.from(`ada:${secret}`).toString('base64')],
    ['in base64 for URLs', (secret) => Buffer.from(secret).toString('base64url')],
    ['in capitals', (secret) => secret.toUpperCase()],
    ['cut off', (secret) => secret.slice(0, -3)],
  ];

  for (const [how, echo] of echoes) {
    it(`does not repeat them, ${how}`, () => {
      // Of one whose beginning repeats itself, a part cannot be told from another part.
      const secrets = fc
        .string({ unit: 'grapheme-ascii', minLength: 16, maxLength: 40 })
        .filter((secret) => new Set(secret.slice(0, 8).toLowerCase()).size === 8 && secret.trim() === secret);
      fc.assert(
        fc.property(secrets, (secret) => {
          const said = echo(secret);
          const told = without([secret], `before ${said} after`);
          // What is left of it is less than what could be taken for it.
          const left = told.replace(/^before | after$|<secret>/g, '');
          return left.length < 16 && !told.includes(said);
        })
      );
    });
  }

  it('does not repeat one that is cut off where the next word goes on as it does', () => {
    const secret = 'M !"#$%\'      A!';
    expect(without([secret], `before ${secret.slice(0, -3)} after`)).to.equal('before <secret>after');
  });

  it('is left alone where a word of its own begins as a secret does', () => {
    expect(without(['Peeklogic123!'], 'Peeklogic_Jira exists')).to.equal('Peeklogic_Jira exists');
    expect(without(['NamedCredential1'], 'to NamedCredential/home', false)).to.equal('to NamedCredential/home');
    expect(without(['NamedCredential1'], 'it says "NamedCredent"')).to.equal('it says "<secret>"');
  });

  it('is left alone where it has none', () => {
    expect(without(['', 'x'], 'nothing here')).to.equal('nothing here');
  });
});
