import { expect } from 'chai';
import fc from 'fast-check';
import {
  countAddresses,
  formatIpRange,
  parseIpRange,
  toInterval,
  type IpRange,
} from '../../../src/settings/ipRanges.js';
import { overlap, subtract, unite } from '../../../src/definition/ipSets.js';
import { crowdedRanges, ipRanges } from '../../support/arbitraries.js';

const lists = fc.array(crowdedRanges, { maxLength: 6 });

/** The addresses one by one, as the plain way to say what a list covers. */
const addressesIn = (ranges: IpRange[]): Set<string> =>
  new Set(
    ranges.flatMap((range) => {
      const { kind, first, last } = toInterval(range);
      return Array.from({ length: Number(last - first) + 1 }, (_, index) => `${kind} ${first + BigInt(index)}`);
    })
  );

const written = (ranges: IpRange[]): string[] => ranges.map(formatIpRange);

const range = (text: string, description?: string): IpRange => parseIpRange(text, description);

describe('ranges of addresses', () => {
  it('overlap exactly where they have an address in common', () => {
    fc.assert(
      fc.property(crowdedRanges, crowdedRanges, (a, b) => {
        const others = addressesIn([b]);
        expect(overlap(a, b)).to.equal([...addressesIn([a])].some((address) => others.has(address)));
        expect(overlap(b, a)).to.equal(overlap(a, b));
      })
    );
  });

  it('never overlap across IPv4 and IPv6', () => {
    expect(overlap(range('0.0.0.0/0'), range('::/0'))).to.equal(false);
  });

  it('cover the same addresses once united, in order, and no two touch', () => {
    fc.assert(
      fc.property(lists, (ranges) => {
        const united = unite(ranges);
        expect(addressesIn(united)).to.deep.equal(addressesIn(ranges));
        expect(Number(united.reduce((sum, part) => sum + countAddresses(part), 0n))).to.equal(addressesIn(ranges).size);
        expect(unite([...united].reverse())).to.deep.equal(united);
      })
    );
  });

  it('are united where they touch, and not across a gap of one', () => {
    expect(written(unite(['192.0.2.4-192.0.2.6', '192.0.2.1-192.0.2.3'].map((text) => range(text))))).to.deep.equal([
      '192.0.2.1-192.0.2.6',
    ]);
    expect(unite(['192.0.2.1', '192.0.2.3'].map((text) => range(text)))).to.have.length(2);
  });

  it('are united in order, all of IPv4 before all of IPv6', () => {
    const texts = ['::a00:2', '10.0.0.3', '::1', '10.0.0.2', '::a00:4', '10.0.0.1'];
    expect(written(unite(texts.map((text) => range(text))))).to.deep.equal([
      '10.0.0.1-10.0.0.3',
      '::1',
      '::a00:2',
      '::a00:4',
    ]);
  });

  it('are what is left once others are taken away, and are whole where nothing is', () => {
    fc.assert(
      fc.property(lists, lists, (ranges, minus) => {
        const taken = addressesIn(minus);
        const kept = [...addressesIn(ranges)].filter((address) => !taken.has(address));
        expect(addressesIn(subtract(ranges, minus))).to.deep.equal(new Set(kept));
        expect(subtract(ranges, [])).to.deep.equal(ranges);
        expect(subtract(ranges, ranges)).to.deep.equal([]);
      })
    );
  });

  it('keep order and description where something is cut out of them', () => {
    const left = subtract([range('192.0.2.1-192.0.2.9', 'Jira'), range('192.0.2.20')], [range('192.0.2.4')]);
    expect(left).to.deep.equal([
      range('192.0.2.1-192.0.2.3', 'Jira'),
      range('192.0.2.5-192.0.2.9', 'Jira'),
      range('192.0.2.20'),
    ]);
  });

  it('hold at the ends of the address space', () => {
    expect(written(subtract([range('0.0.0.0/0')], [range('0.0.0.0'), range('255.255.255.255')]))).to.deep.equal([
      '0.0.0.1-255.255.255.254',
    ]);
    expect(written(unite([range('255.255.255.255'), range('0.0.0.0')]))).to.deep.equal(['0.0.0.0', '255.255.255.255']);
  });

  it('of any size can be united and taken away', () => {
    fc.assert(
      fc.property(ipRanges, ipRanges, (a, b) => {
        const both = unite([a, b]).reduce((sum, part) => sum + countAddresses(part), 0n);
        const rest = subtract([a], [b]).reduce((sum, part) => sum + countAddresses(part), 0n);
        expect(both).to.equal(rest + countAddresses(b));
      })
    );
  });
});
