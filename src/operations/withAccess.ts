import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { isAccessRefused } from '../org/credentials.js';
import { orgWord } from '../org/runningUser.js';
import { appPage, settingsPage } from '../org/setupPages.js';
import type { ApiName } from '../settings/apiNames.js';
import { lookIntoBook } from './accessBook.js';
import { holdAccess } from './accessSwitch.js';
import type { Run } from './run.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.get-credentials');

export interface AccessOptions {
  connection: Connection;
  name: ApiName;
  /** Turn the org's access to secrets over REST on, where it is off. */
  enableAccess: boolean;
}

const AFTER_SWITCH_TRIES = 6;
const AFTER_SWITCH_DELAY_MS = 500;

/** Just switched on, the access may take a moment to be there. */
const readPatiently = async <T>(read: () => Promise<T>, triesLeft = AFTER_SWITCH_TRIES): Promise<T> => {
  try {
    return await read();
  } catch (error) {
    if (!isAccessRefused(error) || triesLeft <= 1) throw error;
    await sleep(AFTER_SWITCH_DELAY_MS);
    return readPatiently(read, triesLeft - 1);
  }
};

/** Reads with the org's switch on, and sees to it that the switch is off again, come what may. */
const readWithAccess = async <T>(
  run: Run,
  { connection, name, enableAccess }: AccessOptions,
  id: string,
  read: () => Promise<T>
): Promise<T> => {
  const pages = [settingsPage(connection), appPage(connection, id)];
  const { taken, letGo } = holdAccess(run, connection, { mayTurnOn: enableAccess });
  const readOn = async (): Promise<T> => {
    const access = await taken;
    if (access === 'off') throw messages.createError('error.accessOff', [name], pages);
    // On by somebody else's wish, it may have come on since the first try.
    return access === 'on' ? read() : readPatiently(read);
  };
  const outcome = await readOn().then(
    (found) => ({ found }),
    (error: unknown) => ({ error })
  );
  await letGo().catch((error: unknown) => {
    const first = 'error' in outcome ? [outcome.error] : [];
    const said = [...first, error].map(saidBy).join(' ');
    throw messages.createError('error.accessLeftOn', [said], [orgWord(connection), pages[0]]);
  });
  if ((await taken.catch(() => 'failed')) === 'adopted') run.warn(messages.getMessage('warning.accessWasLeftOn'));
  if (!('error' in outcome)) return outcome.found;
  throw isAccessRefused(outcome.error) ? messages.createError('error.noPermission', [name], [pages[1]]) : outcome.error;
};

const saidBy = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Does what an org allows only while it gives out secrets: without touching the switch, unless the org refuses, or an
 * earlier run of this tool left it on. What is done must be safe to do twice, where it is refused at first.
 *
 * @param id record id of the app (0xI…)
 * @throws SfError `AccessOffError`, `NoPermissionError`, `AccessLeftOnError`, what {@link holdAccess} throws
 */
export const withAccess = async <T>(
  run: Run,
  options: AccessOptions,
  id: string,
  read: () => Promise<T>
): Promise<T> => {
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
