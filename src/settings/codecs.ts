import { ensureArray } from '@salesforce/kit';
import type { z } from 'zod';
import {
  allowlist,
  attribute,
  callbackUrl,
  ipRange,
  list,
  listName,
  oauthScope,
  refreshTokenPolicy,
  text,
  trueOrFalse,
  username,
  wholeNumber,
  word,
  type Duration,
  type OAuthScope,
  type RefreshTokenPolicy,
} from './values.js';
import { formatIpRange, isReadable, parseIpRange, type IpRange, type OrgRange } from './ipRanges.js';
import { SCOPE_TOKENS, type VALIDITY_UNITS } from './platform.js';

/** The content of an XML element: text, or elements inside it. */
export type XmlValue = string | XmlElements | Array<string | XmlElements>;
export type XmlElements = { [element: string]: XmlValue };

/**
 * How a setting's value turns over between the definition and the elements that hold it in Salesforce. `encode` gives
 * a text for each element, or undefined for one that must not be there; given what the org has of them, it keeps the
 * form of that, and what it does not know in there. `decode` gets the elements in the same order and says undefined
 * where the org has no such setting.
 *
 * Decoding never refuses: an org may hold words that are newer than this plugin, and they are shown as they are.
 */
export interface Codec<T> {
  schema: z.ZodType<T>;
  encode: (value: T, before?: Array<XmlValue | undefined>) => Array<XmlValue | undefined>;
  decode: (elements: Array<XmlValue | undefined>) => T | undefined;
  /** What the setting is when the org does not write it, so that asking for just that is no difference. */
  absent?: T;
  /** What two values are compared by, where their spelling or order says nothing. */
  comparable?: (value: T) => unknown;
  /** Its texts are words of definition files, for which Setup has words of its own. */
  isWording?: boolean;
}

