import { Messages } from '@salesforce/core/messages';
import { SfError } from '@salesforce/core/sfError';
import { z } from 'zod';
import { suggest, suggestPlace, suggestPlaceLike } from './suggest.js';

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
  path.reduce<unknown>((value, key) => {
    const holder = Object(value) as Record<PropertyKey, unknown>;
    return Object.hasOwn(holder, key) ? holder[key] : undefined;
  }, raw);

const LONGEST_FOUND = 60;

/** Values that are not repeated in any message: a password, and what a template gives for one. */
const isSecret = (raw: unknown, path: PropertyKey[]): boolean => {
  const key = path.at(-1);
  return key === 'password' || (key === 'default' && valueIn(raw, [...path.slice(0, -1), 'type']) === 'secret');
};

/** What may hold a key, or a URL with a user in it, is not repeated either, not even in part, wherever it stands. */
const KEY = /-----BEGIN|PRIVATE KEY|\/\/[^\s/]*@/i;

const describeFound = (found: unknown, isOfWrongKind: boolean): string | undefined => {
  if (found === undefined) return undefined;
  if (typeof found === 'object' && found !== null) {
    return isOfWrongKind ? messages.getMessage(Array.isArray(found) ? 'found.list' : 'found.group') : undefined;
  }
  const text = JSON.stringify(found);
  if (KEY.test(text)) return undefined;
  return text.length > LONGEST_FOUND ? `${text.slice(0, LONGEST_FOUND)}…"` : text;
};

/** Whether it is no value of the kind that a schema takes, whatever it says. */
const isOfWrongKind = ({ code }: z.core.$ZodIssue): boolean =>
  code === 'invalid_type' || code === 'invalid_value' || code === 'invalid_union';

/** Whether something that must be given stands nowhere. */
const isAbsent = (issue: z.core.$ZodIssue, raw: unknown): boolean =>
  issue.path.length > 0 && isOfWrongKind(issue) && valueIn(raw, issue.path) === undefined;

const describeIssue = (issue: z.core.$ZodIssue, raw: unknown): string => {
  if (isAbsent(issue, raw)) return messages.getMessage('absent', [issue.message]);
  const found = isSecret(raw, issue.path) ? undefined : describeFound(valueIn(raw, issue.path), isOfWrongKind(issue));
  return found === undefined ? issue.message : messages.getMessage('found', [found, issue.message]);
};

/** A schema without what says that the value may be absent, or becomes another one. */
const unwrap = (schema: z.ZodType): z.ZodType => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return unwrap(schema.unwrap() as z.ZodType);
  return schema instanceof z.ZodPipe ? unwrap(schema.in as z.ZodType) : schema;
};

/** The keys that a schema knows at a path; of a value with several forms, those of all its forms. */
const keysAt = (schema: z.ZodType, path: PropertyKey[]): string[] => {
  const inner = unwrap(schema);
  const [key, ...rest] = path;
  if (inner instanceof z.ZodUnion) return inner.options.flatMap((form) => keysAt(form as z.ZodType, path));
  if (inner instanceof z.ZodArray) return keysAt(inner.element as z.ZodType, rest);
  if (!(inner instanceof z.ZodObject)) return [];
  const shape = inner.shape as Record<string, z.ZodType>;
  if (key === undefined) return Object.keys(shape);
  return Object.hasOwn(shape, key) ? keysAt(shape[String(key)], rest) : [];
};

/** The paths of all groups and settings of a schema; what stands in lists has none. */
const pathsIn = (schema: z.ZodType, path: string[] = []): string[] => {
  const inner = unwrap(schema);
  const own = path.length > 0 ? [path.join('.')] : [];
  if (!(inner instanceof z.ZodObject)) return own;
  const shape = inner.shape as Record<string, z.ZodType>;
  return [...own, ...Object.entries(shape).flatMap(([key, value]) => pathsIn(value, [...path, key]))];
};

const unknownKey = (key: string, path: PropertyKey[], schema: z.ZodType): string => {
  const isInList = path.some((part) => typeof part === 'number');
  const places = isInList ? [] : pathsIn(schema);
  const place = suggestPlace(key, places);
  if (place !== undefined) return definitionMessages.getMessage('invalid.unknownKey.belongs', [place]);
  const meant = suggest(key, keysAt(schema, path)) ?? suggestPlaceLike(key, places);
  return meant === undefined
    ? definitionMessages.getMessage('invalid.unknownKey')
    : definitionMessages.getMessage('invalid.unknownKey.didYouMean', [meant]);
};

/**
 * What is wrong with a value that may have several forms: what keeps a group from the form that it comes nearest to, and
 * of any other value that it has none of them.
 */
export const narrow = (issue: z.core.$ZodIssue, raw: unknown): z.core.$ZodIssue[] => {
  if (issue.code !== 'invalid_union') return [issue];
  const [nearest] = issue.errors
    .filter((issues) => issues.length > 0 && !issues.some((inner) => inner.path.length === 0 && isOfWrongKind(inner)))
    .sort((one, other) => one.length - other.length);
  if (nearest === undefined) return [issue];
  const found = nearest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
  // What was given by a wrong name is not missing as well.
  const isMisnamed = found.some(({ code }) => code === 'unrecognized_keys');
  return found.filter((inner) => !isMisnamed || !isAbsent(inner, raw)).flatMap((inner) => narrow(inner, raw));
};

/** What is wrong according to a schema, in words. */
export const toProblems = (issue: z.core.$ZodIssue, raw: unknown, schema: z.ZodType, locate: Locate): Problem[] =>
  narrow(issue, raw).flatMap((inner) =>
    inner.code === 'unrecognized_keys'
      ? inner.keys.map((key) => ({
          where: locate([...inner.path, key]),
          what: unknownKey(key, inner.path, schema),
        }))
      : [{ where: locate(inner.path), what: describeIssue(inner, raw) }]
  );

/** What a schema refuses, at one place. */
export interface Refusal {
  path: PropertyKey[];
  problems: Problem[];
}

/** Checks what the user gave against a schema: the canonical value, or everything that is wrong with it and where. */
export const check = <T>(
  schema: z.ZodType<T>,
  raw: unknown,
  locate: Locate
): { value: T; problems: [] } | { value: undefined; problems: Problem[]; refusals: Refusal[] } => {
  const result = schema.safeParse(raw);
  if (result.success) return { value: result.data, problems: [] };
  const refusals = result.error.issues.map((issue) => ({
    path: issue.path,
    problems: toProblems(issue, raw, schema, locate),
  }));
  return { value: undefined, problems: refusals.flatMap(({ problems }) => problems), refusals };
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
