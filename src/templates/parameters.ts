import { Messages } from '@salesforce/core/messages';
import type { z } from 'zod';
import type { Problem } from '../definition/problems.js';
import { suggest } from '../definition/suggest.js';
import { email, ipRange, username } from '../definition/values.js';
import type { Parameter } from './schema.js';
import type { Template } from './template.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'templates');

export type ParameterValues = Record<string, string>;

type Checked = { value: string; wrong?: undefined } | { value?: undefined; wrong: string };

/** A base that paths are put behind: the path is kept, the trailing slash is cut. */
const checkUrl = (text: string): Checked => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url && /^https?:$/.test(url.protocol) && !text.includes('?') && !text.includes('#');
  return isPlain
    ? { value: `${url.origin}${url.pathname}`.replace(/\/+$/, '') }
    : { wrong: messages.getMessage('parameter.url') };
};

const checkWith = (schema: z.ZodType, text: string): Checked => {
  const result = schema.safeParse(text);
  return result.success ? { value: text } : { wrong: result.error.issues[0].message };
};

const checkValue = ({ type, choices = [], pattern }: Parameter, text: string): Checked => {
  if (pattern && !new RegExp(pattern, 'u').test(text)) {
    return { wrong: messages.getMessage('parameter.pattern', [pattern]) };
  }
  switch (type) {
    case 'url':
      return checkUrl(text);
    case 'ip-range':
      return checkWith(ipRange, text);
    case 'email':
      return checkWith(email, text);
    case 'username':
      return checkWith(username, text);
    case 'choice':
      return choices.includes(text)
        ? { value: text }
        : { wrong: messages.getMessage('parameter.choice', [choices.join(', ')]) };
    default:
      return { value: text };
  }
};

const unknownParameter = (name: string, template: Template): string => {
  const known = template.parameters.map((parameter) => parameter.name);
  if (known.length === 0) return messages.getMessage('parameter.none', [template.name]);
  const meant = suggest(name, known);
  return meant
    ? messages.getMessage('parameter.unknown.didYouMean', [template.name, name, meant])
    : messages.getMessage('parameter.unknown', [template.name, name, known.join(', ')]);
};

/** Splits what `--set` was given; a name given twice with two values is a contradiction. */
const split = (given: string[]): { pairs: Map<string, string>; problems: Problem[] } => {
  const pairs = new Map<string, string>();
  const problems: Problem[] = [];
  for (const entry of given) {
    const [, name, value] = /^([^=]+)=(.*)$/su.exec(entry) ?? [];
    if (name === undefined) {
      problems.push({ where: `--set ${entry}`, what: messages.getMessage('parameter.notNameValue') });
    } else if (pairs.has(name) && pairs.get(name) !== value) {
      const tokens = [name, String(pairs.get(name)), value];
      problems.push({ where: '--set', what: messages.getMessage('parameter.twice', tokens) });
    } else {
      pairs.set(name, value);
    }
  }
  return { pairs, problems };
};

const missing = ({ name, help, example }: Parameter): string =>
  example
    ? messages.getMessage('parameter.missing.example', [help.trim(), `--set ${name}`, example])
    : messages.getMessage('parameter.missing', [help.trim()]);

/**
 * The values of a template's parameters, from what `--set` was given and from defaults.
 *
 * @param given `name=value`, as typed
 */
export const fillParameters = (
  template: Template | undefined,
  given: string[]
): { values: ParameterValues; problems: Problem[] } => {
  if (!template) {
    const problems = given.length > 0 ? [{ where: '--set', what: messages.getMessage('parameter.noTemplate') }] : [];
    return { values: {}, problems };
  }
  const { pairs, problems } = split(given);
  const values: ParameterValues = {};
  for (const [name, text] of pairs) {
    const parameter = template.parameters.find((known) => known.name === name);
    const { value, wrong } = parameter
      ? checkValue(parameter, text)
      : { value: undefined, wrong: unknownParameter(name, template) };
    if (wrong === undefined) values[name] = value;
    else problems.push({ where: parameter ? `--set ${name}` : '--set', what: wrong });
  }
  for (const parameter of template.parameters) {
    if (pairs.has(parameter.name)) continue;
    if (parameter.default !== undefined) values[parameter.name] = parameter.default;
    else if (parameter.required) problems.push({ where: `--set ${parameter.name}`, what: missing(parameter) });
  }
  return { values, problems };
};
