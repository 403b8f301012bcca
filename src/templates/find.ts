import { sep } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { loadCertificate } from '../definition/certificates.js';
import { parseYaml, type ParsedDocument } from '../definition/document.js';
import { inputReader } from '../definition/inputs.js';
import { problemsError, valueIn, type Problem } from '../definition/problems.js';
import { shownAs, STDIN, type ReadText } from '../definition/sources.js';
import { suggest } from '../definition/suggest.js';
import type { SettingPath } from '../settings/table.js';
import { extendTemplate } from './extend.js';
import { isUsers, namedTemplates, type NamedTemplate } from './places.js';
import { referencesIn } from './references.js';
import { toTemplate, type ParsedTemplate, type Template } from './template.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'templates');

const CERTIFICATE = 'oauth.flows.jwtBearer.certificate' satisfies SettingPath;

type Found<T> = { found: T; problems: [] } | { found: undefined; problems: Problem[] };

const failed = (where: string, what: string): { found: undefined; problems: Problem[] } => ({
  found: undefined,
  problems: [{ where, what }],
});

const isPath = (nameOrPath: string): boolean =>
  nameOrPath === STDIN || nameOrPath.includes('/') || nameOrPath.includes(sep) || /\.(ya?ml|json)$/i.test(nameOrPath);

/** What to call a template's file in what is said of it. */
const shownFile = ({ origin, name, file }: NamedTemplate): string => (origin === 'builtIn' ? `${name}.yaml` : file);

type IsMeant = (template: NamedTemplate) => boolean;

/** What a user has installed means the same in every folder: no project's template counts. */
const isOfNoProject: IsMeant = ({ origin }) => origin !== 'project';

/** The template of a name. Two of the same name are none: which one is meant, nobody can tell. */
const findNamed = async (name: string, where: string, isMeant: IsMeant = () => true): Promise<Found<NamedTemplate>> => {
  const all = (await namedTemplates()).filter(isMeant);
  const [found, ...others] = all.filter((template) => template.name === name);
  if (others.length > 0) {
    const files = [found, ...others].map(({ origin, file }) =>
      origin === 'builtIn' ? messages.getMessage('builtIn') : file
    );
    return failed(where, messages.getMessage('ambiguousTemplate', [name, files.join(', ')]));
  }
  if (found) return { found, problems: [] };
  const meant = suggest(
    name,
    all.map((template) => template.name)
  );
  const [key, ...tokens] = meant ? ['unknownTemplate.didYouMean', name, meant] : ['unknownTemplate', name];
  return failed(where, messages.getMessage(key, tokens));
};

/** A file to read, and what to call it. */
interface Place {
  file: string;
  shown: string;
}

const readFile = async ({ file, shown }: Place, readText: ReadText): Promise<Found<ParsedDocument>> => {
  try {
    const { document, problems } = parseYaml(await readText(file), shown);
    return document ? { found: document, problems: [] } : { found: undefined, problems };
  } catch (error) {
    return failed(shown, messages.getMessage('unreadable', [(error as NodeJS.ErrnoException).code ?? String(error)]));
  }
};

/**
 * What a template's file holds, with all that it takes from others.
 *
 * @param chain the files that led here, each of which extends the next one
 */
const readDocument = async (place: Place, readText: ReadText, chain: string[] = []): Promise<Found<ParsedDocument>> => {
  const own = await readFile(place, readText);
  const base = own.found?.content.extends;
  if (typeof base !== 'string' || own.found === undefined) return own;
  const where = own.found.locate(['extends']);
  const named = await findNamed(base, where, isUsers(place.file) ? isOfNoProject : undefined);
  if (!named.found) return named;
  const next = { file: named.found.file, shown: shownFile(named.found) };
  const files = [...chain, place.file];
  if (files.includes(next.file)) return failed(where, messages.getMessage('invalid.extendsItself', [base]));
  const extended = await readDocument(next, inputReader(), files);
  return extended.found ? { found: extendTemplate(own.found, extended.found), problems: [] } : extended;
};

const withCertificate = async (parsed: ParsedTemplate, readText: ReadText): Promise<ParsedTemplate> => {
  if (!parsed.template) return parsed;
  const { body, file, locate } = parsed.template;
  // One that a parameter names is read with the parameter.
  if (referencesIn(valueIn(body, CERTIFICATE.split('.'))).length > 0) return parsed;
  const problems = await loadCertificate(body, file, locate, readText);
  return problems.length === 0 ? parsed : { template: undefined, problems };
};

const readTemplate = async (place: Place, readText: ReadText): Promise<ParsedTemplate> => {
  const { found, problems } = await readDocument(place, readText);
  if (!found) return { template: undefined, problems };
  return withCertificate(toTemplate(found, place.file), readText);
};

/**
 * Finds a template by name (a built-in one, one of the project, or the user's) or by path (`-`: stdin), reads it once,
 * and checks it: all that is wrong with it comes back.
 */
export const findTemplate = async (nameOrPath: string, readText: ReadText = inputReader()): Promise<ParsedTemplate> => {
  if (isPath(nameOrPath)) return readTemplate({ file: nameOrPath, shown: shownAs(nameOrPath) }, readText);
  const { found, problems } = await findNamed(nameOrPath, '--template');
  if (!found) return { template: undefined, problems };
  return readTemplate({ file: found.file, shown: shownFile(found) }, inputReader());
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
