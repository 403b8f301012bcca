import { readFile } from 'node:fs/promises';
import { sep } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { problemsError, type Problem } from '../definition/problems.js';
import { suggest } from '../definition/suggest.js';
import { builtInFile, builtInNames } from './builtIn.js';
import { parseTemplate, type Template } from './template.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'templates');

export type FoundTemplate = { template: Template; problems: [] } | { template: undefined; problems: Problem[] };

const readTemplate = async (file: string, shown: string): Promise<FoundTemplate> => {
  try {
    return parseTemplate(await readFile(file, 'utf8'), file, shown);
  } catch (error) {
    const what = messages.getMessage('unreadable', [(error as NodeJS.ErrnoException).code ?? String(error)]);
    return { template: undefined, problems: [{ where: shown, what }] };
  }
};

const isPath = (nameOrPath: string): boolean =>
  nameOrPath.includes('/') || nameOrPath.includes(sep) || /\.(ya?ml|json)$/i.test(nameOrPath);

/** Finds a template by the name of a built-in one or by path. */
export const findTemplate = async (nameOrPath: string): Promise<FoundTemplate> => {
  if (isPath(nameOrPath)) return readTemplate(nameOrPath, nameOrPath);
  const names = await builtInNames();
  if (names.includes(nameOrPath)) return readTemplate(builtInFile(nameOrPath), `${nameOrPath}.yaml`);
  const meant = suggest(nameOrPath, names);
  const all = names.join(', ');
  const what = meant
    ? messages.getMessage('unknownTemplate.didYouMean', [nameOrPath, meant, all])
    : messages.getMessage('unknownTemplate', [nameOrPath, all]);
  return { template: undefined, problems: [{ where: '--template', what }] };
};

/**
 * A template by name or path.
 *
 * @throws SfError `InvalidInputError` where there is none, or it is wrong
 */
export const getTemplate = async (nameOrPath: string): Promise<Template> => {
  const { template, problems } = await findTemplate(nameOrPath);
  if (!template) throw problemsError(problems);
  return template;
};
