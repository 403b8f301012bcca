import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { throwProblems } from '../definition/problems.js';
import { isAccessRefused, readCredentials, type Credentials } from '../org/credentials.js';
import { queryApp } from '../org/facts.js';
import { isAccessOn, readAppSettings } from '../org/secretAccess.js';
import { appPage, settingsPage } from '../org/setupPages.js';
import { switchAccess } from './accessSwitch.js';
import { checkApiVersion } from './apiVersion.js';
import { appNotFound, displayApp } from './readApps.js';
import { unheard, warnOfRetries, type Run } from './run.js';
import type { ApiName } from '../settings/apiNames.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.get-credentials');

/** Whether the org's switch for consumer secrets over REST is on. */
export const givesOutSecrets = async (run: Run, connection: Connection): Promise<boolean> =>
  isAccessOn(await readAppSettings(connection, warnOfRetries(run)));

export interface CredentialsOptions {
  connection: Connection;
  name: ApiName;
  /** Turn the org's access to secrets over REST on for the read, where it is off. */
  enableAccess: boolean;
}

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
  const settings = await readAppSettings(connection, warnOfRetries(run));
  const pages = [settingsPage(connection), appPage(connection, id)];
  if (isAccessOn(settings)) throw messages.createError('error.noPermission', [name], [pages[1]]);
  if (!enableAccess) throw messages.createError('error.accessOff', [name], pages);
  const standing = messages.getMessage('standing.accessOn', [pages[0]]);
  const turn = (on: boolean): Promise<void> => switchAccess(unheard(run), connection, settings, on);
  run.standing(standing);
  const turningOn = turn(true);
  const turnOff = run.ensure(async () => {
    // In this order, also where the first is still under way when the run is cut off.
    await turningOn.catch(() => undefined);
    await turn(false);
  });
  const readOn = async (): Promise<Credentials | undefined> => {
    await turningOn;
    return readPatiently(read);
  };
  const outcome = await readOn().then(
    (credentials) => ({ credentials }),
    (error: unknown) => ({ error })
  );
  await turnOff().catch((error: unknown) => {
    const first = 'error' in outcome ? [outcome.error] : [];
    throw messages.createError('error.accessLeftOn', [[...first, error].map(saidBy).join(' ')], [pages[0]]);
  });
  run.standing(undefined);
  if (!('error' in outcome)) return outcome.credentials;
  throw isAccessRefused(outcome.error) ? messages.createError('error.noPermission', [name], [pages[1]]) : outcome.error;
};

const saidBy = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * An app's consumer key and secret.
 *
 * @throws SfError `AppNotFoundError`, `AccessOffError`, `NoPermissionError`, `NoConsumerError`, `AccessLeftOnError`
 */
export const getCredentials = async (run: Run, options: CredentialsOptions): Promise<Credentials> => {
  const { connection, name } = options;
  throwProblems(await checkApiVersion(connection));
  const app = await queryApp(connection, name);
  if (!app) throw appNotFound(connection, name, []);
  const read = (): Promise<Credentials | undefined> => readCredentials(connection, app.id);
  const readAsItIs = async (): Promise<Credentials | undefined> => {
    const found = await read();
    // A run that was killed could not turn it off, and whoever wants it turned on for a read would not know.
    if (options.enableAccess) run.warn(messages.getMessage('warning.accessWasOn', [settingsPage(connection)]));
    return found;
  };
  const credentials = await readAsItIs().catch((error: unknown) => {
    if (!isAccessRefused(error)) throw error;
    return readWithAccess(run, options, app.id, read);
  });
  if (!credentials) throw messages.createError('error.noConsumer', [name]);
  return credentials;
};

/** An app's consumer key alone, which any user who may retrieve the app can read. */
export const getConsumerKey = async (run: Run, connection: Connection, name: ApiName): Promise<string> => {
  const { consumerKey } = await displayApp(run, connection, name);
  if (consumerKey === null) throw messages.createError('error.noConsumer', [name]);
  return consumerKey;
};
