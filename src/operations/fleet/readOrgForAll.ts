import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { throwProblems } from '../../definition/problems.js';
import { relatedMembers, type Related } from '../../definition/related.js';
import { readEverything, type Everything } from '../../org/apps.js';
import { majorVersion, type LiveApp } from '../../org/liveApp.js';
import { appMeant } from '../../org/namespaces.js';
import { appNamed, askOrg, type OrgAnswers, type OrgQuestions } from '../../org/questions.js';
import type { Wanted } from '../../org/retrieve.js';
import { APP_SETTINGS, appSettingsIn, isAccessOn, readAppSettings } from '../../org/secretAccess.js';
import { readAccess, type AccessReading } from '../../org/userAccess.js';
import type { RetrievedComponent } from '../../org/zip.js';
import { apiNameFromOrg, isSameName, type ApiName } from '../../settings/apiNames.js';
import { accessQuestions } from '../accessPlan.js';
import { checkApiVersion } from '../apiVersion.js';
import type { Composed } from '../compose.js';
import { findSwitchedOff, isSwitchedOff, tellSwitchedOff } from '../hindrances.js';
import {
  concludeReading,
  draft,
  lookAt,
  notReadable,
  questionsOf,
  warnOfUnseen,
  type ReadForRequest,
} from '../orgReading.js';
import type { RelatedReading } from '../relatedPlan.js';
import type { AppRequest } from '../request.js';
import type { Run } from '../run.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');

/** An org as it was read for several requests at once. */
export interface OrgForAll {
  /** All apps that the org has, by name. */
  apps: LiveApp[];
  /** Of each request, in their order, what the org has of it; or why it cannot be planned. */
  readings: Array<ReadForRequest | Error>;
}

const unite = (lists: string[][]): string[] => [...new Set(lists.flat())];

/** What must be asked to plan all of these: no more for many apps than for one. */
const questionsOfAll = (drafts: Composed[]): OrgQuestions => {
  const all = drafts.map(questionsOf);
  const access = drafts.map(({ definition: { related = {} } }) => accessQuestions(related));
  return {
    users: unite(all.map(({ users }) => users)),
    profiles: unite(all.map(({ profiles }) => profiles)),
    permissionSets: unite(all.map(({ permissionSets }) => permissionSets)),
    lists: ['apps'],
    withGrants: true,
    access: { sets: unite(access.map(({ sets }) => sets)), users: unite(access.map(({ users }) => users)) },
  };
};

const relatedWanted = (drafts: Composed[]): Wanted => {
  const members = drafts.flatMap(({ definition: { related = {} } }) => relatedMembers(related));
  const byType = Map.groupBy(members, ({ type }) => type);
  return new Map([...byType].map(([type, ofType]) => [type, unite([ofType.map(({ fullName }) => fullName)])]));
};

const relatedIn = (found: RetrievedComponent[], wanted: Related): RelatedReading => {
  const isThere = ({ type, fullName }: { type: string; fullName: string }): boolean =>
    found.some((one) => one.type === type && isSameName(one.fullName, fullName));
  return {
    existing: relatedMembers(wanted).filter(isThere),
    providerKeys: new Map(
      found.flatMap(({ type, fullName, elements: { consumerKey } }): Array<[ApiName, string]> =>
        type === 'AuthProvider' && typeof consumerKey === 'string' ? [[apiNameFromOrg(fullName), consumerKey]] : []
      )
    ),
    isAccessOn: isAccessOn(appSettingsIn(found) ?? {}),
  };
};

/** What is there of permission sets and users; asked anew where the draft did not have all of their names. */
const accessFor = async (
  connection: Connection,
  wanted: Related,
  { asked, access, own }: OrgAnswers
): Promise<AccessReading> => {
  const questions = accessQuestions(wanted);
  const isKnown =
    access !== undefined &&
    questions.sets.every((name) => asked.access?.sets.includes(name)) &&
    questions.users.every((name) => asked.access?.users.includes(name));
  return isKnown ? access : readAccess(connection, questions, own);
};

/** The org's answers as a request for one app has them. */
const withMembers = (answers: OrgAnswers, { taken }: Everything, name: ApiName | undefined): OrgAnswers => {
  if (name === undefined) return answers;
  return { ...answers, members: { name, own: answers.own, app: 'none', names: new Map(), taken, grants: undefined } };
};

const withGrants = (app: LiveApp, { grantsOf }: OrgAnswers): LiveApp => ({
  ...app,
  grants: app.id === null ? undefined : grantsOf?.(app.id),
});

interface Read {
  connection: Connection;
  answers: OrgAnswers;
  everything: Everything;
  readAt: number;
}

const readFor = async (
  request: AppRequest,
  { definition: { name } }: Composed,
  read: Read
): Promise<ReadForRequest> => {
  const { connection, everything, readAt } = read;
  const answers = withMembers(read.answers, everything, name);
  const liveOf = (wanted: ApiName): LiveApp | undefined => appMeant(wanted, everything.apps, answers.own);
  const first = lookAt(request, connection, answers, (wanted) => (liveOf(wanted) ?? appNamed(answers, wanted))?.name);
  const live = first.existing === undefined ? undefined : liveOf(first.existing);
  if (first.existing !== undefined && !live) throw notReadable(first.existing);
  return concludeReading(request, first, {
    live: live && withGrants(live, answers),
    related: relatedIn(everything.beside, first.wanted),
    access: await accessFor(connection, first.wanted, answers),
    isSwitchedOff: isSwitchedOff(appSettingsIn(everything.beside)),
    apiVersion: majorVersion(connection),
    readAt,
  });
};

/**
 * Asks the org what the plans of several apps need to know, as {@link readOrg} does for one: one batch of questions
 * beside one retrieve, however many apps they are.
 *
 * @throws SfError `InvalidInputError` for an API version that does not do, `SwitchedOffError`, or what the org answered
 */
export const readOrgForAll = async (run: Run, connection: Connection, requests: AppRequest[]): Promise<OrgForAll> => {
  const drafts = requests.map((request) => draft(request, connection));
  run.stage(messages.getMessage('stage.read'));
  const checking = checkApiVersion(connection);
  const readAt = Date.now();
  const asking = askOrg(connection, questionsOfAll(drafts)).catch((error: unknown) =>
    tellSwitchedOff(connection, findSwitchedOff(readAppSettings(connection)))(error)
  );
  const reading = readEverything(connection, asking, { also: new Map([...APP_SETTINGS, ...relatedWanted(drafts)]) });
  // An API version that does not do is what is wrong, whatever else comes of it.
  reading.catch(() => undefined);
  throwProblems(await checking);
  warnOfUnseen(run, connection);
  const [answers, everything] = await Promise.all([asking, reading]);
  const read = { connection, answers, everything, readAt };
  const readings = await Promise.all(
    requests.map((request, index) => readFor(request, drafts[index], read).catch((error: unknown) => error as Error))
  );
  return { apps: everything.apps, readings };
};
