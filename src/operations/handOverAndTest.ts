import { Messages } from '@salesforce/core/messages';
import type { Flow } from '../definition/flows.js';
import type { LiveApp } from '../org/apps.js';
import { testApp, type AppTest } from './appTest.js';
import { getCredentials, type AppCredentials } from './getCredentials.js';
import { handOverCreated, type HandedOver, type HandOverOptions } from './handOverCreated.js';
import { isKeyOfApp } from './keyPair.js';
import type { Run } from './run.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');

export interface HandOverAndTestOptions extends HandOverOptions {
  /** Turn the org's access to consumer secrets over REST on for the read, where one is needed and it is off. */
  enableAccess: boolean;
  /** Whether clients can log in is tested at the end. */
  test?: boolean;
  /** Those that the vendor's system uses, where that is known: the others are not tested. */
  flows?: readonly Flow[];
  /** How long to wait for each deploy, and for the app to be live, ms. */
  waitMs: number;
}

/** What became of an app's credentials, and what logging in through it came to. */
export interface HandedOverAndTested {
  credentials: HandedOver | null;
  test: AppTest | null;
}

export const NOTHING_HANDED: HandedOverAndTested = { credentials: null, test: null };

/**
 * What comes last: the app's credentials are handed over, and it is tested with them.
 *
 * @param known the credentials, where this run has read them already
 * @throws what {@link handOverCreated} and {@link testApp} throw
 */
export const handOverAndTest = async (
  run: Run,
  live: LiveApp,
  known: AppCredentials | undefined,
  options: HandOverAndTestOptions
): Promise<HandedOverAndTested> => {
  let read: Promise<AppCredentials> | undefined = known && Promise.resolve(known);
  const { name, id: appId } = live;
  const readCredentials = (): Promise<AppCredentials> => (read ??= getCredentials(run, { ...options, name, appId }));
  // A run that goes on from another one finds a key where that one put it, or somebody else meanwhile.
  const jwt = options.jwt && isKeyOfApp(options.jwt.privateKey, live) ? options.jwt : undefined;
  const credentials = await handOverCreated(run, live, readCredentials, { ...options, jwt });
  if (!options.test) return { credentials, test: null };
  run.standing(messages.getMessage('standing.testing', [name]));
  const knownSecret = read && (await read).consumerSecret;
  const test = await testApp(run, { ...options, jwt, name, live, readCredentials, knownSecret });
  run.standing(undefined);
  return { credentials, test };
};
