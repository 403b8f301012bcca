import type { Connection } from '@salesforce/core';
import { isEcaType } from '../metadata/componentTypes.js';
import { groupByApp, memberKey, type Component } from '../metadata/components.js';
import { queryApps, type KnownApps } from './facts.js';
import { findRecord, type NamedRecord } from './namespaces.js';
import { appComponents, knownTypes, toLiveApp, type LiveApp } from './liveApp.js';
import { readAppByName } from './oneApp.js';
import { retrieveComponents, type Wanted } from './retrieve.js';
import { ifTooMuch, MOST_FILES, retrieveInParts } from './retrieveMembers.js';
import type { LastChange, RetrievedComponent } from './zip.js';
import type { ApiName } from '../settings/apiNames.js';

export { hasOauth, majorVersion, type LiveApp } from './liveApp.js';

export interface ReadAllOptions {
  /** Told which apps there are, as soon as it is known. */
  onRecords?: (records: readonly NamedRecord[]) => void;
}

/** All that was read of an org in one go. */
export interface Everything {
  /** By name. */
  apps: LiveApp[];
  /** `memberKey` of all components of apps, whether they belong to one or not. */
  taken: ReadonlySet<string>;
  /** What was retrieved with them. */
  beside: RetrievedComponent[];
}

/** The latest change of any of an app's components. */
const lastChangeIn = (components: Component[], found: ReadonlyMap<string, LastChange>): LastChange | undefined =>
  components
    .flatMap((component) => found.get(memberKey(component)) ?? [])
    .sort((one, other) => one.at.localeCompare(other.at))
    .at(-1);

const isOfApp = ({ type }: RetrievedComponent): boolean => isEcaType(type);

/**
 * Reads all apps of an org, by name, with whatever else is wanted: one retrieve of all their components, or several
 * where one answer cannot hold that many.
 *
 * @param asking the records of the apps, which are being asked for
 * @param also what else is to be retrieved
 */
export const readEverything = async (
  connection: Connection,
  asking: Promise<KnownApps>,
  { onRecords, also = new Map() }: ReadAllOptions & { also?: Wanted } = {}
): Promise<Everything> => {
  const types = knownTypes(connection);
  const everything: Wanted = new Map([...types.map((type) => [type, '*'] as const), ...also]);
  const isOfNoUse = new AbortController();
  const atOnce = retrieveComponents(connection, everything, isOfNoUse.signal);
  // If the query fails first, it is left to end by itself.
  atOnce.catch(() => undefined);
  const { apps: records, own } = await asking;
  onRecords?.(records);
  const inParts = (): Promise<RetrievedComponent[]> => retrieveInParts(connection, everything);
  if (records.length * types.length > MOST_FILES) isOfNoUse.abort();
  const found = await (isOfNoUse.signal.aborted ? inParts() : atOnce.catch(ifTooMuch(inParts)));
  const components = appComponents(found);
  const taken = new Set(components.map(memberKey));
  const groups = groupByApp(components, own);
  const recordOf = findRecord(records, [...groups.keys()], own);
  const changes = new Map(
    found.flatMap(({ lastChange, ...one }) => (lastChange ? [[memberKey(one as Component), lastChange]] : []))
  );
  const apps = [...groups]
    .map(([name, owned]) => ({
      ...toLiveApp(name, owned, { record: recordOf(name), own, taken }),
      lastChange: lastChangeIn(owned, changes),
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
  return { apps, taken, beside: found.filter((component) => !isOfApp(component)) };
};

/** The same of the apps alone: beside the retrieve one query for their records. */
export const readAllApps = async (connection: Connection, options: ReadAllOptions = {}): Promise<LiveApp[]> =>
  (await readEverything(connection, queryApps(connection), options)).apps;

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
