import type { Connection } from '@salesforce/core';
import { z } from 'zod';
import { apiNameFromOrg, type ApiName } from '../settings/apiNames.js';
import { queryRows } from './query.js';
import { quote } from './soql.js';

/** An app's record id and its day of creation (ISO 8601). */
export interface AppRecord {
  id: string;
  createdDate: string;
}

const appRow = z.object({ Id: z.string(), DeveloperName: z.string(), CreatedDate: z.string() });

const APPS = 'SELECT Id, DeveloperName, CreatedDate FROM ExternalClientApplication';

/** The records of all apps, by API name. */
export const queryApps = async (connection: Connection): Promise<Map<ApiName, AppRecord>> => {
  const rows = await queryRows(connection, APPS, appRow);
  return new Map(
    rows.map(({ Id, DeveloperName, CreatedDate }) => [
      apiNameFromOrg(DeveloperName),
      { id: Id, createdDate: CreatedDate },
    ])
  );
};

/** One app's record. */
export const queryApp = async (connection: Connection, name: ApiName): Promise<AppRecord | undefined> => {
  const rows = await queryRows(connection, `${APPS} WHERE DeveloperName = ${quote(name)}`, appRow);
  const found = rows.at(0);
  return found && { id: found.Id, createdDate: found.CreatedDate };
};

const adminRow = z.object({ Assignee: z.object({ Username: z.string() }) });

/** Usernames, in lower case, of the active users who may modify all data, by profile or permission set. */
export const queryAdmins = async (connection: Connection): Promise<Set<string>> => {
  const soql =
    'SELECT Assignee.Username FROM PermissionSetAssignment ' +
    'WHERE PermissionSet.PermissionsModifyAllData = true AND Assignee.IsActive = true';
  const rows = await queryRows(connection, soql, adminRow);
  return new Set(rows.map(({ Assignee }) => Assignee.Username.toLowerCase()));
};
