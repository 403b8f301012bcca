import { Messages } from '@salesforce/core/messages';
import { set } from '@salesforce/kit';
import { keepSecret } from './knownSecrets.js';
import { loadCertificate } from '../definition/certificates.js';
import { parseYaml, type ParsedDocument } from '../definition/document.js';
import { inputReader, type InputOptions, type Stdin } from '../definition/inputs.js';
import { formatPath, type Locate, type Problem } from '../definition/problems.js';
import { checkPart, type CheckedPart } from '../definition/schema.js';
import { shownAs, STDIN, type ReadText } from '../definition/sources.js';
import type { SettingPath } from '../settings/table.js';
import { findTemplate } from '../templates/find.js';
import { fillParameters } from '../templates/parameters.js';
import type { ParameterValues } from '../templates/parameterValue.js';
import type { Parameter } from '../templates/schema.js';
import { fillSecrets, unreadSecrets, warnOfFormerVariables } from '../templates/secrets.js';
import type { Template } from '../templates/template.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'templates');

/** A setting given by a flag, or answered at a terminal as if by one. */
export interface FlagSetting {
  flag: string;
  path: SettingPath | 'name';
  value: unknown;
}

/** What the user gave to describe an app, not yet read. */
export interface AppInput {
  /** Name of a built-in template, a path, or {@link STDIN}. */
  template?: string;
  /** A path, or {@link STDIN}. */
  definitionFile?: string;
  /** `name=value`, for the template's parameters. */
  parameters: string[];
  flags: FlagSetting[];
  /** Values of the template's secret parameters that were typed or read from stdin; others are in the environment. */
  secrets?: Record<string, string>;
  /** What a file about several apps says of this one, over template and definition file, in the place of flags. */
  settings?: ParsedDocument;
}

/** A part of a definition that was read from somewhere, and tells where in there each path stands. */
export interface ReadPart extends CheckedPart {
  locate: Locate;
  /** It could not be read at all: what is missing may well be in there. */
  isUnread: boolean;
}

/** What was read from outside, once. */
interface Sources {
  template: { template: Template | undefined; problems: Problem[] } | undefined;
  file: ReadPart;
  environment: NodeJS.ProcessEnv;
  /** Secrets are of no use here, so they are neither read nor missing. */
  withoutSecrets: boolean;
}

/**
 * What the user asked for, read: the template, the definition file, flags, answers and secrets, each part checked by
 * itself. One is made by {@link readRequest}, and changed by {@link withAnswers}; neither needs an org.
 */
export interface AppRequest {
  /** What was given, with all answers: what would be typed to ask for the same again. */
  input: AppInput;
  sources: Sources;
  /** Absent where none was asked for, or the one asked for cannot be read. */
  template: Template | undefined;
  parameters: ParameterValues;
  /** Values of secret parameters: not to be shown, logged or written anywhere. */
  secrets: Record<string, string>;
  /** Secret parameters that are to be read from stdin, and are not yet. */
  unreadSecrets: string[];
  file: ReadPart;
  flags: ReadPart;
  problems: Problem[];
  /** What should be said of how it was given. */
  warnings: string[];
  /** The template's parameters that must be given and are not, in the order in which it lists them. */
  missingParameters: Parameter[];
  /** Parameters that were given, and wrong. */
  wrongParameters: string[];
  /** A template or file could not be read at all. */
  isUnread: boolean;
}

const NOTHING: ReadPart = { value: {}, problems: [], wrong: [], refused: [], locate: formatPath, isUnread: false };

