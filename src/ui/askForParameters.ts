import { Messages } from '@salesforce/core/messages';
import { withAnswers, type AppRequest } from '../operations/request.js';
import { checkValue } from '../templates/parameterValue.js';
import type { Parameter } from '../templates/schema.js';
import { findSecret } from '../templates/secrets.js';
import { holds, joinValues } from '../templates/when.js';
import type { Prompter } from './prompts.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'asking');

const askForSeveral = async (
  message: string,
  choices: string[],
  isOptional: boolean,
  prompter: Prompter
): Promise<string> => {
  const offered = choices.map((choice) => ({ name: choice, value: choice }));
  return joinValues(await prompter.pickSeveral(message, offered, isOptional));
};

const askForParameter = (parameter: Parameter, prompter: Prompter): Promise<string> => {
  const { name, help, example, choices, required } = parameter;
  const question = `${name}: ${help.trim()}`;
  const message = example === undefined ? question : messages.getMessage('withExample', [question, example]);
  if (parameter.type === 'secret') {
    const refuse = (text: string): string | undefined =>
      text === '' && required ? messages.getMessage('empty') : undefined;
    return prompter.secret(message, refuse);
  }
  if (choices && parameter.several) return askForSeveral(message, choices, !required, prompter);
  if (choices) return prompter.choose(message, choices, parameter.default);
  const judge = (text: string): string | undefined =>
    text === '' && !required ? undefined : checkValue(parameter, text).wrong;
  return prompter.ask(message, judge, parameter.default);
};

const withAnswer = (request: AppRequest, { name, type }: Parameter, answer: string): AppRequest => {
  if (type === 'secret') return withAnswers(request, { secrets: { [name]: answer } });
  return answer === '' ? request : withAnswers(request, { parameters: [`${name}=${answer}`] });
};

/** Asks for the secrets that are missing and for nothing else: what was typed once is nowhere to be read again. */
export const askForSecrets = async (given: AppRequest, prompter: Prompter): Promise<AppRequest> => {
  let request = given;
  for (const parameter of given.missingParameters.filter(({ type }) => type === 'secret'))
    request = withAnswer(request, parameter, await askForParameter(parameter, prompter));
  return request;
};

const isGiven = ({ input, sources }: AppRequest, { name, type }: Parameter): boolean =>
  type === 'secret'
    ? findSecret(name, input, sources.environment) !== undefined
    : input.parameters.some((given) => given.startsWith(`${name}=`));

/** What a person is asked for next: what is missing, or, where nothing was given at all, everything that counts. */
const nextParameter = (request: AppRequest, asked: Set<string>, isBlank: boolean): Parameter | undefined => {
  const missing = (parameter: Parameter): boolean => request.missingParameters.includes(parameter);
  const isOpen = (parameter: Parameter): boolean =>
    isBlank && !isGiven(request, parameter) && holds(parameter.when, request.parameters);
  return request.template?.parameters.find(
    (parameter) => !asked.has(parameter.name) && (missing(parameter) || isOpen(parameter))
  );
};

/**
 * Asks for the template's parameters, one after the other: an answer may make another one count.
 *
 * @param isBlank nothing was given, so those that have defaults are asked for too
 * @param onAnswer told of the request after every answer
 */
export const askForParameters = async (
  given: AppRequest,
  isBlank: boolean,
  prompter: Prompter,
  onAnswer: (request: AppRequest) => void
): Promise<AppRequest> => {
  const asked = new Set<string>();
  let request = given;
  for (;;) {
    const parameter = nextParameter(request, asked, isBlank);
    if (!parameter) return request;
    request = withAnswer(request, parameter, await askForParameter(parameter, prompter));
    asked.add(parameter.name);
    onAnswer(request);
  }
};
