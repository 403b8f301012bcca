import { Messages } from '@salesforce/core/messages';
import type { Problem } from '../definition/problems.js';
import type { ParameterValues } from './parameters.js';
import type { Template } from './template.js';
import { holds } from './when.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'templates');

/** The environment variable that holds a secret parameter's value: `jiraPassword` → `SF_ECA_JIRA_PASSWORD`. */
export const secretVariable = (name: string): string =>
  `SF_ECA_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

/** A value that was typed stands over the environment's; an empty one is none. */
export const findSecret = (
  name: string,
  typed: Record<string, string>,
  environment: NodeJS.ProcessEnv
): string | undefined =>
  [typed[name], environment[secretVariable(name)]].find((value) => value !== undefined && value !== '');

/**
 * The values of a template's secret parameters: never from `--set`, where a shell's history and every list of processes
 * would have them.
 *
 * @param values of the other parameters, which tell whether a secret is wanted at all
 */
export const fillSecrets = (
  template: Template | undefined,
  values: ParameterValues,
  typed: Record<string, string>,
  environment: NodeJS.ProcessEnv
): { secrets: Record<string, string>; problems: Problem[] } => {
  const wanted = (template?.parameters ?? []).filter(({ type, when }) => type === 'secret' && holds(when, values));
  const secrets: Record<string, string> = {};
  const problems: Problem[] = [];
  for (const { name, help, required } of wanted) {
    const value = findSecret(name, typed, environment);
    if (value !== undefined) secrets[name] = value;
    else if (required) {
      const tokens = [help.trim(), secretVariable(name)];
      problems.push({ where: name, what: messages.getMessage('secret.missing', tokens) });
    }
  }
  return { secrets, problems };
};
