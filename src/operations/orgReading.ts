import { Messages } from '@salesforce/core/messages';
import type { Connection } from '@salesforce/core';
import { throwProblems, type Problem } from '../definition/problems.js';
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
const warnOfUnseen = (run: Run, connection: Connection): void => {
  const since = firstVersionOf('oauth.security.limitIdleRefreshTokens');
  if (majorVersion(connection) >= since) return;
  run.warn(messages.getMessage('warning.idleLimitUnseen', [connection.getApiVersion(), since]));
};

const readLive = async (
  connection: Connection,
  { members }: OrgAnswers,
  name: ApiName | undefined
): Promise<LiveApp | undefined> => {
  if (name === undefined) return undefined;
  const isKnown =
    members !== undefined && isSameName(typeof members.app === 'string' ? members.name : members.app.name, name);
  const { app } = isKnown ? await readApp(connection, members) : await readAppByName(connection, name);
  if (!app) throw messages.createError('error.notReadable', [name]);
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

/** What was asked for, with what is known of it before the app is read. */
interface FirstLook {
  /** The app that was asked for, as the org spells it. */
  existing: ApiName | undefined;
  /** Whether nothing of it can be wrong, so that more need be known. */
  isRight: boolean;
}

/** @throws SfError `InvalidInputError` where what is wrong cannot be right, whatever the app holds */
const lookAt = (composed: Composed, answers: OrgAnswers): FirstLook => {
  const { name } = composed.definition;
  // Names are the same whatever their case; the org's spelling is the one that its components have.
  const existing = name === undefined ? undefined : appNamed(answers, name)?.name;
  const isExisting = existing !== undefined;
  const wrong = wrongAnyhow(composed);
  // Whether these are problems, only an app that exists can show: it may hold what they are about.
  const doubts = [...composed.ifNew, ...missingReferences(composed, answers)];
  if (!composed.hasApp || (isExisting && doubts.length === 0)) throwProblems([...wrong, ...doubts]);
  return { existing, isRight: wrong.length === 0 && (isExisting || doubts.length === 0) };
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
): Promise<{ composed: Composed; reading: OrgReading }> => {
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
  const org = orgReferences(connection, answers);
  const composed = inOwnNamespace(compose(request, org), answers.own);
  const { existing, isRight } = lookAt(composed, answers);
  // What is wrong will be told when the plan is made; nothing more need be known for that.
  const wanted = isRight ? (composed.definition.related ?? {}) : {};
  const knownRelated = known.related?.of === relatedKey(composed) ? known.related.reading : undefined;
  const [live, related, access, isSwitchedOff] = await Promise.all([
    readLive(connection, answers, existing),
    knownRelated ?? readRelated(connection, wanted, { needsSecret, settings }),
    readAccess(connection, accessQuestions(wanted), answers.own),
    isOff,
  ]);
  const judged = judge(request, { composed, org, answers }, live);
  const problems = [...judged.problems, ...wrongAssignments(wanted, access, composed.locate)];
  if (live) throwProblems(problems);
  const hindrances = { isSwitchedOff, lacked: answers.lacked };
  const found = { org, answers, problems, live, related, access };
  const reading = { ...found, hindrances, apiVersion: majorVersion(connection), readAt };
  return { composed: judged.composed, reading };
};