const asText = (value: XmlValue | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** The elements that have anything in them; orgs also write `<tokenIpRanges/>`. */
const filled = (value: XmlValue | undefined): XmlElements[] =>
  ensureArray(value).filter(
    (item): item is XmlElements => typeof item === 'object' && Object.keys(item).some((name) => !name.startsWith('@'))
  );

/** One element that holds the value as text. */
const oneText = <T>(
  schema: z.ZodType<T>,
  toText: (value: T) => string,
  fromText: (text: string) => T,
  more: Pick<Codec<T>, 'absent' | 'comparable' | 'isWording'> = {}
): Codec<T> => ({
  schema,
  encode: (value) => [toText(value) || undefined],
  decode: ([element]) => {
    const found = asText(element);
    return found === undefined ? undefined : fromText(found);
  },
  ...more,
});

/** A list in one element. An item that the org has is written as the org spells it. */
const textList = <T extends string>(
  item: z.ZodType<T>,
  separator: string,
  fromText: (text: string) => T = (found) => found as T,
  toText: (item: T) => string = (found) => found
): Codec<T[]> => {
  const split = (found: string): string[] =>
    found
      .split(separator.trim() || separator)
      .map((part) => part.trim())
      .filter(Boolean);
  return {
    schema: list(item),
    encode: (values, [before] = []) => {
      const held = split(asText(before) ?? '');
      const spell = (value: T): string => held.find((part) => fromText(part) === value) ?? toText(value);
      return [values.map(spell).join(separator) || undefined];
    },
    decode: ([element]) => {
      const found = asText(element);
      return found === undefined ? undefined : split(found).map(fromText);
    },
    absent: [],
    comparable: (values) => [...new Set(values)].sort(),
  };
};

export const plainText = (schema: z.ZodType<string>): Codec<string> =>
  oneText(
    schema,
    (value) => value,
    (found) => found
  );

export const number: (schema?: z.ZodType<number>) => Codec<number> = (schema = wholeNumber) =>
  oneText(schema, String, Number);

export const flag: Codec<boolean> = oneText(trueOrFalse, String, (found) => found === 'true', { absent: false });

/** A checkbox that says the opposite of its element. */
export const invertedFlag: Codec<boolean> = oneText(
  trueOrFalse,
  (value) => String(!value),
  (found) => found !== 'true',
  { absent: true }
);

/** A checkbox that is on unless the org says otherwise. */
export const flagDefaultOn: Codec<boolean> = { ...flag, absent: true };

/**
 * A choice of words, each with the word that metadata has for it. Orgs are not of one mind about the case of theirs:
 * docs/platform.md#policies
 */
export const choice = <const T extends Record<string, string>>(words: T): Codec<keyof T & string> =>
  oneText<keyof T & string>(
    word(Object.keys(words) as [string, ...string[]]),
    (value) => words[value] ?? value,
    (found) => Object.keys(words).find((key) => words[key].toLowerCase() === found.toLowerCase()) ?? found,
    { isWording: true }
  );

/** A choice whose words are metadata's own. */
export const ownWords = <const T extends string[]>(...words: T): Codec<T[number]> =>
  choice(Object.fromEntries(words.map((own) => [own, own])) as Record<T[number], string>);

const scopeOf = new Map<string, OAuthScope>(
  Object.entries(SCOPE_TOKENS).map(([scope, token]) => [token.toLowerCase(), scope as OAuthScope])
);

export const scopes: Codec<OAuthScope[]> = textList<OAuthScope>(
  oauthScope,
  ', ',
  (token) => scopeOf.get(token.toLowerCase()) ?? (token as OAuthScope),
  // A token that is newer than this list is no scope of it, and stays what it is.
  (scope) => (SCOPE_TOKENS as Partial<Record<string, string>>)[scope] ?? scope
);

/** Salesforce takes several callback URLs in one element, a line each: docs/platform.md#deploying */
export const callbackUrls: Codec<string[]> = textList(callbackUrl, '\n');

export const names: Codec<string[]> = textList(listName, ',');

const PEM_LINES = /-----(BEGIN|END) CERTIFICATE-----/g;

const isPem = (certificate: string): boolean => certificate.includes('-----BEGIN');

/** The certificate without the lines around it; of several, and of what is none, there is no such form. */
const toBare = (certificate: string): string =>
  certificate.match(PEM_LINES)?.length === 2 ? certificate.replace(PEM_LINES, '').replace(/\s/g, '') : certificate;

/**
 * A certificate as PEM text. Orgs hold it so, or bare (docs/platform.md#deploying), and it goes back in the form that
 * the org has. In a definition file it may be the path of one; the loader reads it.
 */
export const pem: Codec<string> = {
  schema: text,
  encode: (certificate, [before] = []) => {
    const held = asText(before);
    return [held === undefined || isPem(held) ? certificate || undefined : toBare(certificate)];
  },
  decode: ([element]) => {
    const found = asText(element)?.replace(/\r\n?/g, '\n').trim();
    if (found === undefined || found === '') return undefined;
    return isPem(found) ? found : `-----BEGIN CERTIFICATE-----\n${found}\n-----END CERTIFICATE-----\n`;
  },
  comparable: (certificate) => certificate.replace(/\s/g, ''),
};

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

const UNIT_WORDS: Record<Duration['unit'], (typeof VALIDITY_UNITS)[number]> = {
  hours: 'Hours',
  days: 'Days',
  months: 'Months',
};

const validity = ({ amount, unit }: Duration): [string, string] => [
  String(amount),
  (UNIT_WORDS as Partial<Record<string, string>>)[unit] ?? unit,
];

/** Type, period and unit of the refresh token policy. */
export const refreshToken: Codec<RefreshTokenPolicy> = {
  schema: refreshTokenPolicy,
  isWording: true,
  encode: (policy) => {
    if (policy === 'validUntilRevoked') return ['Infinite', undefined, undefined];
    if (policy === 'expireImmediately') return ['Zero', undefined, undefined];
    // An org's word that is newer than this list.
    if (typeof policy === 'string') return [policy, undefined, undefined];
    return 'expireAfter' in policy
      ? ['SpecificLifetime', ...validity(policy.expireAfter)]
      : ['SpecificInactivity', ...validity(policy.expireAfterIdle)];
  },
  decode: ([type, period, unit]) => {
    const duration = { amount: Number(period), unit: asText(unit)?.toLowerCase() as Duration['unit'] };
    switch (type) {
      case 'Infinite':
        return 'validUntilRevoked';
      case 'Zero':
        return 'expireImmediately';
      case 'SpecificLifetime':
        return { expireAfter: duration };
      case 'SpecificInactivity':
        return { expireAfterIdle: duration };
      default:
        return asText(type) as RefreshTokenPolicy | undefined;
    }
  },
};

/** The run-as user of the client credentials flow; the policy's own switch is on exactly when there is one. */
export const runAs: Codec<string> = {
  schema: username,
  encode: (user) => [user, 'true'],
  decode: ([user, enabled]) => (enabled === 'true' ? asText(user) : undefined),
  comparable: (user) => user.toLowerCase(),
};
