import { isDeepStrictEqual } from 'node:util';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import type { SfError } from '@salesforce/core/sfError';
import { readApps, type LiveApp } from '../org/apps.js';
import type { ApiName } from '../settings/apiNames.js';
import type { Run } from './run.js';
import { pathAbout, withLock } from './runLock.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'changing');

/** An app is no longer as it was read, or shown; nothing is sent that rests on that. */
export const changedMeanwhile = (name: ApiName): SfError => messages.createError('error.changedMeanwhile', [name]);

/**
 * Changes an app while no other run on this machine does.
 *
 * @param work told whether another run was at it in the meantime
 */
export const aloneWith = <T>(
  run: Run,
  connection: Connection,
  name: ApiName,
  work: (hadToWait: boolean) => Promise<T>
): Promise<T> => {
  let hadToWait = false;
  const onWait = (): void => {
    hadToWait = true;
    run.status(messages.getMessage('status.waiting', [name]));
  };
  // The org's names are the same whatever their case.
  return withLock(pathAbout(connection, 'apps', name.toLowerCase()), onWait, () => work(hadToWait));
};

/**
 * The app as it is right before something is sent that was worked out from `app`: others change apps too, in Setup or
 * from other machines.
 *
 * @param adapt what to send to the app as it is now; without it, an app that has changed is left alone
 * @throws SfError `ChangedMeanwhileError`
 */
export const readAgain = async <T>(
  connection: Connection,
  app: LiveApp,
  adapt?: (now: LiveApp) => T
): Promise<{ app: LiveApp; adapted: T | undefined }> => {
  const now = (await readApps(connection, app.name)).at(0);
  if (!now) throw changedMeanwhile(app.name);
  if (isDeepStrictEqual(now.components, app.components)) return { app: now, adapted: undefined };
  if (!adapt) throw changedMeanwhile(app.name);
  return { app: now, adapted: adapt(now) };
};
