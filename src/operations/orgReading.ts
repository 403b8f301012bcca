import { Messages } from '@salesforce/core/messages';
import type { Connection } from '@salesforce/core';
import { throwProblems, type Problem } from '../definition/problems.js';
import type { Related } from '../definition/related.js';
import { isSameName, type ApiName } from '../settings/apiNames.js';
import { firstVersionOf } from '../settings/table.js';
import { majorVersion, type LiveApp } from '../org/liveApp.js';
import { readApp, readAppByName } from '../org/oneApp.js';
import { appNamed, areAnswered, askOrg, type OrgAnswers, type OrgQuestions } from '../org/questions.js';
import { loadSdr } from '../org/sdr.js';
import { readAppSettings } from '../org/secretAccess.js';
import { readAccess, type AccessReading } from '../org/userAccess.js';
import type { OrgReferences } from '../templates/fill.js';
import { checkApiVersion } from './apiVersion.js';
import { compose, inOwnNamespace, wrongAnyhow, type Composed } from './compose.js';
import { findSwitchedOff, tellSwitchedOff, type Hindrances } from './hindrances.js';
import { orgReferences } from './orgReferences.js';
import { missingReferences } from './references.js';
import { accessQuestions, wrongAssignments } from './accessPlan.js';
import { readRelated, type RelatedReading } from './relatedPlan.js';
import type { AppRequest } from './request.js';
import type { Run } from './run.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');

/** The org as a plan needs to know it. */
export interface OrgReading {
  org: OrgReferences;
  answers: OrgAnswers;
  /** All that is wrong with what was asked for, by itself and in this org. */
  problems: Problem[];
  /** The app that was asked for, where the org has it. */
  live: LiveApp | undefined;
  related: RelatedReading;
  access: AccessReading;
  /** What may keep the org from taking an app. */
  hindrances: Hindrances;
  /** Major API version in use. */
  apiVersion: number;
  /** When the org was asked (ms since the epoch): what was so then may not be so much later. */
  readAt: number;
}

/** What has been asked of the org already, while a person answered questions. */
export interface KnownOfOrg {
  answers?: OrgAnswers;
  related?: { of: string; reading: RelatedReading };
}

export interface ReadingOptions {
  known?: KnownOfOrg;
  /** Whether the app's secret is needed, whatever stands beside it. */
  needsSecret: boolean;
}

/** Tells what related things a reading is about. */
export const relatedKey = ({ definition }: Composed): string => JSON.stringify(definition.related ?? {});

/** What was asked for, as far as it is known without the org. */
export const draft = (request: AppRequest, connection: Connection): Composed =>
  compose(request, orgReferences(connection, { isSandbox: false }));

/** What must be asked of the org before this can be planned. */
export const questionsOf = ({ definition: { name, policies } }: Composed): OrgQuestions => ({
  appName: name,
  users: policies?.runAs === undefined ? [] : [policies.runAs],
  profiles: policies?.profiles ?? [],
  permissionSets: policies?.permissionSets ?? [],
});

/** Older versions show neither the 30-day idle limit nor whether it is on: docs/platform.md#versions */
export const warnOfUnseen = (run: Run, connection: Connection): void => {
  const since = firstVersionOf('oauth.security.limitIdleRefreshTokens');
  if (majorVersion(connection) >= since) return;
  run.warn(messages.getMessage('warning.idleLimitUnseen', [connection.getApiVersion(), since]));
};

/** That the org has an app of this name, and shows it to nobody like this user. */
export const notReadable = (name: ApiName): Error => messages.createError('error.notReadable', [name]);

const readLive = async (
  connection: Connection,
  { members }: OrgAnswers,
  name: ApiName | undefined
): Promise<LiveApp | undefined> => {
  if (name === undefined) return undefined;
  const isKnown =
    members !== undefined && isSameName(typeof members.app === 'string' ? members.name : members.app.name, name);
  const { app } = isKnown ? await readApp(connection, members) : await readAppByName(connection, name);
  if (!app) throw notReadable(name);
  return app;
};

/** What is wrong with the request, whatever the org holds, is told even if the org does not answer. */
const tellingProblemsFirst = async <T>(drafted: Composed, asking: Promise<T>): Promise<T> => {
  try {
    return await asking;
  } catch (error) {
    throwProblems(wrongAnyhow(drafted));
    throw error;
  }
};

/** The org's answers, asked for where they are not known already. */
const answersTo = async (
  questions: OrgQuestions,
  connection: Connection,
  known: OrgAnswers | undefined
): Promise<OrgAnswers> => (known && areAnswered(questions, known) ? known : askOrg(connection, questions));

/** What was asked for and what is wrong with it, once it is known what the app that exists holds. */
const judge = (
  request: AppRequest,
  { composed, org, answers }: Pick<OrgReading, 'org' | 'answers'> & { composed: Composed },
  live: LiveApp | undefined
): { composed: Composed; problems: Problem[] } => {
  if (!live) return { composed, problems: [...composed.problems, ...missingReferences(composed, answers)] };
  const judged = inOwnNamespace(compose(request, org, live.definition), answers.own);
  return { composed: judged, problems: [...judged.problems, ...missingReferences(judged, answers, live.definition)] };
};

