import { Messages } from '@salesforce/core/messages';
import type { Problem } from '../definition/problems.js';
import { STDIN } from '../definition/sources.js';
import type { ParameterValues } from './parameterValue.js';
import type { Parameter } from './schema.js';
import type { Template } from './template.js';
import { holds } from './when.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'templates');

const variable = (prefix: string, name: string): string =>
  `${prefix}${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

/**
 * The environment variable that holds a secret parameter's value: `jiraPassword` → `ECA_SECRET_JIRA_PASSWORD`. Not one
 * that begins with SF_: with SF_LOG_LEVEL=debug every sf command writes those into its log.
 */
export const secretVariable = (name: string): string => variable('ECA_SECRET_', name);

/** The name that it had before, and is still read by for one version. */
const formerVariable = (name: string): string => variable('SF_ECA_', name);

/** What was given of secrets; what the operations call their input has it. */
interface GivenSecrets {
  /** Values that were typed at a terminal or read from stdin. */
  secrets?: Record<string, string>;
  /** `name=value`, as `--set` takes it. */
  parameters: string[];
}

const isFromStdin = (name: string, { parameters }: GivenSecrets): boolean => parameters.includes(`${name}=${STDIN}`);

/** A value that was given stands over the environment's, and so does the wish to give one; an empty one is none. */
export const findSecret = (name: string, given: GivenSecrets, environment: NodeJS.ProcessEnv): string | undefined => {
  const inEnvironment = environment[secretVariable(name)] ?? environment[formerVariable(name)];
  const elsewhere = isFromStdin(name, given) ? undefined : inEnvironment;
  const value = given.secrets?.[name] ?? elsewhere;
  return value === '' ? undefined : value;
};

const secretParameters = (template: Template | undefined, values: ParameterValues): Parameter[] =>
  (template?.parameters ?? []).filter(({ type, when }) => type === 'secret' && holds(when, values));

/**
 * The secret parameters that nobody has read from stdin yet.
 *
 * @param values of the other parameters, which tell whether a secret is wanted at all
 */
export const unreadSecrets = (template: Template | undefined, values: ParameterValues, given: GivenSecrets): string[] =>
  secretParameters(template, values)
    .map(({ name }) => name)
    .filter((name) => isFromStdin(name, given) && given.secrets?.[name] === undefined);

const missing = ({ name, help }: Parameter, given: GivenSecrets): Problem =>
  isFromStdin(name, given)
    ? { where: `--set ${name}=${STDIN}`, what: messages.getMessage('secret.emptyStdin', [help]) }
    : { where: name, what: messages.getMessage('secret.missing', [help, secretVariable(name), name]) };

/** What scripts put in the place of a value that they did not find. */
const NO_VALUES = ['null', 'undefined'];

const noValue = ({ name, help }: Parameter): Problem => ({
  where: name,
  what: messages.getMessage('secret.noValue', [help]),
});

/** Stdin could not be read: it is a terminal's, or it is to be two secrets at once. */
const unreadProblems = (unread: string[]): Problem[] => {
  const where = unread.map((name) => `--set ${name}=${STDIN}`).join(', ');
  if (unread.length === 0) return [];
  return [{ where, what: messages.getMessage(unread.length > 1 ? 'secret.oneStdin' : 'secret.terminalStdin') }];
};

/**
 * The values of a template's secret parameters: never from `--set`, where a shell's history and every list of processes
 * would have them.
 *
 * @param values of the other parameters, which tell whether a secret is wanted at all
 * @returns with the names of secrets that are wanted and not there
 */
export const fillSecrets = (
  template: Template | undefined,
  values: ParameterValues,
  given: GivenSecrets,
  environment: NodeJS.ProcessEnv
): { secrets: Record<string, string>; problems: Problem[]; missing: string[] } => {
  const unread = unreadSecrets(template, values, given);
  const secrets: Record<string, string> = {};
  const problems = unreadProblems(unread);
  for (const parameter of secretParameters(template, values)) {
    const value = findSecret(parameter.name, given, environment);
    if (value !== undefined) secrets[parameter.name] = value;
    if (NO_VALUES.includes(value ?? '')) problems.push(noValue(parameter));
    else if (value === undefined && parameter.required && !unread.includes(parameter.name))
      problems.push(missing(parameter, given));
  }
  const lacking = secretParameters(template, values).filter(
    ({ name, required }) => secrets[name] === undefined && (required || unread.includes(name))
  );
  return { secrets, problems, missing: lacking.map(({ name }) => name) };
};

/** What to say of secrets whose variables still have the name that they had before. */
export const warnOfFormerVariables = (
  template: Template | undefined,
  values: ParameterValues,
  given: GivenSecrets,
  environment: NodeJS.ProcessEnv
): string[] =>
  secretParameters(template, values)
    .map(({ name }) => name)
    .filter((name) => given.secrets?.[name] === undefined && !isFromStdin(name, given))
    .filter((name) => environment[secretVariable(name)] === undefined && environment[formerVariable(name)])
    .map((name) => messages.getMessage('secret.formerVariable', [formerVariable(name), secretVariable(name)]));
