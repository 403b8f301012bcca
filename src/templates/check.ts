import { Messages } from '@salesforce/core/messages';
import { get } from '@salesforce/ts-types';
import { check, formatPath, type Locate, type Problem } from '../definition/problems.js';
import { suggest } from '../definition/suggest.js';
import { isSettingPath } from '../settings/table.js';
import { checkSettings } from './checkSettings.js';
import { checkDefault } from './parameterValue.js';
import { APP_REFERENCES, entriesOf, ORG_FACTS, referencesIn, referenceTo, type Reference } from './references.js';
import { splitTemplate, wrongSettingPath, type Parameter } from './schema.js';
import { WHEN_KEYS, whenSchema } from './when.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'templates');

const checkDefaults = (parameters: Parameter[], locate: Locate): Problem[] =>
  parameters.flatMap((parameter, index) => {
    const wrong = checkDefault(parameter);
    return wrong === undefined ? [] : [{ where: locate(['parameters', index, 'default']), what: wrong }];
  });

/** What is wrong with a condition on this parameter, whichever values it wants. */
const wrongParameter = (name: string, parameters: Parameter[]): string | undefined => {
  const parameter = parameters.find((declared) => declared.name === name);
  if (!parameter) return messages.getMessage('invalid.whenParameter', [name]);
  return parameter.type === 'choice' ? undefined : messages.getMessage('invalid.whenType', [name, parameter.type]);
};

const wrongValues = (name: string, wanted: string[], parameters: Parameter[]): Array<{ index: number; what: string }> =>
  wanted.flatMap((value, index) => {
    const choices = parameters.find((declared) => declared.name === name)?.choices ?? wanted;
    const what = messages.getMessage('invalid.whenValue', [value, name, choices.join(', ')]);
    return choices.includes(value) ? [] : [{ index, what }];
  });

const checkWhen = (when: unknown, place: PropertyKey[], parameters: Parameter[], locate: Locate): Problem[] => {
  const { value, problems } = check(whenSchema, when, (path) => locate([...place, ...path]));
  if (!value) return problems;
  // What was written counts: of a record, zod leaves out `__proto__` without a word.
  return entriesOf(when).flatMap(([key]) => {
    const name = String(key);
    const wrong = wrongParameter(name, parameters);
    if (wrong !== undefined) return [{ where: locate([...place, name]), what: wrong }];
    const wanted = Object.hasOwn(value, name) ? value[name] : [];
    return wrongValues(name, wanted, parameters).map(({ index, what }) => ({
      where: locate([...place, name, index]),
      what,
    }));
  });
};

/** The parameters from one to the next on which it hangs, back to the first; undefined where they do not come back. */
const circleFrom = (name: string, parameters: Parameter[]): string[] | undefined => {
  // One way to each is enough: there can be more ways than anybody has time for.
  const reached = new Map([[name, [name]]]);
  for (const [last, way] of reached) {
    const { when = {} } = parameters.find((declared) => declared.name === last) ?? {};
    for (const next of Object.keys(when)) {
      if (next === name) return [...way, name];
      if (!reached.has(next)) reached.set(next, [...way, next]);
    }
  }
  return undefined;
};

const checkCircles = (parameters: Parameter[], locate: Locate): Problem[] =>
  parameters.flatMap(({ name }, index) => {
    const circle = circleFrom(name, parameters);
    const what = circle && messages.getMessage('invalid.whenItself', [name, circle.join(' → ')]);
    return what === undefined ? [] : [{ where: locate(['parameters', index, 'when']), what }];
  });

/** Conditions anywhere in a template that cannot be judged, or can never hold. */
const checkConditions = (
  value: unknown,
  parameters: Parameter[],
  locate: Locate,
  path: PropertyKey[] = []
): Problem[] =>
  entriesOf(value).flatMap(([key, inner]) =>
    WHEN_KEYS.includes(String(key))
      ? checkWhen(inner, [...path, key], parameters, locate)
      : checkConditions(inner, parameters, locate, [...path, key])
  );

/** A part of a template as if it did not hang on conditions that are wrong: what they hide is judged too. */
const withoutWrongConditions = (value: unknown, parameters: Parameter[]): unknown => {
  if (Array.isArray(value)) return value.map((item) => withoutWrongConditions(item, parameters));
  if (typeof value !== 'object' || value === null) return value;
  const isWrong = ([key, inner]: [string, unknown]): boolean =>
    WHEN_KEYS.includes(key) && checkWhen(inner, [], parameters, formatPath).length > 0;
  const kept = Object.entries(value).filter((entry) => !isWrong(entry));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutWrongConditions(inner, parameters)]));
};

/** Values of a parameter are what they are: what looks like a reference in them is none. */
const isValue = ([part, , key]: PropertyKey[]): boolean => part === 'parameters' && key !== 'help';

