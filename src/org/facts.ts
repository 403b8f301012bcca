import type { Connection } from '@salesforce/core';
import { z } from 'zod';
import type { Grants } from '../definition/grants.js';
import type { ApiName, OwnNamespace } from '../settings/apiNames.js';
import { parseAnswer } from './answers.js';
import { askTogether, rowsOf } from './batch.js';
import { GRANTS_OF_ALL, grantsByApp } from './grants.js';
import {
  appMeant,
  appQueries,
  isCalled,
  ownNamespaceIn,
  recordsIn,
  type AppQuery,
  type NamedRecord,
} from './namespaces.js';
import { holdersOf, isHeldBy, isTrue } from './permissions.js';
import { usernameOf } from './runningUser.js';

/** What an org's records tell of its apps. */
export interface KnownApps {
  apps: NamedRecord[];
  /** The name space that the org owns. */
  own: OwnNamespace;
}

const askForApps = async (connection: Connection, which?: string): Promise<KnownApps> => {
  const answers = await askTogether<AppQuery>(connection, appQueries(which));
  return { apps: recordsIn({ ...answers, app: rowsOf(answers.app ?? []) }) ?? [], own: ownNamespaceIn(answers.own) };
};

/** The records of all apps. */
export const queryApps = (connection: Connection): Promise<KnownApps> => askForApps(connection);

/**
 * The record of the app that is meant by a name.
 *
 * @throws SfError `AmbiguousNameError`
 */
export const queryApp = async (connection: Connection, name: ApiName): Promise<NamedRecord | undefined> => {
  const { apps, own } = await askForApps(connection, ` WHERE ${isCalled(name)}`);
  return appMeant(name, apps, own);
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
