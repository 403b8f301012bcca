import { readFile } from 'node:fs/promises';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import type { Problem } from '../definition/problems.js';
import type { LiveApp } from '../org/apps.js';
import { instanceHost } from '../org/setupPages.js';
import type { Composed } from './compose.js';
import type { AppCredentials } from './getCredentials.js';
import { checkIsFree, describeDestination, flagOf, handOver, type Destination } from './handOver.js';
import type { Run } from './run.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'handOver');

/** What became of the credentials of an app that was set up. */
export interface HandedOver {
  /** `unchanged`: the file has them, from an earlier run. */
  state: 'handedOver' | 'unchanged';
  outputFile?: string;
  /** The command that they were handed to, without its arguments. */
  command?: string;
}

/** What the file of the destination holds; undefined where there is none, or where it may be overwritten. */
const readExisting = async (destination: Destination): Promise<string | undefined> => {
  if (destination.kind === 'command' || destination.force) return undefined;
  return readFile(destination.path, 'utf8').catch(() => undefined);
};

/** Whether an earlier run has handed this app's credentials over to the file: its key is in there. */
export const isHandedOver = async (destination: Destination, live: LiveApp | undefined): Promise<boolean> =>
  typeof live?.consumerKey === 'string' && holdsKey(destination, live.consumerKey);

/** Whether there is a file with this key already, which is not to be overwritten. */
export const holdsKey = async (destination: Destination, consumerKey: string): Promise<boolean> =>
  (await readExisting(destination))?.includes(consumerKey) === true;

/**
 * What speaks against handing over the credentials of the app that was asked for, once the org is read.
 *
 * @param live the app, where the org has it
 */
export const checkHandOver = async (
  destination: Destination | undefined,
  { hasApp, definition }: Pick<Composed, 'hasApp' | 'definition'>,
  live: LiveApp | undefined
): Promise<Problem[]> => {
  if (destination === undefined) return [];
  const willHaveKey = hasApp && (definition.oauth !== undefined || typeof live?.consumerKey === 'string');
  if (!willHaveKey) return [{ where: flagOf(destination), what: messages.getMessage('noCredentials') }];
  return (await isHandedOver(destination, live)) ? [] : checkIsFree(destination);
};

export interface HandOverOptions {
  connection: Connection;
  destination?: Destination;
}

/**
 * Hands over the credentials of an app that is set up, unless an earlier run has done so.
 *
 * @param readCredentials reads the app's credentials
 * @throws what `readCredentials` and {@link handOver} throw
 */
export const handOverCreated = async (
  run: Run,
  live: LiveApp,
  readCredentials: () => Promise<AppCredentials>,
  { connection, destination }: HandOverOptions
): Promise<HandedOver | null> => {
  if (destination === undefined) return null;
  const where = describeDestination(destination);
  if (await isHandedOver(destination, live)) return { state: 'unchanged', ...where };
  const { name } = live;
  run.stage(messages.getMessage('stage'));
  run.standing(messages.getMessage('standing', [name]));
  const credentials = await readCredentials();
  await handOver(run, destination, { ...credentials, name, instanceUrl: instanceHost(connection) });
  run.standing(undefined);
  return { state: 'handedOver', ...where };
};
