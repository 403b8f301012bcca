import type { Connection } from '@salesforce/core';
import { z } from 'zod';
import type { Grants } from '../definition/grants.js';
import { apiNameFromOrg, type ApiName } from '../settings/apiNames.js';
import { parseAnswer } from './answers.js';
import { askTogether, rowsOf } from './batch.js';
import { GRANTS_OF_ALL, grantsByApp } from './grants.js';
import { holdersOf, isHeldBy, isTrue } from './permissions.js';
import { queryRows } from './query.js';
import { usernameOf } from './runningUser.js';
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

/** What an audit asks of an org beside its apps. */
export interface AuditAnswers {
  /** Usernames, in lower case, of the active users who may modify all data, by profile or permission set. */
  admins: Set<string>;
  /** Whether the running user sees everybody's tokens; an org shows others only their own, without a word. */
  seesAllTokens: boolean;
  /** To whom an app is granted, by its id; undefined where the org does not show it. */
  grantsOf: ((id: string) => Grants) | undefined;
}

/** Asks all of it in one request. */
export const askForAudit = async (connection: Connection): Promise<AuditAnswers> => {
  const { admins, seesAllTokens, grants } = await askTogether<'admins' | 'seesAllTokens' | 'grants'>(connection, {
    admins: `${holdersOf('Modify All Data')} AND Assignee.IsActive = true`,
    seesAllTokens: isHeldBy('Customize Application', usernameOf(connection)),
    grants: GRANTS_OF_ALL,
  });
  const found = parseAnswer(z.array(adminRow), rowsOf(admins ?? []), 'query');
  return {
    admins: new Set(found.map(({ Assignee }) => Assignee.Username.toLowerCase())),
    seesAllTokens: isTrue(seesAllTokens),
    grantsOf: grantsByApp(grants),
  };
};
