import { expect } from 'chai';
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

  it('is left alone where it has none', () => {
    expect(without(['', 'x'], 'nothing here')).to.equal('nothing here');
  });
});
