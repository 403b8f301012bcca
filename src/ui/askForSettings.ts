import { Messages } from '@salesforce/core/messages';
import { FLAG_OF_SETTING } from '../operations/flagSettings.js';
import { withAnswers, type AppRequest, type FlagSetting } from '../operations/request.js';
import type { Listed, OrgAnswers } from '../org/questions.js';
import { settingAt, type Setting, type SettingPath } from '../settings/table.js';
import { oauthScope } from '../settings/values.js';
import type { Choice, Prompter } from './prompts.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'asking');

/** Settings that name what the org must have: chosen from its list. */
const LIST_OF: Partial<Record<SettingPath, Listed>> = {
  'policies.profiles': 'profiles',
  'policies.permissionSets': 'permissionSets',
  'policies.runAs': 'users',
};

/** The lists that asking for these settings takes. */
export const listsFor = (paths: readonly SettingPath[]): Listed[] => paths.flatMap((path) => LIST_OF[path] ?? []);

const isList = (setting: Setting): boolean => Array.isArray(setting.absent);

const toValue = (setting: Setting, text: string): unknown =>
  isList(setting)
    ? text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean)
    : text;

const askForText = async (setting: Setting, isOptional: boolean, prompter: Prompter): Promise<unknown> => {
  const judge = (text: string): string | undefined => {
    if (text === '') return isOptional ? undefined : messages.getMessage('empty');
    const checked = setting.schema.safeParse(toValue(setting, text));
    return checked.success ? undefined : checked.error.issues[0].message;
  };
  const plain = isList(setting) ? messages.getMessage('severalByComma', [setting.label]) : setting.label;
  const message = isOptional ? messages.getMessage('optional', [plain]) : plain;
  return toValue(setting, await prompter.ask(message, judge));
};

const choicesFor = (path: SettingPath, answers: OrgAnswers | undefined): Choice[] => {
  const named = (names: readonly string[]): Choice[] => names.map((name) => ({ name, value: name }));
  if (path === 'oauth.scopes') return named(oauthScope.options);
  if (!answers) return [];
  if (path === 'policies.profiles') return named(answers.profiles);
  if (path === 'policies.permissionSets') return named(answers.permissionSets);
  const usable = answers.users.filter(({ isActive, hasApiAccess }) => isActive && hasApiAccess);
  return path === 'policies.runAs' ? named(usable.map(({ username }) => username)) : [];
};

const NOBODY: Choice = { name: messages.getMessage('none'), value: '' };

const askForValue = async (
  path: SettingPath,
  isOptional: boolean,
  answers: OrgAnswers | undefined,
  prompter: Prompter
): Promise<unknown> => {
  const setting = settingAt(path);
  const choices = choicesFor(path, answers);
  if (choices.length === 0) return askForText(setting, isOptional, prompter);
  if (isList(setting)) return prompter.pickSeveral(setting.label, choices, isOptional);
  return prompter.pick(setting.label, isOptional ? [NOBODY, ...choices] : choices);
};

const isNothing = (value: unknown): boolean => value === '' || (Array.isArray(value) && value.length === 0);

/** An answer, as if a flag had given it. */
export const asFlag = (path: FlagSetting['path'], value: unknown): FlagSetting => ({
  flag: FLAG_OF_SETTING.get(path) ?? path,
  path,
  value,
});

/**
 * Asks for one setting; what the org must have is chosen from what it has.
 *
 * @param answers of the org, where one is at hand
 */
export const askForSetting = async (
  request: AppRequest,
  path: SettingPath,
  { isOptional, answers, prompter }: { isOptional: boolean; answers: OrgAnswers | undefined; prompter: Prompter }
): Promise<AppRequest> => {
  const value = await askForValue(path, isOptional, answers, prompter);
  return isNothing(value) ? request : withAnswers(request, { flags: [asFlag(path, value)] });
};

/** Asks for what makes an app of one's own: who may come back where, with which scopes, and for whom. */
export const askForOwnApp = async (
  given: AppRequest,
  answers: OrgAnswers | undefined,
  prompter: Prompter,
  onAnswer: (request: AppRequest) => void
): Promise<AppRequest> => {
  let request = given;
  const ask = async (path: SettingPath, isOptional: boolean): Promise<void> => {
    request = await askForSetting(request, path, { isOptional, answers, prompter });
    onAnswer(request);
  };
  const { label, name } = given.flags.value;
  if (label === undefined && name === undefined) await ask('label', false);
  await ask('oauth.callbackUrls', true);
  if (request.flags.value.oauth?.callbackUrls === undefined) await ask('policies.runAs', true);
  if (request.flags.value.oauth === undefined && request.flags.value.policies === undefined) return request;
  await ask('oauth.scopes', false);
  const permitted = await prompter.choose(settingAt('policies.permittedUsers').label, [
    { name: messages.getMessage('permitted.adminApproved'), value: 'adminApproved' },
    { name: messages.getMessage('permitted.allSelfAuthorized'), value: 'allSelfAuthorized' },
  ]);
  request = withAnswers(request, { flags: [asFlag('policies.permittedUsers', permitted)] });
  if (permitted === 'allSelfAuthorized') return request;
  await ask('policies.permissionSets', true);
  if (request.flags.value.policies?.permissionSets === undefined) await ask('policies.profiles', false);
  return request;
};
