import { sep } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { loadCertificate } from '../definition/certificates.js';
import { inputReader } from '../definition/inputs.js';
import { problemsError } from '../definition/problems.js';
import { shownAs, STDIN, type ReadText } from '../definition/sources.js';
import { suggest } from '../definition/suggest.js';
import { builtInFile, builtInNames } from './builtIn.js';
import { parseTemplate, type ParsedTemplate, type Template } from './template.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'templates');

const readTemplate = async (path: string, shown: string, readText: ReadText): Promise<ParsedTemplate> => {
  try {
    return parseTemplate(await readText(path), path, shown);
  } catch (error) {
    const what = messages.getMessage('unreadable', [(error as NodeJS.ErrnoException).code ?? String(error)]);
    return { template: undefined, problems: [{ where: shown, what }] };
  }
};

const withCertificate = async (parsed: ParsedTemplate, readText: ReadText): Promise<ParsedTemplate> => {
  if (!parsed.template) return parsed;
  const { body, file, locate } = parsed.template;
  const problems = await loadCertificate(body, file, locate, readText);
  return problems.length === 0 ? parsed : { template: undefined, problems };
};

const isPath = (nameOrPath: string): boolean =>
  nameOrPath === STDIN || nameOrPath.includes('/') || nameOrPath.includes(sep) || /\.(ya?ml|json)$/i.test(nameOrPath);

/**
 * Finds a template by the name of a built-in one or by path (`-`: stdin), reads it once, and checks it: all that is wrong
 * with it comes back.
 */
export const findTemplate = async (nameOrPath: string, readText: ReadText = inputReader()): Promise<ParsedTemplate> => {
  if (isPath(nameOrPath))
    return withCertificate(await readTemplate(nameOrPath, shownAs(nameOrPath), readText), readText);
  const names = await builtInNames();
  if (names.includes(nameOrPath)) return readTemplate(builtInFile(nameOrPath), `${nameOrPath}.yaml`, inputReader());
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
export const getTemplate = async (nameOrPath: string, readText?: ReadText): Promise<Template> => {
  const { template, problems } = await findTemplate(nameOrPath, readText);
  if (!template) throw problemsError(problems);
  return template;
};
