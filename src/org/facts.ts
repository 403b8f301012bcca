import type { Connection } from '@salesforce/core';
import { queryTogether, type Row } from './batch.js';
import type { OnRetry } from './retry.js';
import { anyOf, quote } from './soql.js';

/** What is asked of the org before anything is deployed. */
export interface OrgQuestions {
  /** The API name of the app, to see whether there is one already. */
  appName: string;
  /** Usernames, profile names and permission set names that the app is to refer to. */
  users: string[];
  profiles: string[];
  permissionSets: string[];
}

/** Asks only what every org can answer of itself. */
export const NO_QUESTIONS: OrgQuestions = { appName: '', users: [], profiles: [], permissionSets: [] };

interface OrgUser {
  username: string;
  isActive: boolean;
  /** Whether a profile or permission set gives the user access to the API. */
  hasApiAccess: boolean;
}

export interface OrgAnswers {
  isSandbox: boolean;
  /** Email of the user who runs this. */
  runningUserEmail: string;
  /** The app's record and how the org spells its name, if the org has an app of that name. */
  app: (AppRecord & { name: string }) | undefined;
  users: OrgUser[];
  profiles: string[];
  permissionSets: string[];
}

/** Asks the org all of it in one request. */
export const askOrg = async (
  connection: Connection,
  { appName, users, profiles, permissionSets }: OrgQuestions,
  onRetry?: OnRetry
): Promise<OrgAnswers> => {
  const me = connection.getUsername() ?? '';
  const rows = await queryTogether(
    connection,
    {
      organization: 'SELECT IsSandbox FROM Organization',
      users: `SELECT Username, Email, IsActive FROM User WHERE ${anyOf('Username', [me, ...users])}`,
      apps: `SELECT Id, DeveloperName, CreatedDate FROM ExternalClientApplication WHERE DeveloperName = ${quote(appName)}`,
      ...(users.length > 0 && {
        apiUsers:
          'SELECT Assignee.Username FROM PermissionSetAssignment ' +
          `WHERE PermissionSet.PermissionsApiEnabled = true AND ${anyOf('Assignee.Username', users)}`,
      }),
      ...(profiles.length > 0 && { profiles: `SELECT Name FROM Profile WHERE ${anyOf('Name', profiles)}` }),
      ...(permissionSets.length > 0 && {
        permissionSets: `SELECT Name FROM PermissionSet WHERE ${anyOf('Name', permissionSets)}`,
      }),
    } as Record<'organization' | 'users' | 'apps' | 'apiUsers' | 'profiles' | 'permissionSets', string>,
    onRetry
  );
  const app = rows.apps.at(0);
  const isMe = ({ Username }: Row): boolean => String(Username).toLowerCase() === me.toLowerCase();
  const apiUsers = (rows.apiUsers ?? []).map(({ Assignee }) => (Assignee as Row).Username);
  const namesIn = (found: Row[] = []): string[] => found.map(({ Name }) => String(Name));
  return {
    isSandbox: rows.organization[0].IsSandbox === true,
    runningUserEmail: (rows.users.find(isMe)?.Email as string | undefined) ?? '',
    app: app && { id: String(app.Id), name: String(app.DeveloperName), createdDate: String(app.CreatedDate) },
    users: rows.users.map(({ Username, IsActive }) => ({
      username: String(Username),
      isActive: IsActive === true,
      hasApiAccess: apiUsers.includes(Username),
    })),
    profiles: namesIn(rows.profiles),
    permissionSets: namesIn(rows.permissionSets),
  };
};

/** An app's record id and its day of creation (ISO 8601). */
export interface AppRecord {
  id: string;
  createdDate: string;
}

interface AppRow {
  Id: string;
  DeveloperName: string;
  CreatedDate: string;
}

/** The records of all apps, by API name. (A GET: jsforce itself makes it again where the org falters.) */
export const queryApps = async (connection: Connection): Promise<Map<string, AppRecord>> => {
  const soql = 'SELECT Id, DeveloperName, CreatedDate FROM ExternalClientApplication';
  const { records } = await connection.query<AppRow>(soql, { autoFetch: true, maxFetch: 50_000 });
  return new Map(
    records.map(({ Id, DeveloperName, CreatedDate }) => [DeveloperName, { id: Id, createdDate: CreatedDate }])
  );
};

/** One app's record. */
export const queryApp = async (connection: Connection, name: string): Promise<AppRecord | undefined> => {
  const soql = `SELECT Id, DeveloperName, CreatedDate FROM ExternalClientApplication WHERE DeveloperName = ${quote(name)}`;
  const { records } = await connection.query<AppRow>(soql);
  const found = records.at(0);
  return found && { id: found.Id, createdDate: found.CreatedDate };
};

/**
 * Usernames, in lower case, of the active users who may modify all data, by profile or permission set. (A GET: jsforce
 * itself makes it again where the org falters.)
 */
export const queryAdmins = async (connection: Connection): Promise<Set<string>> => {
  const soql =
    'SELECT Assignee.Username FROM PermissionSetAssignment ' +
    'WHERE PermissionSet.PermissionsModifyAllData = true AND Assignee.IsActive = true';
  const { records } = await connection.query<{ Assignee: { Username: string } }>(soql, {
    autoFetch: true,
    maxFetch: 50_000,
  });
  return new Set(records.map(({ Assignee }) => Assignee.Username.toLowerCase()));
};