/** Texts that are shown as they are: nothing is put into them. */
const isOnlyShown = ([part]: PropertyKey[]): boolean =>
  ['title', 'summary', 'source', 'parameters', 'why'].includes(String(part));

/** The one place that takes a secret: anywhere else it would be shown. */
const takesSecret = (path: PropertyKey[]): boolean =>
  isOnlyShown(path) || (path[0] === 'related' && path[1] === 'namedCredentials' && path.at(-1) === 'password');

const knownTo = ([part]: PropertyKey[], parameters: Parameter[]): string[] => [
  ...new Set(parameters.map(({ name }) => name)),
  ...ORG_FACTS.map((fact) => `org.${fact}`),
  ...(part === 'after' ? APP_REFERENCES : []),
];

const unknownReference = (name: string, known: string[]): string => {
  if ((APP_REFERENCES as readonly string[]).includes(name)) {
    return messages.getMessage('unknownReference.app', [referenceTo(name)]);
  }
  const meant = suggest(name, known);
  return meant
    ? messages.getMessage('unknownReference.didYouMean', [referenceTo(name), referenceTo(meant)])
    : messages.getMessage('unknownReference', [referenceTo(name), known.join(', ')]);
};

const checkReference = ({ path, name }: Reference, parameters: Parameter[]): string | undefined => {
  const known = knownTo(path, parameters);
  if (!known.includes(name)) return unknownReference(name, known);
  const isSecret = parameters.some((parameter) => parameter.name === name && parameter.type === 'secret');
  return isSecret && !takesSecret(path) ? messages.getMessage('secret.misplaced', [referenceTo(name)]) : undefined;
};

const checkReferences = (content: object, parameters: Parameter[], locate: Locate): Problem[] =>
  referencesIn(content)
    .filter(({ path }) => !isValue(path))
    .flatMap((reference) => {
      const what = checkReference(reference, parameters);
      return what === undefined ? [] : [{ where: locate(reference.path), what }];
    });

/** The settings that a template says something of: it sets them, wants them given, or has a step until they are there. */
const settingsSpokenOf = (content: Record<string, unknown>): { includes: (path: string) => boolean } => {
  const { required, before, after } = content;
  const unless = [before, after].flatMap(entriesOf).map(([, step]) => get(step, 'unless'));
  const named = [...entriesOf(required).map(([, path]) => path), ...unless];
  return { includes: (path) => named.includes(path) || get(content, path) !== undefined };
};

const checkReasons = (content: Record<string, unknown>, locate: Locate): Problem[] => {
  const spokenOf = settingsSpokenOf(content);
  const wrongReason = (path: string): string | undefined => {
    if (!isSettingPath(path)) return wrongSettingPath(path);
    return spokenOf.includes(path) ? undefined : messages.getMessage('invalid.why');
  };
  return entriesOf(content.why).flatMap(([path]) => {
    // What is no group of reasons at all, the schema refuses.
    const what = typeof path === 'string' ? wrongReason(path) : undefined;
    return what === undefined ? [] : [{ where: locate(['why', path]), what }];
  });
};

const namesIn = (entries: unknown, key: string): unknown[] => entriesOf(entries).map(([, entry]) => get(entry, key));

/** Auth. Providers that credentials name and nobody defines; one that an org has already is named by a parameter. */
const checkProviders = ({ related }: Record<string, unknown>, locate: Locate): Problem[] => {
  const providers = namesIn(get(related, 'authProviders'), 'name').map(String);
  // Salesforce does not mind the case of a name.
  const known = providers.map((name) => name.toLowerCase());
  if (referencesIn(providers).length > 0) return [];
  return namesIn(get(related, 'namedCredentials'), 'authProvider').flatMap((name, index) => {
    const isDefined = typeof name !== 'string' || known.includes(name.toLowerCase());
    if (isDefined || referencesIn(name).length > 0) return [];
    const where = locate(['related', 'namedCredentials', index, 'authProvider']);
    return [{ where, what: messages.getMessage('invalid.authProvider', [name]) }];
  });
};

/**
 * What is wrong with a template that its own schema does not see.
 *
 * @param content all of the file
 */
export const checkTemplate = (content: Record<string, unknown>, parameters: Parameter[], locate: Locate): Problem[] => {
  const judged = withoutWrongConditions(content, parameters) as Record<string, unknown>;
  return [
    ...checkDefaults(parameters, locate),
    ...checkConditions(content, parameters, locate),
    ...checkCircles(parameters, locate),
    ...checkReferences(content, parameters, locate),
    ...checkReasons(content, locate),
    ...checkProviders(content, locate),
    ...checkSettings(splitTemplate(judged), parameters, locate),
  ];
};
