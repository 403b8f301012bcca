import { readFile } from 'node:fs/promises';
import { Messages } from '@salesforce/core/messages';
import { set } from '@salesforce/kit';
import { loadCertificate } from '../definition/certificates.js';
import { parseYaml, type ParsedDocument } from '../definition/document.js';
import { check, formatPath, type Locate, type Problem } from '../definition/problems.js';
import { definitionSchema, type PartialDefinition } from '../definition/schema.js';
import { findTemplate } from '../templates/find.js';
import { fillParameters, type ParameterValues } from '../templates/parameters.js';
import type { Template } from '../templates/template.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'templates');

/** A setting given by a flag. */
export interface FlagSetting {
  flag: string;
  /** Path in the definition, or `name`. */
  path: string;
  value: unknown;
}

/** What the user gave to describe an app, not yet read. */
export interface AppInput {
  /** Name of a built-in template, or path. */
  template?: string;
  /** Path. */
  definitionFile?: string;
  /** `name=value`, for the template's parameters. */
  parameters: string[];
  flags: FlagSetting[];
}

/** The parts of a definition, read and each checked by itself; the template's awaits the org's facts. */
export interface AppParts {
  template: Template | undefined;
  parameters: ParameterValues;
  file: PartialDefinition;
  flags: PartialDefinition;
  problems: Problem[];
}

const readDefinitionFile = async (file: string): Promise<{ value: PartialDefinition; problems: Problem[] }> => {
  const read = async (): Promise<string | Problem> => {
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? String(error);
      return { where: file, what: messages.getMessage('unreadable', [code]) };
    }
  };
  const text = await read();
  if (typeof text !== 'string') return { value: {}, problems: [text] };
  const { document, problems } = parseYaml(text, file);
  return document ? checkFile(document, file) : { value: {}, problems };
};

const checkFile = async (
  { content, locate }: ParsedDocument,
  file: string
): Promise<{ value: PartialDefinition; problems: Problem[] }> => {
  const unread = await loadCertificate(content, file, locate);
  const { value = {}, problems } = check(definitionSchema, content, locate);
  return { value, problems: [...unread, ...problems] };
};

const checkFlags = (flags: FlagSetting[]): { value: PartialDefinition; problems: Problem[] } => {
  const raw = {};
  for (const { path, value } of flags) if (value !== undefined) set(raw, path, value);
  const locate: Locate = (path) => {
    const dotted = formatPath(path);
    return `--${flags.find((given) => dotted === given.path || dotted.startsWith(`${given.path}[`))?.flag ?? dotted}`;
  };
  const { value = {}, problems } = check(definitionSchema, raw, locate);
  return { value, problems };
};

const readTemplate = async (nameOrPath: string): Promise<{ template: Template | undefined; problems: Problem[] }> => {
  const { template, problems } = await findTemplate(nameOrPath);
  return template
    ? { template, problems: await loadCertificate(template.body, template.file, template.locate) }
    : { template, problems };
};

/** Reads and checks all that the user gave, and collects everything that is wrong with it. */
export const readInput = async ({ template, definitionFile, parameters, flags }: AppInput): Promise<AppParts> => {
  const [found, file] = await Promise.all([
    template === undefined ? { template: undefined, problems: [] } : readTemplate(template),
    definitionFile === undefined ? { value: {}, problems: [] } : readDefinitionFile(definitionFile),
  ]);
  const given = checkFlags(flags);
  // Parameters of a template that cannot be read are not judged.
  const filled =
    template !== undefined && !found.template
      ? { values: {}, problems: [] }
      : fillParameters(found.template, parameters);
  return {
    template: found.template,
    parameters: filled.values,
    file: file.value,
    flags: given.value,
    problems: [...found.problems, ...filled.problems, ...file.problems, ...given.problems],
  };
};
