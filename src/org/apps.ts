import type { Connection } from '@salesforce/core';
import { ensureArray } from '@salesforce/kit';
import type { AppDefinition } from '../definition/schema.js';
import { decodeComponents, memberKey, ownerOf, type Component } from '../metadata/components.js';
import { ECA_TYPES, introducedIn, type EcaType } from '../settings/platform.js';
import { queryApps, type AppRecord } from './facts.js';
import { retrieveComponents } from './retrieve.js';
import { retrySafely, type OnRetry } from './retry.js';

/** An app as the org holds it. */
export interface LiveApp {
  /** API name. */
  name: string;
  /** Record id (0xI…), where the user may see the record. */
  id: string | null;
  /** ISO 8601 */
  createdDate: string | undefined;
  consumerKey: string | null;
  components: Component[];
  /** Type and name of every component of every app of the org: {@link memberKey} */
  taken: ReadonlySet<string>;
  definition: AppDefinition;
}

/** Whether the app can give out tokens at all. */
export const hasOauth = ({ components }: LiveApp): boolean =>
  components.some(({ type }) => type === 'ExtlClntAppGlobalOauthSettings');

/** Retrieve's limit of files in one answer: docs/platform.md#reading */
const MOST_FILES = 10_000;

/** The major number of the API version in use. */
export const majorVersion = (connection: Connection): number => Math.floor(Number(connection.getApiVersion()));

const knownTypes = (connection: Connection): EcaType[] =>
  ECA_TYPES.filter((type) => introducedIn(type) <= majorVersion(connection));

const retrieveAll = (connection: Connection, onRetry?: OnRetry): Promise<Component[]> =>
  retrieveComponents(connection, new Map(knownTypes(connection).map((type) => [type, '*'])), onRetry) as Promise<
    Component[]
  >;

/** For orgs with more files than one retrieve takes: by name, as many to an answer as it may hold. */
const retrieveInBatches = async (connection: Connection, onRetry?: OnRetry): Promise<Component[]> => {
  const listed = await Promise.all(
    knownTypes(connection).map(async (type) => {
      const found = await retrySafely(() => connection.metadata.list({ type }), onRetry);
      return ensureArray(found).map(({ fullName }) => [type, fullName] as const);
    })
  );
  const members = listed.flat();
  const components: Component[] = [];
  for (let from = 0; from < members.length; from += MOST_FILES) {
    const batch = new Map<string, string[]>();
    for (const [type, name] of members.slice(from, from + MOST_FILES))
      batch.set(type, [...(batch.get(type) ?? []), name]);
    components.push(...((await retrieveComponents(connection, batch, onRetry)) as Component[]));
  }
  return components;
};

const groupByOwner = (components: Component[]): Map<string, Component[]> => {
  const groups = new Map<string, Component[]>();
  for (const component of components) {
    const owner = ownerOf(component);
    const group = groups.get(owner);
    if (group) group.push(component);
    else groups.set(owner, [component]);
  }
  return groups;
};

const toLiveApp = (
  name: string,
  components: Component[],
  record: AppRecord | undefined,
  taken: ReadonlySet<string>
): LiveApp => {
  const global = components.find(({ type }) => type === 'ExtlClntAppGlobalOauthSettings');
  const consumerKey = global?.elements.consumerKey;
  return {
    name,
    id: record?.id ?? null,
    createdDate: record?.createdDate,
    consumerKey: typeof consumerKey === 'string' ? consumerKey : null,
    components,
    taken,
    definition: decodeComponents(name, components),
  };
};

/**
 * Reads apps whole, the one way in which every command does: one query for the records beside one retrieve of all six
 * types, whether for one app or for five hundred. Which components are an app's is told by their content, so there is
 * no way to ask for one app's only (docs/platform.md#reading).
 *
 * @param name the app to read; without it, all of them, by name
 */
export const readApps = async (connection: Connection, name?: string, onRetry?: OnRetry): Promise<LiveApp[]> => {
  const retrieving = retrieveAll(connection, onRetry);
  // If the query fails first, the retrieve is left to end by itself.
  retrieving.catch(() => undefined);
  const records = await queryApps(connection);
  const isTooMany = records.size * ECA_TYPES.length > MOST_FILES;
  const components = await (isTooMany ? retrieveInBatches(connection, onRetry) : retrieving);
  const taken = new Set(components.map(memberKey));
  return [...groupByOwner(components)]
    .filter(([owner]) => name === undefined || owner === name)
    .map(([owner, owned]) => toLiveApp(owner, owned, records.get(owner), taken))
    .sort((a, b) => a.name.localeCompare(b.name));
};
