import type { Connection } from '@salesforce/core';
import { askTogether, rowsOf, type Answer, type Row } from './batch.js';
import { majorVersion } from './liveApp.js';
import { memberQueries, membersIn, type AppMembers } from './members.js';
import { appMeant, appQueries, isCalled, ownNamespaceIn, recordsIn, type NamedRecord } from './namespaces.js';
import { holdersOf, lackedIn, setUpQueries, type Permission } from './permissions.js';
import { anyOf } from './soql.js';
import type { Grants } from '../definition/grants.js';
import { isSameName, type ApiName, type OwnNamespace } from '../settings/apiNames.js';
import { GRANTS_OF_ALL, grantsByApp } from './grants.js';
import { usernameOf } from './runningUser.js';
import { accessIn, accessQueries, type AccessQuestions, type AccessReading } from './userAccess.js';

/** What a person can be shown a list of, to choose from or to look up. */
export type Listed = 'apps' | 'profiles' | 'permissionSets' | 'users';

/** What is asked of the org before anything is deployed. */
export interface OrgQuestions {
  /** The API name of the app, to see whether there is one already. */
  appName?: ApiName;
  /** Usernames, profile names and permission set names that the app is to refer to. */
  users: string[];
  profiles: string[];
  permissionSets: string[];
  /** Of these not only the names above, but all, as many as one answer holds. */
  lists?: readonly Listed[];
  /** To whom each app is granted. */
  withGrants?: boolean;
  /** Permission sets, and the users who are to have them. */
  access?: AccessQuestions;
}

/** Asks only what every org can answer of itself. */
export const NO_QUESTIONS: OrgQuestions = { users: [], profiles: [], permissionSets: [] };

/** A user whom the client credentials flow may run as. */
export interface OrgUser {
  username: string;
  isActive: boolean;
  /** Whether a profile or permission set gives the user access to the API. */
  hasApiAccess: boolean;
}

/** What the org said, and to which questions. */
export interface OrgAnswers {
  asked: OrgQuestions;
  isSandbox: boolean;
  /** The name space that the org owns. */
  own: OwnNamespace;
  /** Email of the user who runs this. */
  runningUserEmail: string;
  /** Found among those asked for by name, or, where a list was asked for, all. */
  apps: NamedRecord[];
  users: OrgUser[];
  profiles: string[];
  permissionSets: string[];
  /** What the app of the name that was asked for is made of; undefined where none was. */
  members: AppMembers | undefined;
  /** What the running user lacks of what those need who set up apps, as far as the org tells. */
  lacked: Permission[];
  /** To whom an app is granted, by its id; undefined where that was not asked, or the org does not show it. */
  grantsOf?: ((id: string) => Grants) | undefined;
  /** What there is of permission sets and users who are to have them; undefined where that was not asked. */
  access?: AccessReading | undefined;
}

/** What one answer holds of a list; more is not asked for: nobody chooses from more. */
const LONGEST_LIST = 2000;

const NAMES = ['organization', 'users', 'apps', 'apiUsers', 'profiles', 'permissionSets', 'me'] as const;

/** May be refused without a word of the rest being lost. */
const PREFIXES = 'prefixes';

type Name = (typeof NAMES)[number];

/** As many as one answer holds, in order. */
const listed = (field: string, others = ''): string =>
  `${others === '' ? '' : ` WHERE ${others}`} ORDER BY ${field} LIMIT ${LONGEST_LIST}`;

/** The names asked for, and all others where a list is wanted; undefined where nothing is. */
const restrict = (field: string, names: string[], isListed: boolean, others = ''): string | undefined => {
  if (isListed) return listed(field, others);
  return names.length > 0 ? ` WHERE ${anyOf(field, names)}` : undefined;
};

/** The same of apps, of which several may have the name that was asked for, each in a name space of its own. */
const appsRestricted = (name: ApiName | undefined, isListed: boolean): string | undefined => {
  if (isListed) return listed('DeveloperName');
  return name === undefined ? undefined : ` WHERE ${isCalled(name)}`;
};

const queriesFor = (me: string, questions: OrgQuestions): Record<Name | typeof PREFIXES, string> => {
  const { appName, users, profiles, permissionSets, lists = [] } = questions;
  const isListed = (list: Listed): boolean => lists.includes(list);
  const profilesWanted = restrict('Name', profiles, isListed('profiles'));
  const setsWanted = restrict('Name', permissionSets, isListed('permissionSets'), 'IsOwnedByProfile = false');
  const usersWanted = restrict('Username', [me, ...users], isListed('users'), 'IsActive = true');
  const apiUsersWanted = isListed('users')
    ? ` AND Assignee.IsActive = true LIMIT ${LONGEST_LIST}`
    : ` AND ${anyOf('Assignee.Username', users)}`;
  const appsWanted = appsRestricted(appName, isListed('apps'));
  const { app: apps, prefix: prefixes } = appQueries(appsWanted);
  return {
    organization: 'SELECT IsSandbox, NamespacePrefix FROM Organization',
    users: `SELECT Username, Email, IsActive FROM User${usersWanted}`,
    ...(appsWanted !== undefined && { apps, prefixes }),
    ...((users.length > 0 || isListed('users')) && { apiUsers: `${holdersOf('API Enabled')}${apiUsersWanted}` }),
    ...(profilesWanted !== undefined && { profiles: `SELECT Name FROM Profile${profilesWanted}` }),
    ...(setsWanted !== undefined && { permissionSets: `SELECT Name FROM PermissionSet${setsWanted}` }),
    // A list may be too long for the running user to be in it.
    ...(isListed('users') && { me: `SELECT Username, Email, IsActive FROM User WHERE ${anyOf('Username', [me])}` }),
  } as Record<Name | typeof PREFIXES, string>;
};

