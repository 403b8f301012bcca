import { redact } from '../../src/ui/redact.js';
import { PREFIX } from './making.js';

const EMAIL = /[\w.+'-]+@[\w-]+(?:\.[\w-]+)*/g;

/** The prefix of a standard object's id says what it is of, and not whose. */
const ID = /\b(0[0-9A-Za-z]{2}|[1-9]\d[0-9A-Za-z])(?=\w*\d)[0-9A-Za-z]{12}(?:[0-9A-Za-z]{3})?\b/g;

/** Hosts that the probe itself sends, and whose they are everybody knows. */
const EVERYBODYS = /^(example\.com|soap\.sforce\.com|www\.w3\.org)$/;

const URL_HOST = /\b(https?:\/\/)([^\s/:"'<>?#]+)(:\d+)?/gi;

const SALESFORCE_HOST = /\b[\w-]+(?:\.[\w-]+)*\.(?:salesforce|force|salesforce-setup|site|cloudforce)\.com\b/gi;

const KEY_LENGTH = 28;

/** Consumer keys and secrets: long, and of more than one kind of character, as no element's or type's name is. */
const LONG = new RegExp(`[\\w.]{${KEY_LENGTH},}`, 'g');

const isKey = (text: string): boolean => !text.startsWith(PREFIX) && (text.match(/\d/g) ?? []).length >= 4;

/** Shorter names are found in too much that is none. */
const SHORTEST_NAME = 3;

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const withoutNames = (text: string, names: ReadonlyArray<[string, string]>): string =>
  names
    .filter(([name]) => name.length >= SHORTEST_NAME)
    .sort(([a], [b]) => b.length - a.length)
    .reduce(
      (rest, [name, standIn]) =>
        rest.replace(new RegExp(`(?<![\\p{L}\\d])${escape(name)}(?![\\p{L}\\d])`, 'giu'), standIn),
      text
    );

/** A text without what says whose org it is about. */
const anonymousText = (text: string, names: ReadonlyArray<[string, string]>): string =>
  withoutNames(redact(text), names)
    .replace(EMAIL, '<email>')
    .replace(URL_HOST, (whole: string, scheme: string, host: string) =>
      EVERYBODYS.test(host) ? whole : `${scheme}<host>`
    )
    .replace(SALESFORCE_HOST, '<host>')
    .replace(ID, '<id $1>')
    .replace(LONG, (whole) => (isKey(whole) ? '<key>' : whole));

/**
 * A value without ids, emails, hosts, keys and the names given, wherever they stand in it.
 *
 * @param names what is to be replaced, and by what
 */
export const anonymous = <T>(value: T, names: ReadonlyArray<[string, string]>): T => {
  if (typeof value === 'string') return anonymousText(value, names) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => anonymous(item, names)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, anonymous(inner as unknown, names)])
  ) as T;
};
