import type { Connection } from '@salesforce/core';
import { z } from 'zod';
import { queryRows } from '../../src/org/query.js';
import { markOf, PREFIX, type Making } from './making.js';
import { packDeletion } from '../../src/org/zip.js';
import { deployZip } from './sending.js';

const row = z.object({ DeveloperName: z.string(), Description: z.string().nullish() });

/** What was to be deleted, and what of it is left. */
export interface CleanedUp {
  deleted: string[];
  left: string[];
}

/**
 * The apps of a run that are in the org: those whose name and description both say so.
 *
 * @throws where the org does not let its apps be read
 */
export const appsOfRun = async (connection: Connection, runId: string): Promise<string[]> => {
  const prefix = `${PREFIX}${runId}_`;
  const soql = `SELECT DeveloperName, Description FROM ExternalClientApplication WHERE DeveloperName LIKE '${prefix}%'`;
  const rows = await queryRows(connection, soql, row);
  // In LIKE, an underscore is any letter.
  const own = rows.filter(
    ({ DeveloperName, Description }) => DeveloperName.startsWith(prefix) && Description === markOf(runId)
  );
  return own.map(({ DeveloperName }) => DeveloperName);
};

const remove = async (connection: Connection, apps: string[]): Promise<boolean> => {
  const doomed = apps.map((fullName) => ({ type: 'ExternalClientApplication' as const, fullName }));
  const zip = packDeletion(doomed, connection.getApiVersion());
  // What the org says of it does not matter: it is asked afterwards what is left.
  return deployZip(connection, zip, false).then(
    ({ succeeded }) => succeeded,
    () => false
  );
};

/** Deletes the apps of a run: all at once or, where that fails, each by itself. */
export const deleteRun = async (connection: Connection, runId: string): Promise<CleanedUp> => {
  const found = await appsOfRun(connection, runId);
  if (found.length === 0) return { deleted: [], left: [] };
  if (!(await remove(connection, found))) for (const app of found) await remove(connection, [app]);
  const left = await appsOfRun(connection, runId);
  return { deleted: found.filter((app) => !left.includes(app)), left };
};

/** Deletes what this run has made, once what is on its way has arrived. */
export const cleanUp = async (connection: Connection, making: Making): Promise<CleanedUp> => {
  await making.settled();
  return making.sent.length === 0 ? { deleted: [], left: [] } : deleteRun(connection, making.runId);
};