const toUsers = (users: Row[], apiUsers: Row[] = []): OrgUser[] => {
  const withAccess = new Set(apiUsers.map(({ Assignee }) => (Assignee as Row).Username));
  return users.map(({ Username, IsActive }) => ({
    username: String(Username),
    isActive: IsActive === true,
    hasApiAccess: withAccess.has(Username),
  }));
};

const namesIn = (found: Row[] = []): string[] => found.map(({ Name }) => String(Name));

type Answers = Partial<Record<string, Answer>>;

/** The queries about the app's members, without what the others ask as well; a list of all apps may not hold this one. */
const memberQueriesFor = ({ appName, lists = [] }: OrgQuestions, apiVersion: number): Record<string, string> => {
  const asked = ['own', ...(lists.includes('apps') ? [] : ['app', 'prefix'])];
  const queries = appName === undefined ? {} : memberQueries(appName, apiVersion);
  return Object.fromEntries(Object.entries(queries).filter(([name]) => !asked.includes(name)));
};

/** The questions about access, by names that no other question has. */
const accessQueriesFor = ({ access, withGrants }: OrgQuestions): Record<string, string> => ({
  ...(withGrants && { grantsOfAll: GRANTS_OF_ALL }),
  ...Object.fromEntries(
    Object.entries(access ? accessQueries(access) : {}).map(([name, query]) => [`access ${name}`, query])
  ),
});

const accessFor = ({ access }: OrgQuestions, answers: Answers, own: OwnNamespace): AccessReading | undefined =>
  access &&
  accessIn({ sets: answers['access sets'], users: answers['access users'], assigned: answers['access assigned'] }, own);

const membersFor = ({ appName }: OrgQuestions, answers: Answers): AppMembers | undefined =>
  appName === undefined
    ? undefined
    : membersIn(appName, {
        ...answers,
        app: answers.app ?? answers.apps,
        prefix: answers.prefix ?? answers[PREFIXES],
        own: answers.organization,
      });

/** Asks the org all of it in one request. */
export const askOrg = async (connection: Connection, asked: OrgQuestions): Promise<OrgAnswers> => {
  const me = usernameOf(connection);
  const queries = {
    ...queriesFor(me, asked),
    ...memberQueriesFor(asked, majorVersion(connection)),
    ...setUpQueries(me),
    ...accessQueriesFor(asked),
  };
  const answers: Answers = await askTogether<string>(connection, queries);
  const rows = Object.fromEntries(
    NAMES.flatMap((name) => {
      const answer = answers[name];
      return answer === undefined ? [] : [[name, rowsOf(answer)]];
    })
  ) as Record<Name, Row[]>;
  const user = [...(rows.me ?? []), ...rows.users].find(({ Username }) => isSameName(String(Username), me));
  const own = ownNamespaceIn(answers.organization);
  return {
    asked,
    isSandbox: rows.organization[0].IsSandbox === true,
    runningUserEmail: (user?.Email as string | undefined) ?? '',
    own,
    apps: recordsIn({ app: rows.apps ?? [], prefix: answers[PREFIXES], own: answers.organization }) ?? [],
    users: toUsers(rows.users, rows.apiUsers),
    profiles: namesIn(rows.profiles),
    permissionSets: namesIn(rows.permissionSets),
    lacked: lackedIn(answers),
    members: membersFor(asked, answers),
    grantsOf: grantsByApp(answers.grantsOfAll),
    access: accessFor(asked, answers, own),
  };
};

/**
 * The app of this name, as far as the answers tell.
 *
 * @throws SfError `AmbiguousNameError`
 */
export const appNamed = ({ apps, own }: OrgAnswers, name: ApiName): NamedRecord | undefined =>
  appMeant(name, apps, own);

/** Whether these answers say all that the questions ask, so that the org need not be asked again. */
export const areAnswered = (questions: OrgQuestions, answers: OrgAnswers): boolean => {
  const { asked } = answers;
  const isKnown = (names: string[], askedFor: string[], found: string[]): boolean =>
    names.every((name) => [...askedFor, ...found].some((known) => isSameName(known, name)));
  const areAllListed = asked.lists?.includes('apps') === true && answers.apps.length < LONGEST_LIST;
  const isAppKnown = (name: ApiName): boolean =>
    areAllListed || (asked.appName !== undefined && isSameName(name, asked.appName));
  const usable = answers.users.filter(({ hasApiAccess }) => hasApiAccess).map(({ username }) => username);
  return (
    (questions.appName === undefined || isAppKnown(questions.appName)) &&
    isKnown(questions.users, asked.users, usable) &&
    isKnown(questions.profiles, asked.profiles, answers.profiles) &&
    isKnown(questions.permissionSets, asked.permissionSets, answers.permissionSets)
  );
};
