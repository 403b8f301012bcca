import type { Connection } from '@salesforce/core';
import type { MetadataType } from '../metadata/componentTypes.js';
import { retrieveComponents, RetrieveError, type Wanted } from './retrieve.js';
import { listMembers } from './listMembers.js';
import type { RetrievedComponent } from './zip.js';

/** Retrieve's limit of files in one answer: docs/platform.md#reading */
export const MOST_FILES = 10_000;

const isTooMuch = (error: unknown): boolean =>
  error instanceof RetrieveError && (error.code === 'LIMIT_EXCEEDED' || error.message.startsWith('LIMIT_EXCEEDED'));

/** What to do where a retrieve failed since one answer cannot hold that much; any other error stays one. */
export const ifTooMuch =
  <T>(instead: () => Promise<T>) =>
  (error: unknown): Promise<T> => {
    if (isTooMuch(error)) return instead();
    throw error;
  };

/** One type of which there is more than one answer holds: by name, as many to an answer as it may hold. */
const retrieveByNames = async (connection: Connection, type: MetadataType): Promise<RetrievedComponent[]> => {
  const names = (await listMembers(connection, [type])).map(({ fullName }) => fullName);
  const components: RetrievedComponent[] = [];
  for (let from = 0; from < names.length; from += MOST_FILES) {
    const some = new Map([[type, names.slice(from, from + MOST_FILES)]]);
    for (const component of await retrieveComponents(connection, some)) components.push(component);
  }
  return components;
};

/** Retrieves what is too much for one answer: one half of the types and the other, side by side. */
export const retrieveInParts = async (connection: Connection, wanted: Wanted): Promise<RetrievedComponent[]> => {
  const entries = [...wanted];
  const [[type]] = entries;
  if (entries.length === 1) return retrieveByNames(connection, type);
  const middle = Math.ceil(entries.length / 2);
  const halves = [entries.slice(0, middle), entries.slice(middle)].map((half) => new Map(half));
  return (await Promise.all(halves.map((half) => retrieveMembers(connection, half)))).flat();
};

/**
 * Retrieves members in one answer where it holds them all, else in several.
 *
 * @throws RetrieveError
 */
export const retrieveMembers = (connection: Connection, wanted: Wanted): Promise<RetrievedComponent[]> =>
  retrieveComponents(connection, wanted).catch(ifTooMuch(() => retrieveInParts(connection, wanted)));