const readDefinitionFile = async (file: string, readText: ReadText): Promise<ReadPart> => {
  const shown = shownAs(file);
  const unread = (problems: Problem[]): ReadPart => ({ ...NOTHING, problems, isUnread: true });
  let content: string;
  try {
    content = await readText(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    return unread([{ where: shown, what: messages.getMessage('unreadable', [code]) }]);
  }
  const { document, problems } = parseYaml(content, shown);
  if (!document) return unread(problems);
  const wrongFiles = await loadCertificate(document.content, file, document.locate, readText);
  const checked = checkPart(document.content, document.locate);
  return { ...NOTHING, ...checked, problems: [...wrongFiles, ...checked.problems], locate: document.locate };
};

const checkFlags = (flags: FlagSetting[]): ReadPart => {
  const raw = {};
  for (const { path, value } of flags) if (value !== undefined) set(raw, path, value);
  const locate: Locate = (path) => {
    const dotted = formatPath(path);
    const given = flags.find((flag) => dotted === flag.path || dotted.startsWith(`${flag.path}[`));
    return `--${given?.flag ?? dotted}`;
  };
  return { ...NOTHING, ...checkPart(raw, locate), locate };
};

const checkGiven = ({ flags, settings }: AppInput): ReadPart => {
  if (!settings) return checkFlags(flags);
  const { content, locate } = settings;
  return { ...NOTHING, ...checkPart(content, locate), locate };
};

/** What was given, checked against what was read. */
const check = (input: AppInput, sources: Sources): AppRequest => {
  const { file, withoutSecrets, environment } = sources;
  const template = sources.template?.template;
  const flags = checkGiven(input);
  const isTemplateUnread = sources.template !== undefined && !template;
  // Parameters of a template that cannot be read are not judged.
  const filled = isTemplateUnread
    ? { values: {}, problems: [], wrong: [], missing: [] }
    : fillParameters(template, input.parameters);
  const secret = withoutSecrets
    ? { secrets: {}, problems: [], missing: [] }
    : fillSecrets(template, filled.values, input, environment);
  Object.values(secret.secrets).forEach(keepSecret);
  const missing = [...filled.missing, ...secret.missing];
  return {
    input,
    sources,
    template,
    parameters: filled.values,
    secrets: secret.secrets,
    unreadSecrets: withoutSecrets ? [] : unreadSecrets(template, filled.values, input),
    file,
    flags,
    problems: [
      ...(sources.template?.problems ?? []),
      ...filled.problems,
      ...secret.problems,
      ...file.problems,
      ...flags.problems,
    ],
    warnings: withoutSecrets ? [] : warnOfFormerVariables(template, filled.values, input, environment),
    missingParameters: template?.parameters.filter(({ name }) => missing.includes(name)) ?? [],
    wrongParameters: filled.wrong,
    isUnread: isTemplateUnread || file.isUnread,
  };
};

/** For the one thing that is to come from stdin; a person's keyboard is no file. */
const refuseTerminal =
  ({ isTTY }: Stdin, readText: ReadText): ReadText =>
  async (file) => {
    if (file === STDIN && isTTY)
      throw Object.assign(new Error('stdin is a terminal'), { code: messages.getMessage('stdin.terminal') });
    return readText(file);
  };

/** What is to come from stdin, as it is written on the command line. */
const stdinPlaces = ({ input, unreadSecrets: secrets }: AppRequest): string[] => [
  ...(input.template === STDIN ? [`--template ${STDIN}`] : []),
  ...(input.definitionFile === STDIN ? [`--definition-file ${STDIN}`] : []),
  ...secrets.map((name) => `--set ${name}=${STDIN}`),
];

/** The one secret that is to come from stdin. At a terminal nothing is read: it may be typed. */
const withSecretFromStdin = async (request: AppRequest, { isTTY }: Stdin, readText: ReadText): Promise<AppRequest> => {
  const [name] = request.unreadSecrets;
  if (isTTY) return request;
  const value = (await readText(STDIN)).replace(/\r?\n$/, '');
  return withAnswers(request, { secrets: { [name]: value } });
};

/** Reads template and definition file, side by side; from stdin at most one of them. */
const readFiles = async (
  { template, definitionFile }: AppInput,
  readText: ReadText
): Promise<Pick<Sources, 'template' | 'file'>> => {
  if (template === STDIN && definitionFile === STDIN) return { template: undefined, file: NOTHING };
  const [found, file] = await Promise.all([
    template === undefined ? undefined : findTemplate(template, readText),
    definitionFile === undefined ? NOTHING : readDefinitionFile(definitionFile, readText),
  ]);
  return { template: found, file };
};

export interface ReadOptions extends InputOptions {
  environment?: NodeJS.ProcessEnv;
  /** Secrets are of no use, so they are not read, and not missing. */
  withoutSecrets?: boolean;
}

/** Reads all that the user gave, each file and stdin once, and collects everything that is wrong with it. */
export const readRequest = async (
  input: AppInput,
  { stdin = process.stdin, environment = process.env, withoutSecrets = false, ...waiting }: ReadOptions = {}
): Promise<AppRequest> => {
  const readText = inputReader({ stdin, ...waiting });
  const sources = await readFiles(input, refuseTerminal(stdin, readText));
  const request = check(input, { ...sources, environment, withoutSecrets });
  const places = stdinPlaces(request);
  if (places.length === 1)
    return request.unreadSecrets.length === 1 ? withSecretFromStdin(request, stdin, readText) : request;
  // Of secrets alone it is said where they belong instead.
  if (places.length === request.unreadSecrets.length) return request;
  const problem = { where: places.join(', '), what: messages.getMessage('stdin.once') };
  // What is missing may well be in what was not read.
  return { ...request, problems: [problem], isUnread: true };
};

/** What a person answered; what was given before stands, unless it is said anew. */
export interface Answers {
  parameters?: string[];
  secrets?: Record<string, string>;
  flags?: FlagSetting[];
}

/** The request with answers over it, checked anew without reading anything again. */
export const withAnswers = (
  { input, sources }: AppRequest,
  { parameters = [], secrets, flags = [] }: Answers
): AppRequest => {
  const kept = input.flags.filter(({ path }) => !flags.some((answered) => answered.path === path));
  return check(
    {
      ...input,
      parameters: [...input.parameters, ...parameters],
      flags: [...kept, ...flags],
      ...(secrets && { secrets: { ...input.secrets, ...secrets } }),
    },
    sources
  );
};

/** Of the same template and definition file, the request of somebody who gives something else with them. */
export const requestAnew = (
  { sources }: AppRequest,
  input: AppInput,
  given: Pick<Sources, 'environment' | 'withoutSecrets'>
): AppRequest => check(input, { ...sources, ...given });

/** The request with a built-in template that a person chose, which is read now. */
export const withTemplate = async ({ input, sources }: AppRequest, template: string): Promise<AppRequest> =>
  check({ ...input, template }, { ...sources, template: await findTemplate(template) });
