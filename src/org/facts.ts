import type { Connection } from '@salesforce/core';
import { quote } from './soql.js';
import { apiNameFromOrg, type ApiName } from '../settings/apiNames.js';

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
export const queryApps = async (connection: Connection): Promise<Map<ApiName, AppRecord>> => {
  const soql = 'SELECT Id, DeveloperName, CreatedDate FROM ExternalClientApplication';
  const { records } = await connection.query<AppRow>(soql, { autoFetch: true, maxFetch: 50_000 });
  return new Map(
    records.map(({ Id, DeveloperName, CreatedDate }) => [
      apiNameFromOrg(DeveloperName),
      { id: Id, createdDate: CreatedDate },
    ])
  );
};

/** One app's record. */
export const queryApp = async (connection: Connection, name: ApiName): Promise<AppRecord | undefined> => {
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
