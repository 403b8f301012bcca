import { expect } from 'chai';
import fc from 'fast-check';
import {
  addRanges,
  allowlistOf,
  findFlaws,
  removeRanges,
  setRanges,
  useOf,
  type AllowlistChange,
} from '../../../src/definition/allowlist.js';
import { formatIpRange, isPublic, parseIpRange, type IpRange, type OrgRange } from '../../../src/settings/ipRanges.js';
import { overlap, subtract, unite } from '../../../src/definition/ipSets.js';
import { crowdedRanges } from '../../support/arbitraries.js';

const range = (text: string, description?: string): IpRange => parseIpRange(text, description);
const ranges = (...texts: string[]): IpRange[] => texts.map((text) => range(text));
/** A list as it is to be, in which all can be read. */
const read = (list: OrgRange[]): IpRange[] => list.map((found) => range(formatIpRange(found), found.description));
const written = (list: OrgRange[]): string[] => list.map(formatIpRange);

/** A list in which nothing overlaps, as an org's own should be. */
const disjoint = fc.array(crowdedRanges, { maxLength: 4 }).map((list) => read(addRanges([], list).ranges));
const lists = fc.array(crowdedRanges, { maxLength: 4 });

const isBalanced = (live: IpRange[], { ranges: after, added, cutOff }: AllowlistChange): void => {
  expect(unite(read([...after, ...cutOff]))).to.deep.equal(unite(read([...live, ...added])));
};

describe('the allowlist of an app', () => {
  it('is empty where the app has none', () => {
    for (const oauth of [undefined, {}, { security: {} }]) expect(allowlistOf({ oauth })).to.deep.equal([]);
  });

  it('is what the org holds', () => {
    const list = ranges('52.29.100.1');
    expect(allowlistOf({ oauth: { security: { refreshTokenIpAllowlist: list } } })).to.equal(list);
  });
});

describe('adding to an allowlist', () => {
  it('never overlaps, keeps what is there at its place, and covers all that was asked for', () => {
    fc.assert(
      fc.property(disjoint, lists, (live, wanted) => {
        const change = addRanges(live, wanted);
        expect(change.ranges.slice(0, live.length)).to.deep.equal(live);
        expect(subtract(wanted, read(change.ranges))).to.deep.equal([]);
        expect(unite(read(change.ranges))).to.deep.equal(unite([...live, ...wanted]));
        const after = read(change.ranges);
        expect(after.some((a, index) => after.slice(0, index).some((b) => overlap(a, b)))).to.equal(false);
        expect(change.cutOff).to.deep.equal([]);
        isBalanced(live, change);
      })
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(disjoint, lists, (live, wanted) => {
        const { ranges: once } = addRanges(live, wanted);
        const again = addRanges(once, wanted);
        expect(again.ranges).to.deep.equal(once);
        expect(again.added).to.deep.equal([]);
        expect(again.unchanged).to.deep.equal(wanted);
      })
    );
  });

  it('adds the rest of a range that is there in part, with its description', () => {
    const change = addRanges(ranges('52.29.100.4'), [range('52.29.100.0/29', 'Jira')]);
    const rest = [range('52.29.100.0-52.29.100.3', 'Jira'), range('52.29.100.5-52.29.100.7', 'Jira')];
    expect(change.added).to.deep.equal(rest);
    expect(change.ranges).to.deep.equal([range('52.29.100.4'), ...rest]);
    expect(change.unchanged).to.deep.equal([]);
  });
});

describe('removing from an allowlist', () => {
  it('leaves none of what was named, and all the rest', () => {
    fc.assert(
      fc.property(disjoint, lists, (live, unwanted) => {
        const change = removeRanges(live, unwanted);
        expect(unite(read(change.ranges))).to.deep.equal(unite(subtract(live, unwanted)));
        expect(change.added).to.deep.equal([]);
        isBalanced(live, change);
      })
    );
  });

  it('keeps the description of a range of which a part goes, and names what was not there', () => {
    const live = [range('52.29.100.0/30', 'Jira'), range('52.29.101.1')];
    const change = removeRanges(live, ranges('52.29.100.1', '52.29.200.1'));
    expect(change.ranges).to.deep.equal([
      range('52.29.100.0', 'Jira'),
      range('52.29.100.2-52.29.100.3', 'Jira'),
      range('52.29.101.1'),
    ]);
    expect(written(change.cutOff)).to.deep.equal(['52.29.100.1']);
    expect(written(change.unchanged)).to.deep.equal(['52.29.200.1']);
  });

  it('undoes adding', () => {
    fc.assert(
      fc.property(disjoint, lists, (live, wanted) => {
        const { ranges: more, added } = addRanges(live, wanted);
        expect(removeRanges(more, added).ranges).to.deep.equal(live);
      })
    );
  });
});

describe('setting an allowlist', () => {
  it('makes it what was given, and says what comes and what goes', () => {
    fc.assert(
      fc.property(disjoint, lists, (live, wanted) => {
        const change = setRanges(live, wanted);
        expect(written(change.ranges)).to.deep.equal(written(wanted));
        expect(change.added).to.deep.equal(unite(subtract(wanted, live)));
        expect(change.cutOff).to.deep.equal(unite(subtract(live, wanted)));
        expect(change.unchanged).to.deep.equal([]);
      })
    );
  });
});

