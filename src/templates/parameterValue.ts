import { Messages } from '@salesforce/core/messages';
import type { z } from 'zod';
import { email, ipRange, username } from '../settings/values.js';
import { compilePattern } from './pattern.js';
import type { Parameter } from './schema.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'templates');

/** Parameter → its value, as it goes into the template. */
export type ParameterValues = Record<string, string>;

type Checked = { value: string; wrong?: undefined } | { value?: undefined; wrong: string };

/** A base that paths are put behind: the path is kept, the trailing slash is cut. */
const checkUrl = (text: string): Checked => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url && /^https?:$/.test(url.protocol) && !/[?#]/.test(text) && !url.username && !url.password;
  return isPlain
    ? { value: `${url.origin}${url.pathname}`.replace(/\/+$/, '') }
    : { wrong: messages.getMessage('parameter.url') };
};

const checkWith = (schema: z.ZodType, text: string): Checked => {
  const result = schema.safeParse(text);
  return result.success ? { value: text } : { wrong: result.error.issues[0].message };
};

/** The value of a parameter as it goes into the template, or what is wrong with it. */
export const checkValue = ({ type, choices = [], pattern }: Parameter, text: string): Checked => {
  if (pattern !== undefined && compilePattern(pattern)?.matches(text) !== true) {
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

/** What is wrong with the value that a template itself gives a parameter. */
export const checkDefault = (parameter: Parameter): string | undefined =>
  parameter.default === undefined ? undefined : checkValue(parameter, parameter.default).wrong;
