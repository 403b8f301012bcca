import { ensureArray } from '@salesforce/kit';
import type { z } from 'zod';
import { asText, type Codec, type XmlElements, type XmlValue } from './codecs.js';
import { formatIpRange, isReadable, parseIpRange, type IpRange, type OrgRange } from './ipRanges.js';
import { allowlist, attribute, ipRange, list } from './values.js';

/** The elements that have anything in them; orgs also write `<tokenIpRanges/>`. */
const filled = (value: XmlValue | undefined): XmlElements[] =>
  ensureArray(value).filter(
    (item): item is XmlElements => typeof item === 'object' && Object.keys(item).some((name) => !name.startsWith('@'))
  );

/** How an item of a list stands in an element of its own. */
interface ItemCodec<T> {
  /** The elements that it is made of; the org may have others in there. */
  elements: string[];
  toElements: (item: T) => XmlElements;
  fromElements: (elements: XmlElements) => T;
  /** By what it is the same item, whatever else is said of it. */
  identity: (item: T) => string;
  normalize?: (item: T) => T;
}

/** Repeated elements, one an item. An item that the org has keeps what is not known here. */
const repeated = <T>(
  schema: z.ZodType<T[]>,
  { elements: known, toElements, fromElements, identity, normalize = (item) => item }: ItemCodec<T>
): Codec<T[]> => {
  const comparableItem = (item: T): string => JSON.stringify(toElements(normalize(item)));
  const over = (before: XmlElements | undefined, item: T): XmlElements => {
    if (before === undefined) return toElements(item);
    if (comparableItem(fromElements(before)) === comparableItem(item)) return before;
    const unknown = Object.entries(before).filter(([name]) => !known.includes(name));
    return { ...Object.fromEntries(unknown), ...toElements(item) };
  };
  return {
    schema,
    encode: (items, [before] = []) => {
      const left = filled(before);
      const take = (item: T): XmlElements | undefined => {
        const index = left.findIndex((found) => identity(fromElements(found)) === identity(item));
        return index === -1 ? undefined : left.splice(index, 1)[0];
      };
      return [items.length > 0 ? items.map((item) => over(take(item), item)) : undefined];
    },
    decode: ([found]) => {
      const items = filled(found).map(fromElements);
      return items.length > 0 ? items : undefined;
    },
    absent: [],
    comparable: (items) => items.map(comparableItem).sort(),
  };
};

/** An IPv6 address can be written in many ways; what is no address is left as the org has it. */
const withShortestSpelling = (range: OrgRange): OrgRange =>
  isReadable(range) ? parseIpRange(`${range.start}-${range.end}`, range.description) : range;

const formatEnds = (range: OrgRange): string => formatIpRange(withShortestSpelling(range));

/** Asked for are valid ranges only; an org's are taken as they are. */
const ranges = (schema: z.ZodType<IpRange[]>): Codec<OrgRange[]> =>
  repeated<OrgRange>(schema, {
    elements: ['description', 'endIpAddress', 'startIpAddress'],
    toElements: ({ start, end, description }) => ({
      ...(description ? { description } : {}),
      endIpAddress: end,
      startIpAddress: start,
    }),
    fromElements: ({ startIpAddress, endIpAddress, description }) => ({
      start: asText(startIpAddress) ?? '',
      end: asText(endIpAddress) ?? '',
      ...(asText(description) === undefined ? {} : { description: asText(description) }),
    }),
    identity: formatEnds,
    normalize: withShortestSpelling,
  });

export const ipRanges = ranges(list(ipRange));
export const ipAllowlist = ranges(allowlist);

export const attributes: Codec<Array<{ key: string; formula: string }>> = repeated(list(attribute), {
  elements: ['formula', 'key'],
  toElements: ({ key, formula }) => ({ formula, key }),
  fromElements: ({ key, formula }) => ({ key: asText(key) ?? '', formula: asText(formula) ?? '' }),
  identity: ({ key }) => key,
});
