import { Messages } from '@salesforce/core/messages';
import type { SfError } from '@salesforce/core/sfError';
import type { Composed } from '../operations/compose.js';
import { asFlag, askForOwnApp, askForSetting, listsFor } from './askForSettings.js';
import { questionsOf } from '../operations/orgReading.js';
import { withAnswers, type AppRequest, type FlagSetting } from '../operations/request.js';
import { appNamed, type Listed, type OrgAnswers, type OrgQuestions } from '../org/questions.js';
import { apiName, type ApiName } from '../settings/apiNames.js';
import type { OrgReferences } from '../templates/fill.js';
import { askForParameters } from './askForParameters.js';
import { describeBefore } from './before.js';
import { chooseTemplate } from './chooseTemplate.js';
import type { Prompter } from './prompts.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'asking');

/** What may be asked of the org while a person answers. */
export interface OrgOfAsker {
  /** One batch of questions. */
  ask: (questions: OrgQuestions) => Promise<OrgAnswers>;
  /** Whether the app's secret will be needed, and the org gives none out. */
  lacksAccess: (composed: Composed) => Promise<boolean>;
}

/** Who asks, and what with. */
export interface Asker {
  prompter: Prompter;
  show: (lines: string[]) => void;
  /** Told of the request after every answer: should the run stop, it can be gone on with from there. */
  onAnswer: (request: AppRequest) => void;
  /** What the request comes to, as far as it is known without the org. */
  compose: (request: AppRequest) => Composed;
  /** What templates may refer to of the org, as far as it is known before the org is asked anything. */
  references: OrgReferences;
  /** Absent where there is no org to ask. */
  org?: OrgOfAsker;
  /** An app that exists may be changed. */
  updateExisting: boolean;
  /** The org may be made to give out secrets for the moment in which one is read. */
  enableAccess: boolean;
  /** The app's secret will be needed, whatever stands beside it. */
  needsSecret: boolean;
}

/** What was given and answered. */
export interface Completed {
  request: AppRequest;
  wasAsked: boolean;
  updateExisting: boolean;
  enableAccess: boolean;
}

/** What by itself makes no app that anybody could use. */
const NAMES_ONLY = ['name', 'label', 'contactEmail', 'contactPhone', 'description'];

const describesNothing = ({ input: { template, definitionFile, flags } }: AppRequest): boolean =>
  template === undefined && definitionFile === undefined && flags.every(({ value }) => value === undefined);

const describesNamesOnly = ({ input: { template, definitionFile, flags } }: AppRequest): boolean =>
  template === undefined &&
  definitionFile === undefined &&
  flags.every(({ path, value }) => value === undefined || NAMES_ONLY.includes(path));

const declined = (): SfError => messages.createError('error.declined');

/** What a person has settled so far. */
type Settled = Omit<Completed, 'wasAsked'>;

const askForOtherName = async (answers: OrgAnswers, prompter: Prompter): Promise<FlagSetting[]> => {
  const name = await prompter.ask(messages.getMessage('otherName'), (text) => {
    const { data: name, error } = apiName.safeParse(text);
    if (name === undefined) return error?.issues[0].message;
    return appNamed(answers, name) && messages.getMessage('exists', [text]);
  });
  const label = await prompter.ask(messages.getMessage('otherLabel'), () => undefined, name);
  return [asFlag('name', name), asFlag('label', label)];
};

/** Where the app exists, what was asked for may not be meant for it: its change, another name, or the end. */
const settleExisting = async (
  settled: Settled,
  name: ApiName,
  answers: OrgAnswers,
  { prompter }: Asker
): Promise<Settled> => {
  const existing = appNamed(answers, name);
  if (!existing || settled.updateExisting) return settled;
  const chosen = await prompter.choose(messages.getMessage('exists', [existing.name]), [
    { name: messages.getMessage('exists.update'), value: 'update' },
    { name: messages.getMessage('exists.other'), value: 'other' },
    { name: messages.getMessage('exists.stop'), value: 'stop' },
  ]);
  if (chosen === 'stop') throw declined();
  if (chosen === 'update') return { ...settled, updateExisting: true };
  const flags = await askForOtherName(answers, prompter);
  return { ...settled, request: withAnswers(settled.request, { flags }) };
};

