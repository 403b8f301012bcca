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

const readTemplate = async (file: string, shown: string, readText: ReadText): Promise<FoundTemplate> => {
  try {
    return parseTemplate(await readText(file), file, shown);
  } catch (error) {
    const what = messages.getMessage('unreadable', [(error as NodeJS.ErrnoException).code ?? String(error)]);
    return { template: undefined, problems: [{ where: shown, what }] };
  }
};

/** Reads the text of a file; `-` is stdin where the reader knows it. */
export type ReadText = (file: string) => Promise<string>;

const fromDisk: ReadText = (file) => readFile(file, 'utf8');

/** What stands in the place of a path where the text comes from stdin. */
export const STDIN_PATH = '-';

const isPath = (nameOrPath: string): boolean =>
  nameOrPath === STDIN_PATH ||
  nameOrPath.includes('/') ||
  nameOrPath.includes(sep) ||
  /\.(ya?ml|json)$/i.test(nameOrPath);

/** Finds a template by the name of a built-in one or by path. */
export const findTemplate = async (nameOrPath: string, readText: ReadText = fromDisk): Promise<FoundTemplate> => {
  if (isPath(nameOrPath)) {
    return readTemplate(nameOrPath, nameOrPath === STDIN_PATH ? 'stdin' : nameOrPath, readText);
  }
  const names = await builtInNames();
  if (names.includes(nameOrPath)) return readTemplate(builtInFile(nameOrPath), `${nameOrPath}.yaml`, fromDisk);
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
