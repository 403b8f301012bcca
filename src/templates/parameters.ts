import { Messages } from '@salesforce/core/messages';
import { STDIN } from '../definition/sources.js';
import type { Problem } from '../definition/problems.js';
import { suggest } from '../definition/suggest.js';
import { checkValue, type ParameterValues } from './parameterValue.js';
import type { Parameter } from './schema.js';
import { secretVariable } from './secrets.js';
import type { Template } from './template.js';
import { holds } from './when.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'templates');

const unknownParameter = (name: string, template: Template): string => {
  const known = template.parameters.map((parameter) => parameter.name);
  if (known.length === 0) return messages.getMessage('parameter.none', [template.name]);
  const meant = suggest(name, known);
  if (meant !== undefined) return messages.getMessage('parameter.unknown.didYouMean', [template.name, name, meant]);
  // What is like no name at all may be a secret that has an equals sign in it.
  return template.parameters.some(({ type }) => type === 'secret')
    ? messages.getMessage('parameter.unknown.unnamed', [template.name, known.join(', ')])
    : messages.getMessage('parameter.unknown', [template.name, name, known.join(', ')]);
};

const lettersOf = (name: string): string => name.replace(/[^a-z0-9]/gi, '').toLowerCase();

/** Whether a name is a secret's, in whatever spelling, with something behind it, which may be the secret itself. */
const isPartOfSecret = (name: string, secrets: string[]): boolean =>
  secrets.some((secret) => name !== secret && lettersOf(name).startsWith(lettersOf(secret)));

/** Splits what `--set` was given; a name given twice with two values is a contradiction. */
const split = (given: string[], secrets: string[]): { pairs: Map<string, string>; problems: Problem[] } => {
  const pairs = new Map<string, string>();
  const problems: Problem[] = [];
  const refused = new Set<string>();
  for (const entry of given) {
    const [, name, value] = /^([^=]+)=(.*)$/su.exec(entry) ?? [];
    if (name === undefined || isPartOfSecret(name, secrets)) {
      // It may well be a secret that was typed wrongly.
      const where = secrets.length > 0 ? '--set' : `--set ${entry}`;
      problems.push({ where, what: messages.getMessage('parameter.notNameValue') });
    } else if (secrets.includes(name)) {
      pairs.set(name, '');
      if (value !== STDIN) refused.add(name);
    } else if (pairs.has(name) && pairs.get(name) !== value) {
      // One of the values may be something else, which is not repeated.
      problems.push({ where: '--set', what: messages.getMessage('parameter.twice', [name]) });
    } else {
      pairs.set(name, value);
    }
  }
  // The value of a secret is not repeated.
  const refusals = [...refused].map((name) => ({
    where: `--set ${name}`,
    what: messages.getMessage('secret.set', [secretVariable(name), name]),
  }));
  return { pairs, problems: [...problems, ...refusals] };
};

const missing = ({ name, help, example }: Parameter): string =>
  example
    ? messages.getMessage('parameter.missing.example', [help, `--set ${name}`, example])
    : messages.getMessage('parameter.missing', [help]);

/** The values of parameters that were given, and what is wrong with them. */
const checkGiven = (
  template: Template,
  pairs: Map<string, string>
): { values: ParameterValues; problems: Problem[] } => {
  const values: ParameterValues = {};
  const problems: Problem[] = [];
  for (const [name, text] of pairs) {
    const parameter = template.parameters.find((known) => known.name === name);
    const { value, wrong } = parameter
      ? checkValue(parameter, text)
      : { value: undefined, wrong: unknownParameter(name, template) };
    if (wrong === undefined) values[name] = value;
    else problems.push({ where: parameter ? `--set ${name}` : '--set', what: wrong });
  }
  return { values, problems };
};

/** All values: those given, the others' defaults, or the problem that they are missing. */
const fillRest = (
  parameters: Parameter[],
  given: ParameterValues
): { values: ParameterValues; problems: Problem[]; missing: string[] } => {
  const preset = Object.fromEntries(
    parameters.flatMap((parameter) => {
      const value = parameter.default === undefined ? undefined : checkValue(parameter, parameter.default).value;
      return value === undefined ? [] : [[parameter.name, value]];
    })
  );
  const values = { ...preset, ...given };
  const lacking = parameters.filter(
    (parameter) => parameter.required && parameter.default === undefined && holds(parameter.when, values)
  );
  const problems = lacking.map((parameter) => ({ where: `--set ${parameter.name}`, what: missing(parameter) }));
  return { values, problems, missing: lacking.map(({ name }) => name) };
};

/**
 * The values of a template's parameters, except for secrets, from what `--set` was given and from defaults.
 *
 * @returns with the names of parameters that were given and are wrong, and of those that must be given and are not
 * @param given `name=value`, as typed; an empty value is none, since scripts write `--set name=$NAME`
 */
export const fillParameters = (
  template: Template | undefined,
  given: string[]
): { values: ParameterValues; problems: Problem[]; wrong: string[]; missing: string[] } => {
  if (!template) {
    const problems = given.length > 0 ? [{ where: '--set', what: messages.getMessage('parameter.noTemplate') }] : [];
    return { values: {}, problems, wrong: [], missing: [] };
  }
  const open = template.parameters.filter(({ type }) => type !== 'secret');
  const secrets = template.parameters.filter(({ type }) => type === 'secret').map(({ name }) => name);
  const { pairs, problems } = split(given, secrets);
  const filled = new Map([...pairs].filter(([, text]) => text !== ''));
  const checked = checkGiven(template, filled);
  const rest = fillRest(
    open.filter(({ name }) => !filled.has(name)),
    checked.values
  );
  return {
    values: rest.values,
    problems: [...problems, ...checked.problems, ...rest.problems],
    wrong: [...filled.keys()].filter((name) => !Object.hasOwn(checked.values, name)),
    missing: rest.missing,
  };
};
