import { expect } from 'chai';
import fc from 'fast-check';
import {
  countAddresses,
  formatIpRange,
  IpRangeError,
  isReadable,
  parseIpRange,
  problemOf,
  type IpRange,
  type OrgRange,
} from '../../../src/settings/ipRanges.js';
import { ipRanges } from '../../support/arbitraries.js';

const refusalOf = (range: string): string | undefined => {
  try {
    parseIpRange(range);
    return undefined;
  } catch (error) {
    if (!(error instanceof IpRangeError)) throw error;
    expect(error.text).to.equal(range);
    return error.problem;
  }
};

describe('an IP range', () => {
  const READ: Array<[string, string, string, bigint]> = [
    ['192.0.2.1', '192.0.2.1', '192.0.2.1', 1n],
    ['192.0.2.1-192.0.2.9', '192.0.2.1', '192.0.2.9', 9n],
    [' 192.0.2.1 - 192.0.2.9 ', '192.0.2.1', '192.0.2.9', 9n],
    ['192.0.2.77/24', '192.0.2.0', '192.0.2.255', 256n],
    ['192.0.2.77/32', '192.0.2.77', '192.0.2.77', 1n],
    ['0.0.0.0/0', '0.0.0.0', '255.255.255.255', 4_294_967_296n],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1', '2001:db8::1', 1n],
    ['2001:db8::1-2001:db8::ff', '2001:db8::1', '2001:db8::ff', 255n],
    ['2001:db8::1/126', '2001:db8::', '2001:db8::3', 4n],
    ['::/0', '::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 2n ** 128n],
  ];

  for (const [written, start, end, count] of READ) {
    it(`is read from "${written}"`, () => {
      const range = parseIpRange(written);
      expect(range).to.deep.equal({ start, end });
      expect(countAddresses(range)).to.equal(count);
    });
  }

  const REFUSED: Array<[string, string]> = [
    ['192.0.2.9-192.0.2.1', 'reversed'],
    ['2001:db8::2-2001:db8::1', 'reversed'],
    ['192.0.2.10-192.0.2.9', 'reversed'],
    ['192.0.2.1-2001:db8::1', 'mixed'],
    ['2001:db8::1-192.0.2.1', 'mixed'],
    ['', 'notAnAddress'],
    ['example.com', 'notAnAddress'],
    ['192.0.2', 'notAnAddress'],
    ['192.0.2.256', 'notAnAddress'],
    ['192.0.2.010', 'notAnAddress'],
    ['0xC0.0.2.1', 'notAnAddress'],
    ['3221225985', 'notAnAddress'],
    ['192.0.2.1-', 'notAnAddress'],
    ['192.0.2.1-192.0.2.2-192.0.2.3', 'notAnAddress'],
    ['192.0.2.1/33', 'notAnAddress'],
    ['192.0.2.1/', 'notAnAddress'],
    ['192.0.2.1/-1', 'notAnAddress'],
    ['192.0.2.1/255.255.255.0', 'notAnAddress'],
    ['192.0.2.0/24/8', 'notAnAddress'],
    ['192.0.2.0/24-192.0.3.0', 'notAnAddress'],
    ['2001:db8::/129', 'notAnAddress'],
    ['fe80::1%eth0', 'notAnAddress'],
    ['2001:db8::1::2', 'notAnAddress'],
    ['[2001:db8::1]', 'notAnAddress'],
  ];

  for (const [written, problem] of REFUSED) {
    it(`is not read from "${written}": ${problem}`, () => {
      expect(refusalOf(written)).to.equal(problem);
    });
  }

  it('keeps a description, unless it is empty', () => {
    expect(parseIpRange('192.0.2.1', 'Jira')).to.deep.equal({
      start: '192.0.2.1',
      end: '192.0.2.1',
      description: 'Jira',
    });
    expect(parseIpRange('192.0.2.1', '')).not.to.have.property('description');
  });

  it('is the same after it was written and read', () => {
    fc.assert(
      fc.property(ipRanges, (range) => {
        expect(parseIpRange(formatIpRange(range), range.description)).to.deep.equal(range);
      })
    );
  });

  it('is written short where it is one address', () => {
    expect(formatIpRange(parseIpRange('192.0.2.1/32'))).to.equal('192.0.2.1');
    expect(formatIpRange(parseIpRange('192.0.2.0/31'))).to.equal('192.0.2.0-192.0.2.1');
  });

  it('covers two to the power of the bits that its CIDR block leaves open', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, bits) => {
        expect(countAddresses(parseIpRange(`${address}/${bits}`))).to.equal(2n ** BigInt(32 - bits));
      })
    );
  });
});

describe('a range as an org holds it', () => {
  it('is no valid one before it was read: neither it nor two texts can be counted', () => {
    const held: OrgRange = { start: 'jira', end: 'jira' };
    // @ts-expect-error: nobody has checked what the org holds
    expect(() => countAddresses(held)).to.throw();
    // @ts-expect-error: only the parser makes a range
    const made: IpRange = { start: 'jira', end: 'jira' };
    expect(isReadable(made)).to.equal(false);
    expect(formatIpRange(held), 'and it is shown all the same').to.equal('jira');
  });

  it('is readable exactly where the parser takes it', () => {
    const texts = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom('', 'jira', '192.0.2.1/24'));
    fc.assert(
      fc.property(texts, texts, (start, end) => {
        expect(problemOf({ start, end })).to.equal(refusalOf(`${start}-${end}`));
        expect(isReadable({ start, end })).to.equal(refusalOf(`${start}-${end}`) === undefined);
      })
    );
  });

  it('that can be read keeps its spelling, and is counted by its addresses', () => {
    const held: OrgRange = { start: '2001:DB8:0:0:0:0:0:1', end: '2001:db8::a', description: 'EU' };
    if (!isReadable(held)) return expect.fail('it can be read');
    expect(countAddresses(held)).to.equal(10n);
    expect(held.start).to.equal('2001:DB8:0:0:0:0:0:1');
  });
});
