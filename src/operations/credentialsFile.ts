import { parseEnv } from 'node:util';
import { Messages } from '@salesforce/core/messages';
import { parseYaml } from '../definition/document.js';
import { shownAs, type ReadText } from '../definition/sources.js';
import { USUAL_VARIABLES, type VariableNames } from '../definition/credentialFormats.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.test');

/** Key and secret as a client has them. */
export interface GivenCredentials {
  consumerKey?: string;
  consumerSecret: string;
}

const isYaml = (text: string): boolean => /^\s*(\{|name:|consumer(Key|Secret):)/.test(text);

const entriesOf = (text: string): Record<string, unknown> =>
  isYaml(text) ? (parseYaml(text, '').document?.content ?? {}) : parseEnv(text);

const textAt = (entries: Record<string, unknown>, ...names: string[]): string | undefined =>
  names.map((name) => entries[name]).find((value): value is string => typeof value === 'string' && value !== '');

/**
 * Key and secret from a file that they were handed over to, as variables, JSON or YAML.
 *
 * @throws SfError `NoSecretInFileError`, which repeats nothing of the file
 */
export const readCredentialsFile = async (
  file: string,
  readText: ReadText,
  variables: VariableNames = USUAL_VARIABLES
): Promise<GivenCredentials> => {
  const entries = entriesOf(await readText(file));
  const consumerSecret = textAt(entries, variables.consumerSecret, 'consumerSecret');
  if (consumerSecret === undefined) throw messages.createError('error.noSecretInFile', [shownAs(file)]);
  return { consumerKey: textAt(entries, variables.consumerKey, 'consumerKey'), consumerSecret };
};
