import type { z } from 'zod';
import {
  callbackUrl,
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

/** The text of an element that has one. */
export const asText = (value: XmlValue | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

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

/** A checkbox of which orgs may not agree what it is where nobody says so: docs/platform.md#deploying */
export const flagOfOrg: Codec<boolean> = { ...flag, absent: undefined };

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
