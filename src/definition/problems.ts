import { Messages } from '@salesforce/core/messages';
import { SfError } from '@salesforce/core/sfError';
import { z } from 'zod';
import { settingRows } from '../settings/table.js';
import { suggest } from './suggest.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'problems');
const definitionMessages = Messages.loadMessages('sf-plugin-eca', 'definition');

/** One thing wrong with what the user gave. */
export type Problem = {
  /** The flag, or file, line, column and path. */
  where: string;
  what: string;
};

/** Tells where in what the user gave a path of the definition was written. */
export type Locate = (path: PropertyKey[]) => string;

export const formatPath = (path: PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}${text ? '.' : ''}${String(key)}`),
    ''
  );

/** What stands at a path; undefined where nothing does. */
export const valueIn = (raw: unknown, path: PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], raw);

const LONGEST_FOUND = 60;

/** Values that are not repeated in any message. */
const isSecret = (path: PropertyKey[]): boolean => path.at(-1) === 'password';

/** What may hold a key is not repeated either, not even in part, wherever it stands. */
const KEY = /-----BEGIN|PRIVATE KEY/i;

const describeFound = (found: unknown, path: PropertyKey[]): string | undefined => {
  if (isSecret(path)) return undefined;
  if (found === undefined || (typeof found === 'object' && found !== null)) return undefined;
  const text = JSON.stringify(found);
  if (KEY.test(text)) return undefined;
  return text.length > LONGEST_FOUND ? `${text.slice(0, LONGEST_FOUND)}…"` : text;
};

const keysAt = (schema: z.ZodType, path: PropertyKey[]): string[] => {
  const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  if (!(inner instanceof z.ZodObject)) return [];
  const [key, ...rest] = path;
  return key === undefined ? Object.keys(inner.shape) : keysAt(inner.shape[String(key)] as z.ZodType, rest);
};

/** The one setting that ends so, where it stands somewhere else. */
const placeOf = (key: string): string | undefined => {
  const ending = [...settingRows.keys()].filter((path) => path.split('.').at(-1)?.toLowerCase() === key.toLowerCase());
  return ending.length === 1 ? ending[0] : undefined;
};

const unknownKey = (key: string, known: string[]): string => {
  const meant = suggest(key, known);
  if (meant !== undefined) return definitionMessages.getMessage('invalid.unknownKey.didYouMean', [meant]);
  const place = placeOf(key);
  return place === undefined
    ? definitionMessages.getMessage('invalid.unknownKey')
    : definitionMessages.getMessage('invalid.unknownKey.belongs', [place]);
};

/** What is wrong according to a schema, in words. */
export const toProblems = (issue: z.core.$ZodIssue, raw: unknown, schema: z.ZodType, locate: Locate): Problem[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      where: locate([...issue.path, key]),
      what: unknownKey(key, keysAt(schema, issue.path)),
    }));
  }
  const found = describeFound(valueIn(raw, issue.path), issue.path);
  const what = found === undefined ? issue.message : messages.getMessage('found', [found, issue.message]);
  return [{ where: locate(issue.path), what }];
};

/** Checks what the user gave against a schema: the canonical value, or everything that is wrong with it and where. */
export const check = <T>(
  schema: z.ZodType<T>,
  raw: unknown,
  locate: Locate
): { value: T; problems: [] } | { value: undefined; problems: Problem[]; paths: PropertyKey[][] } => {
  const result = schema.safeParse(raw);
  if (result.success) return { value: result.data, problems: [] };
  const { issues } = result.error;
  return {
    value: undefined,
    problems: issues.flatMap((issue) => toProblems(issue, raw, schema, locate)),
    paths: issues.map(({ path }) => path),
  };
};

/** The one error that names every problem of a run: `InvalidInputError`, with the problems as `data`. */
export const problemsError = (problems: Problem[]): SfError => {
  const lines = problems.map(({ where, what }) => `${where}: ${what}`);
  const message =
    lines.length === 1 ? lines[0] : [messages.getMessage('several', [lines.length]), ...lines].join('\n  ');
  return SfError.create({ name: 'InvalidInputError', message, data: problems });
};

/** @throws SfError {@link problemsError}, where there are problems */
export const throwProblems = (problems: Problem[]): void => {
  if (problems.length > 0) throw problemsError(problems);
};
