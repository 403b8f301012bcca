import { ALLOWLIST_LIMITS } from '../settings/platform.js';
import type { SettingValues } from '../settings/table.js';
import {
  countAddresses,
  isPublic,
  isReadable,
  problemOf,
  type IpRange,
  type IpRangeProblem,
  type OrgRange,
} from '../settings/ipRanges.js';
import { overlap, subtract, unite } from './ipSets.js';

/** The refresh token IP allowlist of an app, empty where it has none. */
export const allowlistOf = ({ oauth }: SettingValues): OrgRange[] => oauth?.security?.refreshTokenIpAllowlist ?? [];

/** How much of what an allowlist can hold is used: docs/platform.md#allowlist */
export interface AllowlistUse {
  ranges: number;
  rangeLimit: number;
  addresses: number;
  addressLimit: number;
}

/** Addresses count once for every range that they are in, as far as numbers go that JSON can hold. */
export const useOf = (ranges: OrgRange[]): AllowlistUse => ({
  ranges: ranges.length,
  rangeLimit: ALLOWLIST_LIMITS.ranges,
  addresses: Number(ranges.filter(isReadable).reduce((sum, range) => sum + countAddresses(range), 0n)),
  addressLimit: ALLOWLIST_LIMITS.addresses,
});

/** What is wrong with an allowlist, and with which of its ranges. */
export type AllowlistFlaw =
  | { flaw: IpRangeProblem; range: OrgRange }
  | { flaw: 'notPublic'; range: IpRange }
  | { flaw: 'overlapping'; range: IpRange; other: IpRange }
  | { flaw: 'tooManyRanges' | 'tooManyAddresses'; use: AllowlistUse };

const overlapsIn = (ranges: IpRange[]): AllowlistFlaw[] =>
  ranges.flatMap((range, index) =>
    ranges
      .slice(0, index)
      .filter((other) => overlap(range, other))
      .map((other): AllowlistFlaw => ({ flaw: 'overlapping', range, other }))
  );

const excessOf = (ranges: OrgRange[]): AllowlistFlaw[] => {
  const use = useOf(ranges);
  return [
    ...(use.ranges > use.rangeLimit ? [{ flaw: 'tooManyRanges' as const, use }] : []),
    ...(use.addresses > use.addressLimit ? [{ flaw: 'tooManyAddresses' as const, use }] : []),
  ];
};

/** Everything that speaks against enforcing this allowlist: docs/platform.md#allowlist */
export const findFlaws = (ranges: OrgRange[]): AllowlistFlaw[] => {
  const readable = ranges.filter(isReadable);
  return [
    ...ranges.flatMap((range): AllowlistFlaw[] => {
      const flaw = problemOf(range);
      return flaw === undefined ? [] : [{ flaw, range }];
    }),
    ...readable.filter((range) => !isPublic(range)).map((range): AllowlistFlaw => ({ flaw: 'notPublic', range })),
    ...overlapsIn(readable),
    ...excessOf(ranges),
  ];
};

/** A change of an allowlist, worked out and not yet made. */
export interface AllowlistChange {
  /** The list as it is to be. */
  ranges: OrgRange[];
  /** Addresses that can get tokens from then on and could not before. */
  added: IpRange[];
  /** Addresses that could get tokens before and no longer can, once the allowlist is enforced. */
  cutOff: OrgRange[];
  /** What was asked for and is so already. */
  unchanged: IpRange[];
}

/**
 * The list with these ranges at its end. One that is covered already changes nothing; of one that is covered in part,
 * the part that is missing is added, so that nothing in the list overlaps.
 */
export const addRanges = (live: OrgRange[], wanted: IpRange[]): AllowlistChange => {
  const change: AllowlistChange = { ranges: [...live], added: [], cutOff: [], unchanged: [] };
  for (const range of wanted) {
    const missing = subtract([range], change.ranges.filter(isReadable));
    if (missing.length === 0) change.unchanged.push(range);
    change.added.push(...missing);
    change.ranges.push(...missing);
  }
  return change;
};

/** The list without these addresses; a range that they are a part of is kept for the rest. */
export const removeRanges = (live: OrgRange[], unwanted: IpRange[]): AllowlistChange => {
  const readable = live.filter(isReadable);
  const unchanged = unwanted.filter((range) => !readable.some((other) => overlap(range, other)));
  const ranges = live.flatMap((range): OrgRange[] => (isReadable(range) ? subtract([range], unwanted) : [range]));
  return { ranges, added: [], cutOff: lost(readable, ranges), unchanged };
};

const isSameRange = (a: OrgRange, b: OrgRange): boolean => a.start === b.start && a.end === b.end;

/** Just these ranges, in this order; one that is there already and is given no description keeps its own. */
export const setRanges = (live: OrgRange[], wanted: IpRange[]): AllowlistChange => {
  const readable = live.filter(isReadable);
  const unreadable = live.filter((range) => !isReadable(range));
  const ranges = wanted.map((range) => ({ ...readable.find((own) => isSameRange(own, range)), ...range }));
  return {
    ranges,
    added: lost(wanted, readable),
    cutOff: [...lost(readable, wanted), ...unreadable],
    unchanged: [],
  };
};

/** The addresses of the first list that the second one lacks. */
const lost = (before: IpRange[], after: OrgRange[]): IpRange[] => unite(subtract(before, after.filter(isReadable)));
