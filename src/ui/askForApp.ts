import { Messages } from '@salesforce/core/messages';
import { relatedMembers } from '../definition/related.js';
import { isEmpty, valueAt, type AppDefinition } from '../definition/schema.js';
import { settingRows, type Setting } from '../settings/table.js';
import { compose } from '../operations/compose.js';
import { FLAG_OF_SETTING } from '../operations/flagSettings.js';
import { readInput, type AppInput, type AppParts } from '../operations/input.js';
import type { OrgFacts } from '../templates/fill.js';
import { builtInSummaries } from '../templates/builtIn.js';
import { checkValue } from '../templates/parameters.js';
import { findSecret, isFromStdin } from '../templates/secrets.js';
import type { Parameter } from '../templates/schema.js';
import { holds } from '../templates/when.js';
import { describeSettings } from './definitionView.js';
import type { Prompter } from './prompts.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'asking');

/** What was given and asked for, and whether anything had to be asked. */
export interface AskedInput {
  input: AppInput;
  wasAsked: boolean;
}

const describesNothing = ({ template, definitionFile, flags }: AppInput): boolean =>
  template === undefined && definitionFile === undefined && flags.every(({ value }) => value === undefined);

const askForTemplate = async (prompter: Prompter): Promise<string> => {
  const choices = (await builtInSummaries()).map(({ name, title, summary }) => ({
    name: `${title} (${name})`,
    value: name,
    description: summary,
  }));
  return prompter.pick(messages.getMessage('template'), choices);
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
  if (choices) return prompter.choose(message, choices, parameter.default);
  const judge = (text: string): string | undefined =>
    text === '' && !required ? undefined : checkValue(parameter, text).wrong;
  return prompter.ask(message, judge, parameter.default);
};

const isList = (setting: Setting): boolean => Array.isArray(setting.absent);

const toValue = (setting: Setting, text: string): unknown =>
  isList(setting)
    ? text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean)
    : text;

const askForSetting = async (setting: Setting, prompter: Prompter): Promise<unknown> => {
  const judge = (text: string): string | undefined => {
    if (text === '') return messages.getMessage('empty');
    const checked = setting.schema.safeParse(toValue(setting, text));
    return checked.success ? undefined : checked.error.issues[0].message;
  };
  const message = isList(setting) ? messages.getMessage('severalByComma', [setting.label]) : setting.label;
  return toValue(setting, await prompter.ask(message, judge));
};

const isGiven = (input: AppInput, { name, type }: Parameter): boolean =>
  type === 'secret'
    ? findSecret(name, input, process.env) !== undefined
    : input.parameters.some((given) => given.startsWith(`${name}=`));

/** What must be given, and the secret that was to be read where there is a person instead. */
const isNeeded = (input: AppInput, { name, required, default: preset }: Parameter): boolean =>
  (required && preset === undefined) || isFromStdin(name, input);

/** Whether the parameter counts, after what has been given so far. */
const isWanted = async (input: AppInput, { when }: Parameter): Promise<boolean> =>
  when === undefined || holds(when, (await readInput(input)).parameters);

const withAnswer = (input: AppInput, { name, type }: Parameter, answer: string): AppInput =>
  type === 'secret'
    ? { ...input, secrets: { ...input.secrets, [name]: answer } }
    : { ...input, parameters: [...input.parameters, `${name}=${answer}`] };

/** The required settings of the template that nobody gave; what is wrong is not missing. */
const missingSettings = (parts: AppParts, definition: AppDefinition): Array<[string, Setting]> =>
  [...settingRows].filter(
    ([path]) =>
      parts.template?.required.includes(path) && isEmpty(valueAt(definition, path)) && !parts.wrong.includes(path)
  );

const askForParameters = async (given: AppInput, parameters: Parameter[], prompter: Prompter): Promise<AppInput> => {
  let input = given;
  for (const parameter of parameters) {
    if (!(await isWanted(input, parameter))) continue;
    const answer = await askForParameter(parameter, prompter);
    if (answer !== '' || parameter.type === 'secret') input = withAnswer(input, parameter, answer);
  }
  return input;
};

const openParameters = async (input: AppInput): Promise<Parameter[]> => {
  const { template } = await readInput(input);
  return (template?.parameters ?? []).filter((parameter) => !isGiven(input, parameter));
};

/** Asks for the secrets that are missing and for nothing else: what was typed once is nowhere to be read again. */
export const askForSecrets = async (given: AppInput, prompter: Prompter): Promise<AppInput> => {
  const open = await openParameters(given);
  const isMissing = (parameter: Parameter): boolean => parameter.type === 'secret' && isNeeded(given, parameter);
  return askForParameters(given, open.filter(isMissing), prompter);
};

/**
 * Asks for what is missing: the template where nothing at all was given, its parameters, and the settings that it
 * requires. Everything else is left to flags and files.
 *
 * @param org the org's facts, to see what the template comes to
 */
export const askForApp = async (given: AppInput, org: OrgFacts, prompter: Prompter): Promise<AskedInput> => {
  const isBlank = describesNothing(given);
  const begun = isBlank ? { ...given, template: await askForTemplate(prompter) } : given;
  const open = await openParameters(begun);
  const asked = isBlank ? open : open.filter((parameter) => isNeeded(begun, parameter));
  let input = await askForParameters(begun, asked, prompter);
  const parts = await readInput(input);
  const missing = missingSettings(parts, compose(parts, org).definition);
  for (const [path, setting] of missing) {
    const value = await askForSetting(setting, prompter);
    const flags = input.flags.filter((flag) => flag.path !== path);
    input = { ...input, flags: [...flags, { flag: FLAG_OF_SETTING.get(path) ?? path, path, value }] };
  }
  return { input, wasAsked: input !== given };
};

/** Shows what will be set up and asks for a last yes. */
export const confirmApp = async (
  input: AppInput,
  org: OrgFacts,
  prompter: Prompter,
  show: (text: string) => void
): Promise<boolean> => {
  const { definition, hasApp, defaultLabel, problems } = compose(await readInput(input), org);
  // What is wrong is told by the operation, all at once.
  if (problems.length > 0) return true;
  const lines = hasApp ? describeSettings({ label: defaultLabel, ...definition }).slice(1) : [];
  const beside = relatedMembers(definition.related ?? {}).map(({ type, fullName }) => `  ${type} ${fullName}`);
  const section = beside.length === 0 ? [] : ['', messages.getMessage('beside'), ...beside];
  show([messages.getMessage('summary', [definition.name]), ...lines, ...section, ''].join('\n'));
  return prompter.confirm(messages.getMessage('confirm', [definition.name, org.username ?? '']));
};
