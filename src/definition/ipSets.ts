import { fromInterval, toInterval, type Interval, type IpRange } from '../settings/ipRanges.js';

/** Whether the ranges have an address in common. */
export const overlap = (a: IpRange, b: IpRange): boolean => {
  const [left, right] = [toInterval(a), toInterval(b)];
  return left.kind === right.kind && left.first <= right.last && right.first <= left.last;
};

const inOrder = (a: Interval, b: Interval): number =>
  a.kind === b.kind ? (a.first < b.first ? -1 : 1) : a.kind < b.kind ? -1 : 1;

/** The same addresses in as few ranges as can be, in order: IPv4 first. Descriptions are lost. */
export const unite = (ranges: IpRange[]): IpRange[] => {
  const united: Interval[] = [];
  for (const next of ranges.map(toInterval).sort(inOrder)) {
    const before = united.at(-1);
    if (before?.kind === next.kind && next.first <= before.last + 1n) {
      if (next.last > before.last) before.last = next.last;
    } else {
      united.push(next);
    }
  }
  return united.map((interval) => fromInterval(interval));
};

const subtractOne = (range: IpRange, minus: IpRange): IpRange[] => {
  if (!overlap(range, minus)) return [range];
  const [{ kind, first, last }, taken] = [toInterval(range), toInterval(minus)];
  const left = { kind, first, last: taken.first - 1n };
  const right = { kind, first: taken.last + 1n, last };
  return [left, right].filter((part) => part.first <= part.last).map((part) => fromInterval(part, range.description));
};

/** What is left of the ranges without these addresses, in their order and with their descriptions. */
export const subtract = (ranges: IpRange[], minus: IpRange[]): IpRange[] =>
  minus.reduce((left, taken) => left.flatMap((range) => subtractOne(range, taken)), ranges);
