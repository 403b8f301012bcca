import { escapeXml } from '../metadata/entities.js';

/** So much of a secret is taken for it, where the rest was cut off. */
const LEAST_PART = 8;

const inEntities = (secret: string, write: (code: number) => string): string =>
  [...secret].map((letter) => (/\w/.test(letter) ? letter : write(letter.codePointAt(0) ?? 0))).join('');

const inEscapes = (secret: string): string =>
  secret.replace(/\W/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A secret in the base64 of something longer: where it begins there, three ways, and without what its ends share. */
const inBase64 = (secret: string): string[] =>
  [0, 1, 2].map((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]).toString('base64');
    return whole.replace(/=+$/, '').slice([0, 2, 3][offset], -1);
  });

/** The forms in which a secret could come back from where it was sent. */
export const formsOf = (secret: string): string[] => [
  ...new Set([
    secret,
    escapeXml(secret),
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    inEntities(secret, (code) => `&#${code};`),
    inEntities(secret, (code) => `&#x${code.toString(16)};`),
    encodeURIComponent(secret),
    new URLSearchParams({ secret }).toString().slice('secret='.length),
    JSON.stringify(secret).slice(1, -1),
    inEscapes(secret),
    ...inBase64(secret).filter((form) => form.length >= LEAST_PART),
    ...inBase64(secret)
      .filter((form) => form.length >= LEAST_PART)
      .map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
  ]),
];

/** From where to where. */
type Span = [start: number, end: number];

/** Whether what an org cuts off may end here: not in the middle of a word. */
const isEnd = (text: string, at: number): boolean => !/^\w\w$/.test(text.slice(at - 1, at + 1));

/** Where a text has this, in either case, whole or, where it may be cut off, as much of its beginning as is left. */
const findAll = (text: string, form: string, isCutOff: boolean): Span[] => {
  const [low, wanted] = [text.toLowerCase(), form.toLowerCase()];
  // A letter that is two in the other case: then places in the one are no places in the other.
  const [where, what] = low.length === text.length && wanted.length === form.length ? [low, wanted] : [text, form];
  const beginning = what.slice(0, LEAST_PART);
  const spans: Span[] = [];
  for (let at = where.indexOf(beginning); at !== -1; at = where.indexOf(beginning, at + 1)) {
    let end = at + beginning.length;
    while (end - at < what.length && where[end] === what[end - at]) end++;
    const isWhole = end - at === what.length;
    // What stands behind a part may go on as the secret does, for a letter or two.
    while (!isWhole && end - at > LEAST_PART && !isEnd(where, end)) end--;
    if (isWhole || (isCutOff && isEnd(where, end))) spans.push([at, end]);
  }
  return spans;
};

/**
 * Text without these secrets.
 *
 * @param isCutOff whether it may hold the beginning of one alone, as what an org repeats may
 */
export const without = (secrets: string[], text: string, isCutOff = true): string =>
  withoutForms(secrets.filter((secret) => secret !== '').flatMap(formsOf), text, isCutOff);

/** The same, of secrets whose {@link formsOf} are known. */
export const withoutForms = (forms: string[], text: string, isCutOff: boolean): string => {
  const spans = forms.flatMap((form) => findAll(text, form, isCutOff)).sort(([a], [b]) => a - b);
  let rest = '';
  let from = 0;
  for (const [start, end] of spans) {
    if (start >= from) rest += `${text.slice(from, start)}<secret>`;
    from = Math.max(from, end);
  }
  return rest + text.slice(from);
};

/** A value with its texts changed, and all else as it is: its JSON may hold what is no text and looks like one. */
export const mapTexts = <T>(value: T, change: (text: string) => string): T => {
  const map = (inner: unknown): unknown => {
    if (typeof inner === 'string') return change(inner);
    if (Array.isArray(inner)) return inner.map(map);
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, part]) => [key, map(part)]));
  };
  return map(value) as T;
};

const clean = (value: unknown, secrets: string[]): unknown => mapTexts(value, (text) => without(secrets, text));

/**
 * Does something with secrets; no error of it repeats them, whatever the org says.
 *
 * @throws what the action throws, with the secrets cut out of its texts
 */
export const tellWithout = async <T>(secrets: string[], action: () => Promise<T>): Promise<T> => {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    error.message = without(secrets, error.message);
    if (error.stack !== undefined) error.stack = without(secrets, error.stack);
    if ('data' in error) error.data = clean(error.data, secrets);
    throw error;
  }
};
