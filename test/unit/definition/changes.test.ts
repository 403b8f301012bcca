import { expect } from 'chai';
import { listChange } from '../../../src/definition/changes.js';

describe('listChange', () => {
  it('tells what a list gains and loses', () => {
    const change = { setting: 'policies.profiles' as const, before: ['A', 'B'], after: ['B', 'C'] };
    expect(listChange(change)).to.deep.equal({ added: ['C'], removed: ['A'] });
  });

  it('compares what stands in a list by its value', () => {
    const setting = 'oauth.security.refreshTokenIpAllowlist' as const;
    const [one, two] = ['192.0.2.1', '192.0.2.2'].map((address) => ({ start: address, end: address }));
    expect(listChange({ setting, before: [one], after: [{ ...one }, two] })).to.deep.equal({
      added: [two],
      removed: [],
    });
  });

  it('takes an item that is only spelled in another way for the same', () => {
    const setting = 'oauth.security.refreshTokenIpAllowlist' as const;
    const range = (address: string): object => ({ start: address, end: address });
    const before = [range('2001:0db8:0:0:0:0:0:1'), range('2001:db8::3')];
    const after = [range('2001:db8::1'), range('2001:db8::2')];
    expect(listChange({ setting, before, after })).to.deep.equal({
      added: [range('2001:db8::2')],
      removed: [range('2001:db8::3')],
    });
  });

  it('takes a list that was not there for an empty one, and leaves alone what is none', () => {
    const gained = listChange({ setting: 'policies.profiles', before: null, after: ['A'] });
    expect(gained).to.deep.equal({ added: ['A'], removed: [] });
    expect(listChange({ setting: 'label', before: 'A', after: 'B' })).to.equal(undefined);
    expect(listChange({ setting: 'policies.profiles', before: 'A', after: ['A'] })).to.equal(undefined);
    expect(listChange({ setting: 'policies.profiles', before: ['A'], after: 'A' })).to.equal(undefined);
  });
});
