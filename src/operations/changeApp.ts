import { isDeepStrictEqual } from 'node:util';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import type { AppDefinition } from '../definition/schema.js';
import { encodeChanges } from '../metadata/components.js';
import { majorVersion, readApps, type LiveApp } from '../org/apps.js';
import type { DeployStatus } from '../org/deploy.js';
import { deploy, readBack } from './deployment.js';
import { toFiles } from './files.js';
import { warnOfRetries, type Run } from './run.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'changing');

export interface ChangeOptions {
  connection: Connection;
  /** Rehearse: the org validates, and nothing changes. */
  dryRun: boolean;
  /** How long to wait for the deploy, ms. */
  waitMs: number;
  /** Time has passed since the app was read, since somebody was asked: see first whether it is still so. */
  mayBeStale: boolean;
}

/** What became of a change. */
export interface ChangedApp {
  status: DeployStatus;
  /** The app as it is now; undefined where the deploy still runs, or was only rehearsed. */
  live: LiveApp | undefined;
}

/** While a person read and typed, somebody else may have changed the app; what was shown would not be what is done. */
const checkIsSame = async (run: Run, connection: Connection, app: LiveApp): Promise<void> => {
  const now = (await readApps(connection, app.name, warnOfRetries(run))).at(0);
  if (!isDeepStrictEqual(now?.components, app.components)) {
    throw messages.createError('error.changedMeanwhile', [app.name]);
  }
};

/**
 * Changes some settings of an app that exists and reads it back. All else of it stays: what is sent is what was read,
 * with the changes put over it.
 *
 * @param app as it was just read
 * @param changes the settings to change, and the app's name
 * @throws SfError `ChangedMeanwhileError`, `DeployFailedError`, `DeployCanceledError`, or what the org answered
 */
export const changeApp = async (
  run: Run,
  app: LiveApp,
  changes: AppDefinition,
  { connection, dryRun, waitMs, mayBeStale }: ChangeOptions
): Promise<ChangedApp> => {
  const { name } = app;
  if (mayBeStale) await checkIsSame(run, connection, app);
  run.stage(messages.getMessage('stage.deploy'));
  const { components } = encodeChanges(changes, app.components, majorVersion(connection), app.taken);
  const status = await deploy(run, {
    connection,
    files: toFiles(components),
    dryRun,
    waitMs,
    standing: {
      sending: messages.getMessage('standing.sending', [name]),
      running: (id) => messages.getMessage('standing.deploying', [id, name]),
    },
  });
  if (!status.done || status.checkOnly) return { status, live: undefined };
  run.standing(messages.getMessage('standing.deployed', [name]));
  run.stage(messages.getMessage('stage.prove'));
  const live = await readBack(run, connection, name, [...status.components, ...app.components]);
  run.standing(undefined);
  return { status, live };
};
