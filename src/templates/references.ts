import { holds, whenSchema } from './when.js';

/** Facts of the org that a template may refer to, as `${org.…}`. */
export const ORG_FACTS = ['loginUrl', 'instanceUrl', 'username', 'usernameSuffix', 'setupUrl'] as const;

export type OrgFact = (typeof ORG_FACTS)[number];

/** What steps for afterwards may refer to beside that: the app is there then. */
export const APP_REFERENCES = ['app.name', 'app.url', 'app.consumerKey', 'app.credentials'] as const;

export type AppReference = (typeof APP_REFERENCES)[number];

/** `$${` stands for the characters `${`, which begin no reference then. */
const REFERENCE = /\$(\$\{)|\$\{([^}]*)\}/g;

/** A text that stands for itself in a template, whatever it holds. */
export const escapeReferences = (text: string): string => text.replaceAll('${', () => '$${');

/** How a reference is written. */
export const referenceTo = (name: string): string => `\${${name}}`;

/** A text of a template refers to something by its name. */
export interface Reference {
  /** Where the text stands. */
  path: PropertyKey[];
  name: string;
}

/** What a part of a template holds, key by key. */
export const entriesOf = (value: unknown): Array<[PropertyKey, unknown]> => {
  if (typeof value !== 'object' || value === null) return [];
  return Array.isArray(value) ? [...value.entries()] : Object.entries(value);
};

/** Everything that a part of a template refers to, in its own order. */
export const referencesIn = (value: unknown, path: PropertyKey[] = []): Reference[] =>
  typeof value === 'string'
    ? [...value.matchAll(REFERENCE)].flatMap(([, escaped, name]) => (escaped === undefined ? [{ path, name }] : []))
    : entriesOf(value).flatMap(([key, inner]) => referencesIn(inner, [...path, key]));

/** Name → what stands for it; undefined where nothing was given. */
export type Known = ReadonlyMap<string, string | undefined>;

/** Whether a part of a template has a condition that does not hold. */
const isSwitchedOff = (value: object, known: Known): boolean =>
  'when' in value && !holds(whenSchema.safeParse(value.when).data, Object.fromEntries(known));

/** A text that hangs on a condition, which only a group can have. */
const isConditionalText = (value: object): value is { value: string } =>
  'value' in value &&
  typeof value.value === 'string' &&
  Object.keys(value).every((key) => WHEN_AND_VALUE.includes(key));

const WHEN_AND_VALUE = ['when', 'value'];

const isComplete = (value: unknown, known: Known): boolean =>
  referencesIn(value).every(({ name }) => known.get(name) !== undefined);

const putIn = (value: string, valueOf: (name: string) => string): string =>
  value.replace(REFERENCE, (_whole, escaped: string | undefined, name: string) => escaped ?? valueOf(name));

/** A text into which nothing is put, with the characters that were escaped in it. */
export const unescapeReferences = (text: string): string => putIn(text, referenceTo);

const fillText = (value: string, known: Known): string | undefined =>
  isComplete(value, known) ? putIn(value, (name) => known.get(name) ?? '') : undefined;

/** A text with what is known put in, and the name of what is not known yet in angle brackets. */
export const fillKnown = (value: string, known: Known): string =>
  putIn(value, (name) => known.get(name) ?? `<${name}>`);

/** The items of a list that stay, each with its place in the template. */
const fillItems = (list: unknown[], known: Known): Array<{ index: number; item: unknown }> =>
  list
    .map((item, index) => ({ index, item: isComplete(item, known) ? fillPart(item, known) : undefined }))
    .filter(({ item }) => item !== undefined);

/** The settings of a group, but for those that fall away. */
export const fillGroup = (group: object, known: Known): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(group)
      .map(([key, inner]) => [key, fillPart(inner, known)] as const)
      .filter(([, inner]) => inner !== undefined)
  );

/** A part of a template with its references put in; what refers to something that was not given falls away. */
export function fillPart(value: unknown, known: Known): unknown {
  if (typeof value === 'string') return fillText(value, known);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = fillItems(value, known).map(({ item }) => item);
    return items.length === 0 && value.length > 0 ? undefined : items;
  }
  if (isSwitchedOff(value, known)) return undefined;
  if (isConditionalText(value)) return fillPart(value.value, known);
  const settings = Object.entries(value).filter(([key]) => key !== 'when');
  const filled = fillGroup(Object.fromEntries(settings), known);
  return Object.keys(filled).length === 0 && settings.length > 0 ? undefined : filled;
}

/** Where in the template something stands that has this path once it is filled: items that fell away count too. */
export const pathInTemplate = (value: unknown, known: Known, path: PropertyKey[]): PropertyKey[] => {
  const [key, ...rest] = path;
  if (key === undefined) return [];
  const own = Array.isArray(value) ? (fillItems(value, known)[Number(key)]?.index ?? key) : key;
  return [own, ...pathInTemplate((value as Record<PropertyKey, unknown> | undefined)?.[own], known, rest)];
};