/** An Auth. Provider is made with the app's secret, which the org must give out for that, and for handing it over. */
const settleAccess = async (settled: Settled, composed: Composed, asker: Asker): Promise<Settled> => {
  const { org, prompter } = asker;
  if (!needsAccess(settled, composed, asker) || !(await org?.lacksAccess(composed))) return settled;
  if (!(await prompter.confirm(messages.getMessage('enableAccess')))) throw declined();
  return { ...settled, enableAccess: true };
};

const needsAccess = (
  { enableAccess }: Settled,
  { definition: { related } }: Composed,
  { needsSecret }: Asker
): boolean => !enableAccess && (needsSecret || (related?.authProviders ?? []).length > 0);

/** What is wrong is told by the operation, all at once; nobody need answer questions for that. */
const hasWrong = (request: AppRequest, { missing, problems }: Composed): boolean =>
  problems.length > request.missingParameters.length + missing.length;

const OWN_LISTS: Listed[] = ['users', 'permissionSets', 'profiles'];

const completeOwn = async (request: AppRequest, answers: OrgAnswers | undefined, asker: Asker): Promise<AppRequest> => {
  const completed = await askForOwnApp(request, answers, asker.prompter, asker.onAnswer);
  const { oauth, policies } = asker.compose(completed).definition;
  if (oauth !== undefined || policies !== undefined) return completed;
  if (await asker.prompter.confirm(messages.getMessage('noOauth'))) return completed;
  throw declined();
};

const completeTemplate = async (
  given: AppRequest,
  isBlank: boolean,
  answers: OrgAnswers | undefined,
  { prompter, compose, onAnswer }: Asker
): Promise<AppRequest> => {
  let request = await askForParameters(given, isBlank, prompter, onAnswer);
  for (const path of compose(request).missing) {
    request = await askForSetting(request, path, { isOptional: false, answers, prompter });
    onAnswer(request);
  }
  return request;
};

/** Whether everything that must be given is. */
const isComplete = (request: AppRequest, { missing }: Composed): boolean =>
  request.missingParameters.length + missing.length === 0;

/** Asks for all that is missing, once it is known that something is. */
const complete = async (begun: Settled, composed: Composed, isBlank: boolean, asker: Asker): Promise<Settled> => {
  const isOwn = describesNamesOnly(begun.request);
  const lists = isOwn ? OWN_LISTS : listsFor(composed.missing);
  const answers = await asker.org?.ask({ ...questionsOf(composed), lists: ['apps', ...lists] });
  const { name } = composed.definition;
  const settled = answers && name !== undefined ? await settleExisting(begun, name, answers, asker) : begun;
  asker.onAnswer(settled.request);
  const request =
    isOwn && !settled.updateExisting
      ? await completeOwn(settled.request, answers, asker)
      : await completeTemplate(settled.request, isBlank, answers, asker);
  return { ...settled, request };
};

/**
 * Asks for what is missing: the template where nothing at all was given, its parameters, and the settings that it
 * requires; or for what makes an app of one's own. What the org can refuse is asked of it at once. Everything else is
 * left to flags and files.
 *
 * @throws SfError `DeclinedError` where the person wants none of it
 */
export const askForApp = async (given: AppRequest, asker: Asker): Promise<Completed> => {
  const { compose, show, updateExisting, enableAccess } = asker;
  const isBlank = describesNothing(given);
  const request = isBlank ? await chooseTemplate(given, asker.prompter) : given;
  show(describeBefore(request, asker.references));
  const composed = compose(request);
  const begun: Settled = { request, updateExisting, enableAccess };
  if (!isBlank && hasWrong(request, composed)) return { ...begun, wasAsked: false };
  const allowed = await settleAccess(begun, composed, asker);
  const isOwn = describesNamesOnly(request) && !updateExisting;
  const completed =
    isOwn || !isComplete(request, composed) ? await complete(allowed, composed, isBlank, asker) : allowed;
  const wasAsked = completed !== begun || request !== given;
  return { ...completed, wasAsked };
};
