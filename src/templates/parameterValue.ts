import { readFileSync, statSync } from 'node:fs';
import { Messages } from '@salesforce/core/messages';
import type { z } from 'zod';
import { certificatesIn } from '../definition/certificates.js';
import { email, ipRange, username } from '../settings/values.js';
import { compilePattern } from './pattern.js';
import type { Parameter } from './schema.js';
import { joinValues, splitValues } from './when.js';

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

/** The certificate in a file, as seen from the current folder. Nothing of what is wrong with it is repeated. */
const checkCertificate = (path: string): Checked => {
  try {
    if (path.trimStart().startsWith('-----')) return toCertificates(path);
    // What is no file may never come to an end, and is there once.
    if (!statSync(path).isFile()) return { wrong: messages.getMessage('parameter.noFile') };
    return toCertificates(readFileSync(path, 'utf8'));
  } catch (error) {
    return { wrong: messages.getMessage('parameter.certificateFile', [(error as NodeJS.ErrnoException).code]) };
  }
};

const toCertificates = (pem: string): Checked => {
  const value = certificatesIn(pem);
  return value === undefined ? { wrong: messages.getMessage('parameter.certificate') } : { value };
};

const checkWith = (schema: z.ZodType, text: string): Checked => {
  const result = schema.safeParse(text);
  return result.success ? { value: text } : { wrong: result.error.issues[0].message };
};

const checkChoice = (text: string, choices: string[], isOfSeveral: boolean): Checked => {
  const given = isOfSeveral ? splitValues(text) : [text];
  if (given.length > 0 && given.every((one) => choices.includes(one))) return { value: joinValues(given) };
  const key = isOfSeveral ? 'parameter.choices' : 'parameter.choice';
  return { wrong: messages.getMessage(key, [choices.join(', ')]) };
};

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY|PRIVATE KEY-----/;

/** What no value may be, whatever its type. */
const refuse = ({ pattern }: Parameter, text: string): Checked | undefined => {
  // Values are repeated where a command is told: a key is none, whatever was asked for.
  if (PRIVATE_KEY.test(text)) return { wrong: messages.getMessage('parameter.privateKey') };
  const isOfForm = pattern === undefined || compilePattern(pattern)?.matches(text) === true;
  return isOfForm ? undefined : { wrong: messages.getMessage('parameter.pattern', [pattern]) };
};

/** The value of a parameter as it goes into the template, or what is wrong with it. */
export const checkValue = (parameter: Parameter, text: string): Checked =>
  refuse(parameter, text) ?? checkOfType(parameter, text);

const checkOfType = ({ type, choices = [], several = false }: Parameter, text: string): Checked => {
  switch (type) {
    case 'url':
      return checkUrl(text);
    case 'ip-range':
      return checkWith(ipRange, text);
    case 'email':
      return checkWith(email, text);
    case 'username':
      return checkWith(username, text);
    case 'certificate':
      return checkCertificate(text);
    case 'choice':
      return checkChoice(text, choices, several);
    default:
      return { value: text };
  }
};

/** What is wrong with the value that a template itself gives a parameter. */
export const checkDefault = (parameter: Parameter): string | undefined =>
  parameter.default === undefined ? undefined : checkValue(parameter, parameter.default).wrong;
