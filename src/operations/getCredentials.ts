import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { throwProblems } from '../definition/problems.js';
import { isAccessRefused, readCredentials, type Credentials } from '../org/credentials.js';
import { queryApp } from '../org/facts.js';
import { isAccessOn, readAppSettings } from '../org/secretAccess.js';
import { appPage, settingsPage } from '../org/setupPages.js';
import { lookIntoBook } from './accessBook.js';
import { holdAccess } from './accessSwitch.js';
import { checkApiVersion } from './apiVersion.js';
import { appNotFound, displayApp } from './readApps.js';
import type { Run } from './run.js';
import { partsOf, type ApiName } from '../settings/apiNames.js';
import { orgWord } from '../org/runningUser.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.get-credentials');

/** Whether the org's switch for consumer secrets over REST is on. */
export const givesOutSecrets = async (connection: Connection): Promise<boolean> =>
  isAccessOn(await readAppSettings(connection));

export interface CredentialsOptions {
  connection: Connection;
  name: ApiName;
  /** Record id of the app (0xI…), where it is known already. */
  appId?: string | null;
  /** Turn the org's access to secrets over REST on for the read, where it is off. */
  enableAccess: boolean;
}

/** An app's credentials, and whose they are. */
export type AppCredentials = Credentials & { appId: string };

const AFTER_SWITCH_TRIES = 6;
const AFTER_SWITCH_DELAY_MS = 500;

/** Just switched on, the access may take a moment to be there. */
const readPatiently = async (
  read: () => Promise<Credentials | undefined>,
  triesLeft = AFTER_SWITCH_TRIES
): Promise<Credentials | undefined> => {
  try {
    return await read();
  } catch (error) {
    if (!isAccessRefused(error) || triesLeft <= 1) throw error;
    await sleep(AFTER_SWITCH_DELAY_MS);
    return readPatiently(read, triesLeft - 1);
  }
};

/** Reads with the org's switch on, and sees to it that the switch is off again, come what may. */
const readWithAccess = async (
  run: Run,
  { connection, name, enableAccess }: CredentialsOptions,
  id: string,
  read: () => Promise<Credentials | undefined>
): Promise<Credentials | undefined> => {
  const pages = [settingsPage(connection), appPage(connection, id)];
  const { taken, letGo } = holdAccess(run, connection, { mayTurnOn: enableAccess });
  const readOn = async (): Promise<Credentials | undefined> => {
    const access = await taken;
    if (access === 'off') throw messages.createError('error.accessOff', [name], pages);
    // On by somebody else's wish, it may have come on since the first try.
    return access === 'on' ? read() : readPatiently(read);
  };
  const outcome = await readOn().then(
    (credentials) => ({ credentials }),
    (error: unknown) => ({ error })
  );
  await letGo().catch((error: unknown) => {
    const first = 'error' in outcome ? [outcome.error] : [];
    const said = [...first, error].map(saidBy).join(' ');
    throw messages.createError('error.accessLeftOn', [said], [orgWord(connection), pages[0]]);
  });
  if ((await taken.catch(() => 'failed')) === 'adopted') run.warn(messages.getMessage('warning.accessWasLeftOn'));
  if (!('error' in outcome)) return outcome.credentials;
  throw isAccessRefused(outcome.error) ? messages.createError('error.noPermission', [name], [pages[1]]) : outcome.error;
};

const saidBy = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Reads without touching the switch, unless the org refuses, or an earlier run of this tool left it on. */
const readAsItIs = async (
  run: Run,
  options: CredentialsOptions,
  id: string,
  read: () => Promise<Credentials | undefined>
): Promise<Credentials | undefined> => {
  const { connection, enableAccess } = options;
  const remembered = await lookIntoBook(connection);
  if (remembered === 'leftOn') return readWithAccess(run, options, id, read);
  try {
    const found = await read();
    // Whoever wants it turned on for the read alone would not know that it was on all the time.
    if (enableAccess && remembered === undefined) {
      run.warn(messages.getMessage('warning.accessWasOn', [settingsPage(connection)]));
    }
    return found;
  } catch (error) {
    if (!isAccessRefused(error)) throw error;
    return readWithAccess(run, options, id, read);
  }
};

const findAppId = async ({
  connection,
  name,
  appId,
}: CredentialsOptions): Promise<{ appId: string; name: ApiName }> => {
  if (appId) return { appId, name };
  throwProblems(await checkApiVersion(connection));
  const app = await queryApp(connection, name);
  if (!app) throw appNotFound(connection, name, []);
  return { appId: app.id, name: app.name };
};

/** An app has no key pair without OAuth; that of a packaged app may be its publisher's. */
const noConsumer = (name: ApiName): Error =>
  partsOf(name).namespace === null
    ? messages.createError('error.noConsumer', [name])
    : messages.createError('error.publishersConsumer', [name, partsOf(name).namespace]);

/**
 * An app's consumer key and secret.
 *
 * @throws SfError `AppNotFoundError`, `AccessOffError`, `NoPermissionError`, `NoConsumerError`, `AccessLeftOnError`
 */
export const getCredentials = async (run: Run, options: CredentialsOptions): Promise<AppCredentials> => {
  const { connection } = options;
  const { appId, name } = await findAppId(options);
  const read = (): Promise<Credentials | undefined> => readCredentials(connection, appId);
  const credentials = await readAsItIs(run, options, appId, read);
  if (!credentials) throw noConsumer(name);
  return { ...credentials, appId };
};

/** An app's consumer key alone, which any user who may retrieve the app can read. */
export const getConsumerKey = async (connection: Connection, name: ApiName): Promise<string> => {
  const { consumerKey, definition } = await displayApp(connection, name);
  if (consumerKey === null) throw noConsumer(definition.name);
  return consumerKey;
};