describe('a range that is set again', () => {
  it('keeps its description, unless it is given another one', () => {
    const live = [range('52.29.100.1', 'EU'), range('52.29.100.2', 'US')];
    const { ranges: after } = setRanges(live, [range('52.29.100.2', 'USA'), range('52.29.100.1')]);
    expect(after).to.deep.equal([range('52.29.100.2', 'USA'), range('52.29.100.1', 'EU')]);
  });

  it('takes no description of one that only begins or ends where it does', () => {
    const live = [range('52.29.100.1-52.29.100.3', 'EU'), range('52.29.100.4-52.29.100.6', 'US')];
    const wanted = ranges('52.29.100.1', '52.29.100.6');
    expect(setRanges(live, wanted).ranges).to.deep.equal(wanted);
  });
});

describe('what an org holds that is no range', () => {
  const BROKEN: OrgRange[] = [
    { start: '52.29.100.9', end: '52.29.100.1' },
    { start: 'jira', end: 'jira' },
  ];

  for (const broken of BROKEN) {
    it(`is kept by every change that is not about it, and counts for nothing: ${formatIpRange(broken)}`, () => {
      const live = [broken, range('52.29.100.2')];
      expect(addRanges(live, ranges('52.29.100.3')).ranges[0]).to.equal(broken);
      expect(removeRanges(live, ranges('52.29.100.2')).ranges).to.deep.equal([broken]);
      expect(setRanges(live, []).cutOff).to.deep.equal([range('52.29.100.2'), broken]);
      expect(useOf(live)).to.include({ ranges: 2, addresses: 1 });
    });
  }
});

describe('the flaws of an allowlist', () => {
  const flawsOf = (list: OrgRange[]): string[] => findFlaws(list).map(({ flaw }) => flaw);

  const CASES: Array<[string, OrgRange[], string[]]> = [
    ['none in public addresses apart', ranges('52.29.100.1', '52.29.100.3-52.29.100.9', '2a00:1450::1'), []],
    ['none in an empty list', [], []],
    ['one that runs backwards', [{ start: '52.29.100.9', end: '52.29.100.1' }], ['reversed']],
    ['one that mixes IPv4 and IPv6', [{ start: '52.29.100.9', end: '2a00:1450::1' }], ['mixed']],
    ['one that is no address', [{ start: 'jira', end: 'jira' }], ['notAnAddress']],
    ['two that overlap', ranges('52.29.100.1-52.29.100.5', '52.29.100.5'), ['overlapping']],
    [
      'each two that overlap',
      ranges('52.29.100.1', '52.29.100.1', '52.29.100.1'),
      ['overlapping', 'overlapping', 'overlapping'],
    ],
    ['more than 256 addresses', ranges('52.29.100.0/24', '52.29.101.1'), ['tooManyAddresses']],
    ['just 256 addresses', ranges('52.29.100.0/24'), []],
    [
      'more than 128 ranges',
      Array.from({ length: 129 }, (_, index) => range(`52.29.100.${index + 1}`)),
      ['tooManyRanges'],
    ],
    ['just 128 ranges', Array.from({ length: 128 }, (_, index) => range(`52.29.100.${index + 1}`)), []],
  ];

  for (const [title, list, flaws] of CASES) {
    it(`are ${title}`, () => expect(flawsOf(list)).to.deep.equal(flaws));
  }

  const NOT_PUBLIC = [
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1-192.168.1.9',
    '127.0.0.1',
    '169.254.1.1',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    '198.51.100.7',
    '203.0.113.10',
    '::1',
    'fe80::1',
    'fc00::1',
    '2001:db8::1',
    'ff02::1',
    '4000::1',
    '1:2:3:4:5:6:7:8',
  ];

  for (const text of NOT_PUBLIC) {
    it(`are that ${text} is not public`, () => {
      expect(isPublic(range(text))).to.equal(false);
      expect(flawsOf(ranges(text))).to.include('notPublic');
    });
  }

  it('are found inside a range that begins and ends in public', () => {
    // Between them lies 192.88.99.0/24, which is set aside.
    expect([isPublic(range('192.88.98.255')), isPublic(range('192.88.100.0'))]).to.deep.equal([true, true]);
    expect(isPublic(range('192.88.98.255-192.88.99.0'))).to.equal(false);
    expect(flawsOf(ranges('192.31.195.255-192.31.196.1'))).to.include('notPublic');
  });

  const LONG: Array<[string, boolean]> = [
    ['192.88.98.0-192.88.100.255', true],
    ['52.29.100.0-52.29.200.255', true],
    ['9.255.0.0-10.0.0.0', false],
    ['10.255.255.255-12.0.0.0', false],
    ['2a00:1450::-2a00:1451::', true],
  ];

  for (const [text, isFine] of LONG) {
    it(`are ${isFine ? 'none' : 'told'} by the ends of a range too long for any allowlist: ${text}`, () => {
      expect(isPublic(range(text))).to.equal(isFine);
    });
  }
});
