import { readFile } from 'node:fs/promises';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { throwProblems, type Problem } from '../definition/problems.js';
import type { LiveApp } from '../org/apps.js';
import { instanceHost } from '../org/setupPages.js';
import type { Composed } from './compose.js';
import { readCredentialsFile, type GivenCredentials } from './credentialsFile.js';
import type { JwtLogin } from './flowLogin.js';
import type { AppCredentials } from './getCredentials.js';
import {
  checkIsFree,
  describeDestination,
  flagOf,
  handOver,
  type Destination,
  type FileDestination,
} from './handOver.js';
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

/** An org's are several times as long. */
const SHORTEST_SECRET = 16;

const readFileAt = (path: string): Promise<string> => readFile(path, 'utf8');

/** The key pair that a file holds, in one of the forms that name its parts; undefined where it holds none. */
export const pairIn = ({ path, variables }: FileDestination): Promise<GivenCredentials | undefined> =>
  readCredentialsFile(path, readFileAt, variables).catch(() => undefined);

/**
 * Whether the file of the destination holds a key pair of this key: key and secret, in one of the forms that name
 * them.
 *
 * @param consumerSecret what the secret must be, where that is known
 */
export const holdsPair = async (
  destination: Destination,
  consumerKey: string,
  consumerSecret?: string
): Promise<boolean> => {
  if (destination.kind === 'command') return false;
  const found = await pairIn(destination);
  // Where the secret is not known, what is too short to be one is none.
  const isSameSecret =
    consumerSecret === undefined
      ? (found?.consumerSecret.length ?? 0) >= SHORTEST_SECRET
      : found?.consumerSecret === consumerSecret;
  return found?.consumerKey === consumerKey && isSameSecret;
};

/** Whether the file of the destination holds this secret and nothing else. */
export const holdsSecret = async (destination: Destination, consumerSecret: string): Promise<boolean> => {
  if (destination.kind === 'command' || destination.format !== 'value') return false;
  return (await readFileAt(destination.path).catch(() => undefined)) === consumerSecret;
};

const isToBeOverwritten = (destination: Destination): boolean => destination.kind === 'file' && destination.force;

/** Whether an earlier run has handed this app's credentials over to the file. */
export const isHandedOver = async (destination: Destination, live: LiveApp | undefined): Promise<boolean> =>
  !isToBeOverwritten(destination) &&
  typeof live?.consumerKey === 'string' &&
  (await holdsPair(destination, live.consumerKey));

/** What a file holds that has the secret alone shows only once the secret is read. */
const isSecretAlone = (destination: Destination): boolean =>
  destination.kind === 'file' && destination.format === 'value';

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
  if (await isHandedOver(destination, live)) return [];
  return live && isSecretAlone(destination) ? [] : checkIsFree(destination);
};

export interface HandOverOptions {
  connection: Connection;
  /** Where the credentials go. */
  destination?: Destination;
  /** How the client logs in, where it does so by JWT bearer: its private key goes along. */
  jwt?: JwtLogin;
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
  { connection, destination, jwt }: HandOverOptions
): Promise<HandedOver | null> => {
  if (destination === undefined) return null;
  const where = describeDestination(destination);
  if (await isHandedOver(destination, live)) return { state: 'unchanged', ...where };
  const { name } = live;
  run.stage(messages.getMessage('stage'));
  run.standing(messages.getMessage('standing', [name]));
  const credentials = await readCredentials();
  if (await holdsSecret(destination, credentials.consumerSecret)) {
    run.standing(undefined);
    return { state: 'unchanged', ...where };
  }
  throwProblems(await checkIsFree(destination));
  await handOver(run, destination, {
    ...credentials,
    ...(jwt && { privateKey: jwt.privateKey }),
    name,
    instanceUrl: instanceHost(connection),
  });
  run.standing(undefined);
  return { state: 'handedOver', ...where };
};
