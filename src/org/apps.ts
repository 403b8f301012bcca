import type { Connection } from '@salesforce/core';
import { groupByApp, memberKey } from '../metadata/components.js';
import { queryApps } from './facts.js';
import { findRecord, type NamedRecord } from './namespaces.js';
import { appComponents, knownTypes, toLiveApp, type LiveApp } from './liveApp.js';
import { readAppByName } from './oneApp.js';
import { retrieveComponents } from './retrieve.js';
import { ifTooMuch, MOST_FILES, retrieveInParts } from './retrieveMembers.js';
import type { RetrievedComponent } from './zip.js';
import type { ApiName } from '../settings/apiNames.js';

export { hasOauth, majorVersion, type LiveApp } from './liveApp.js';

export interface ReadAllOptions {
  /** Told which apps there are, as soon as it is known. */
  onRecords?: (records: readonly NamedRecord[]) => void;
}

/**
 * Reads all apps of an org, by name: one query for the records beside one retrieve of all their components, or several
 * where one answer cannot hold that many.
 */
export const readAllApps = async (connection: Connection, { onRecords }: ReadAllOptions = {}): Promise<LiveApp[]> => {
  const everything = new Map(knownTypes(connection).map((type) => [type, '*'] as const));
  const isOfNoUse = new AbortController();
  const atOnce = retrieveComponents(connection, everything, isOfNoUse.signal);
  // If the query fails first, it is left to end by itself.
  atOnce.catch(() => undefined);
  const { apps: records, own } = await queryApps(connection);
  onRecords?.(records);
  const inParts = (): Promise<RetrievedComponent[]> => retrieveInParts(connection, everything);
  if (records.length * everything.size > MOST_FILES) isOfNoUse.abort();
  const found = await (isOfNoUse.signal.aborted ? inParts() : atOnce.catch(ifTooMuch(inParts)));
  const components = appComponents(found);
  const taken = new Set(components.map(memberKey));
  const groups = groupByApp(components, own);
  const recordOf = findRecord(records, [...groups.keys()], own);
  return [...groups]
    .map(([name, owned]) => toLiveApp(name, owned, { record: recordOf(name), own, taken }))
    .sort((a, b) => a.name.localeCompare(b.name));
};

/**
 * Reads apps whole, the one way in which every command does.
 *
 * @param name the app to read, in any case; without it, all of them
 */
export const readApps = async (connection: Connection, name?: ApiName): Promise<LiveApp[]> => {
  if (name === undefined) return readAllApps(connection);
  const { app } = await readAppByName(connection, name);
  return app ? [app] : [];
};