/**
 * Whether nothing of what was asked for can be wrong, so that more need be known to plan it.
 *
 * @param existing the app that was asked for, as the org spells it, where the org has it
 * @throws SfError `InvalidInputError` where what is wrong cannot be right, whatever the app holds
 */
const isRightSoFar = (composed: Composed, answers: OrgAnswers, existing: ApiName | undefined): boolean => {
  const isExisting = existing !== undefined;
  const wrong = wrongAnyhow(composed);
  // Whether these are problems, only an app that exists can show: it may hold what they are about.
  const doubts = [...composed.ifNew, ...missingReferences(composed, answers)];
  if (!composed.hasApp || (isExisting && doubts.length === 0)) throwProblems([...wrong, ...doubts]);
  return wrong.length === 0 && (isExisting || doubts.length === 0);
};

/** What was asked for, as far as the org's first answers tell. */
export interface FirstLook {
  composed: Composed;
  org: OrgReferences;
  answers: OrgAnswers;
  /** The app that was asked for, as the org spells it, where the org has it. */
  existing: ApiName | undefined;
  /** What is to stand beside the app; nothing where something is wrong: nothing more need be known to tell that. */
  wanted: Related;
}

/**
 * @param findApp the app of a name, as the org spells it
 * @throws SfError `InvalidInputError`, `AmbiguousNameError`
 */
export const lookAt = (
  request: AppRequest,
  connection: Connection,
  answers: OrgAnswers,
  findApp: (name: ApiName) => ApiName | undefined
): FirstLook => {
  const org = orgReferences(connection, answers);
  const composed = inOwnNamespace(compose(request, org), answers.own);
  const { name, related = {} } = composed.definition;
  // Names are the same whatever their case; the org's spelling is the one that its components have.
  const existing = name === undefined ? undefined : findApp(name);
  return { composed, org, answers, existing, wanted: isRightSoFar(composed, answers, existing) ? related : {} };
};

/** What was asked for, and the org as it was read for it. */
export interface ReadForRequest {
  composed: Composed;
  reading: OrgReading;
}

/**
 * What was asked for and what is wrong with it, now that the org is read.
 *
 * @throws SfError `InvalidInputError` where something is wrong with what is asked of an app that exists
 */
export const concludeReading = (
  request: AppRequest,
  { composed, org, answers, wanted }: FirstLook,
  found: Pick<OrgReading, 'live' | 'related' | 'access' | 'apiVersion' | 'readAt'> & { isSwitchedOff: boolean }
): ReadForRequest => {
  const { live, isSwitchedOff, ...read } = found;
  const judged = judge(request, { composed, org, answers }, live);
  const problems = [...judged.problems, ...wrongAssignments(wanted, read.access, composed.locate)];
  if (live) throwProblems(problems);
  const hindrances = { isSwitchedOff, lacked: answers.lacked };
  return { composed: judged.composed, reading: { ...read, org, answers, problems, live, hindrances } };
};

/**
 * Asks the org what a plan needs to know: one batch of questions beside its settings for apps, then, side by side, the
 * app where it exists, and what stands beside it.
 *
 * @throws SfError `InvalidInputError`, `NotReadableError`, or what the org answered
 */
export const readOrg = async (
  run: Run,
  connection: Connection,
  request: AppRequest,
  { known = {}, needsSecret }: ReadingOptions
): Promise<ReadForRequest> => {
  const drafted = draft(request, connection);
  const versionProblems = await tellingProblemsFirst(drafted, checkApiVersion(connection));
  throwProblems(versionProblems.length > 0 ? [...wrongAnyhow(drafted), ...versionProblems] : []);
  warnOfUnseen(run, connection);
  run.stage(messages.getMessage('stage.read'));
  // Whatever the org answers, it will be needed.
  void loadSdr();
  const readAt = Date.now();
  const settings = readAppSettings(connection);
  const isOff = findSwitchedOff(settings);
  const asking = answersTo(questionsOf(drafted), connection, known.answers).catch(tellSwitchedOff(connection, isOff));
  const answers = await tellingProblemsFirst(drafted, asking);
  const first = lookAt(request, connection, answers, (name) => appNamed(answers, name)?.name);
  const { composed, existing, wanted } = first;
  const knownRelated = known.related?.of === relatedKey(composed) ? known.related.reading : undefined;
  const [live, related, access, isSwitchedOff] = await Promise.all([
    readLive(connection, answers, existing),
    knownRelated ?? readRelated(connection, wanted, { needsSecret, settings }),
    readAccess(connection, accessQuestions(wanted), answers.own),
    isOff,
  ]);
  const apiVersion = majorVersion(connection);
  return concludeReading(request, first, { live, related, access, isSwitchedOff, apiVersion, readAt });
};
