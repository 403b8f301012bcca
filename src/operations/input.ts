import { readFile } from 'node:fs/promises';
import { Messages } from '@salesforce/core/messages';
import { set } from '@salesforce/kit';
import { loadCertificate } from '../definition/certificates.js';
import { parseYaml } from '../definition/document.js';
import { formatPath, type Locate, type Problem } from '../definition/problems.js';
import { checkPart, type CheckedPart, type PartialDefinition } from '../definition/schema.js';
import { findTemplate } from '../templates/find.js';
import { fillParameters, type ParameterValues } from '../templates/parameters.js';
import { fillSecrets, unreadSecrets } from '../templates/secrets.js';
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
  /** Values of the template's secret parameters that were typed or read from stdin; others are in the environment. */
  secrets?: Record<string, string>;
  /** Secrets are of no use here, so they are neither read nor missing. */
  withoutSecrets?: boolean;
}

/** The parts of a definition, read and each checked by itself; the template's awaits the org's facts. */
export interface AppParts {
  /** Absent where none was asked for, or the one asked for cannot be read. */
  template: Template | undefined;
  parameters: ParameterValues;
  /** Values of secret parameters: not to be shown, logged or written anywhere. */
  secrets: Record<string, string>;
  /** Secret parameters that are to be read from stdin, and are not yet. */
  unreadSecrets: string[];
  file: PartialDefinition;
  flags: PartialDefinition;
  problems: Problem[];
  /** Settings that were given, and wrong. */
  wrong: CheckedPart['wrong'];
  /** Parameters that were given, and wrong. */
  wrongParameters: string[];
  /** A template or file could not be read at all: what is missing may well be in there. */
  isUnread: boolean;
}

const NOTHING: CheckedPart = { value: {}, problems: [], wrong: [] };

const readText = async (file: string): Promise<{ text: string } | { problem: Problem }> => {
  try {
    return { text: await readFile(file, 'utf8') };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    return { problem: { where: file, what: messages.getMessage('unreadable', [code]) } };
  }
};

const readDefinitionFile = async (file: string): Promise<CheckedPart & { isUnread: boolean }> => {
  const read = await readText(file);
  if ('problem' in read) return { ...NOTHING, problems: [read.problem], isUnread: true };
  const { document, problems } = parseYaml(read.text, file);
  if (!document) return { ...NOTHING, problems, isUnread: true };
  const unread = await loadCertificate(document.content, file, document.locate);
  const checked = checkPart(document.content, document.locate);
  return { ...checked, problems: [...unread, ...checked.problems], isUnread: false };
};

const checkFlags = (flags: FlagSetting[]): CheckedPart => {
  const raw = {};
  for (const { path, value } of flags) if (value !== undefined) set(raw, path, value);
  const locate: Locate = (path) => {
    const dotted = formatPath(path);
    const given = flags.find((flag) => dotted === flag.path || dotted.startsWith(`${flag.path}[`));
    return `--${given?.flag ?? dotted}`;
  };
  return checkPart(raw, locate);
};

const readTemplate = async (nameOrPath: string): Promise<{ template: Template | undefined; problems: Problem[] }> => {
  const { template, problems } = await findTemplate(nameOrPath);
  return template
    ? { template, problems: await loadCertificate(template.body, template.file, template.locate) }
    : { template, problems };
};

const readSecrets = (
  template: Template | undefined,
  values: ParameterValues,
  input: AppInput
): ReturnType<typeof fillSecrets> =>
  input.withoutSecrets ? { secrets: {}, problems: [] } : fillSecrets(template, values, input, process.env);

/** Reads and checks all that the user gave, and collects everything that is wrong with it. */
export const readInput = async (input: AppInput): Promise<AppParts> => {
  const { template, definitionFile, parameters, flags } = input;
  const [found, file] = await Promise.all([
    template === undefined ? { template: undefined, problems: [] } : readTemplate(template),
    definitionFile === undefined ? { ...NOTHING, isUnread: false } : readDefinitionFile(definitionFile),
  ]);
  const given = checkFlags(flags);
  const isTemplateUnread = template !== undefined && !found.template;
  // Parameters of a template that cannot be read are not judged.
  const filled = isTemplateUnread
    ? { values: {}, problems: [], wrong: [] }
    : fillParameters(found.template, parameters);
  const secret = readSecrets(found.template, filled.values, input);
  return {
    template: found.template,
    parameters: filled.values,
    secrets: secret.secrets,
    unreadSecrets: unreadSecrets(found.template, filled.values, input),
    file: file.value,
    flags: given.value,
    problems: [...found.problems, ...filled.problems, ...secret.problems, ...file.problems, ...given.problems],
    wrong: [...file.wrong, ...given.wrong],
    wrongParameters: filled.wrong,
    isUnread: isTemplateUnread || file.isUnread,
  };
};
