import { isDeepStrictEqual } from 'node:util';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import type { SfError } from '@salesforce/core/sfError';
import { readApps, type LiveApp } from '../org/apps.js';
import { followDeploy, isUnknownDeploy } from '../org/deploy.js';
import { partsOf, type ApiName } from '../settings/apiNames.js';
import { bookAt, forgetDeploy, readDeploy, writeDeploy } from './deployBook.js';
import type { DeployWatch } from './deployment.js';
import type { Run } from './run.js';
import { pathAbout, withLock } from './runLock.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'changing');

/** An app is no longer as it was read, or shown; nothing is sent that rests on that. */
export const changedMeanwhile = (name: ApiName): SfError => messages.createError('error.changedMeanwhile', [name]);

/** Longer than a run takes from reading to sending, where nobody thinks it over in between. */
const FRESH_MS = 2000;

/** Whether so much time has passed since the org was read that others may have changed what was read. */
export const isOld = ({ readAt }: { readAt: number }): boolean => Date.now() - readAt > FRESH_MS;

/** What of an org only one run at a time may change. */
export interface Place {
  connection: Connection;
  /** What runs on this machine know it by. */
  path: string;
  /** What people know it by. */
  called: string;
}

export const placeOfApp = (connection: Connection, name: ApiName): Place => ({
  connection,
  // The org's names are the same whatever their case, and an app's may come with its name space or without.
  path: pathAbout(connection, 'apps', partsOf(name).bare.toLowerCase()),
  called: name,
});

/** What stands beside apps, which has names of its own, and may be asked for by several of them. */
export const placeBesideApps = (connection: Connection): Place => ({
  connection,
  path: pathAbout(connection, 'beside-apps'),
  called: messages.getMessage('besideApps'),
});

/** The org answers, and says no: the user may not see it. */
const isRefusal = (error: unknown): error is Error =>
  error instanceof Error && error.name.includes('INSUFFICIENT_ACCESS');

/**
 * Waits for a deploy that an earlier run on this machine left running: an org takes its time, and what is read before
 * it is over is no longer so afterwards.
 *
 * @param waitMs how long at the most
 * @returns whether there was one
 * @throws SfError `DeployUnderWayError`, `DeployUnseenError`
 */
export const awaitEarlierDeploy = async (
  run: Run,
  { connection, path, called }: Place,
  waitMs: number
): Promise<boolean> => {
  const jobId = await readDeploy(path);
  if (jobId === undefined) return false;
  if (jobId === null) {
    run.warn(messages.getMessage('warning.unheardDeploy', [called]));
    await forgetDeploy(path);
    return true;
  }
  const status = await followDeploy(connection, jobId, {
    timeoutMs: waitMs,
    onStatus: ({ done }) => done || run.waiting(messages.getMessage('status.waitingForDeploy', [jobId])),
  }).catch((error: unknown) => {
    if (isUnknownDeploy(error)) return undefined;
    throw isRefusal(error)
      ? messages.createError('error.deployUnseen', [jobId, called, error.message], [bookAt(path)])
      : error;
  });
  if (status?.done === false) throw messages.createError('error.deployUnderWay', [jobId, called]);
  await forgetDeploy(path);
  return true;
};

/** A run's turn with what only one at a time may change. */
export interface Turn {
  /** Another run was at it in the meantime: what was read before may no longer be so. */
  hadToWait: boolean;
  /** To be told of each deploy. */
  watch: DeployWatch;
}

/**
 * Changes something while no other run on this machine does, and no deploy of one still runs.
 *
 * @param waitMs how long to wait for such a deploy
 * @throws SfError `DeployUnderWayError`; `StoodStillError` before a deploy, where the turn may have gone to another run
 */
export const takeTurn = <T>(run: Run, place: Place, waitMs: number, work: (turn: Turn) => Promise<T>): Promise<T> => {
  const { path, called } = place;
  let isBehindOther = false;
  const onWait = (): void => {
    isBehindOther = true;
    run.waiting(messages.getMessage('status.waiting', [called]));
  };
  return withLock(path, onWait, async (isLost) => {
    const isBehindDeploy = await awaitEarlierDeploy(run, place, waitMs);
    const watch: DeployWatch = {
      beforeStart: async () => {
        if (isLost()) throw messages.createError('error.stoodStill', [called]);
        await writeDeploy(path, null);
      },
      started: (jobId) => writeDeploy(path, jobId),
      over: () => forgetDeploy(path),
    };
    return work({ hadToWait: isBehindOther || isBehindDeploy, watch });
  });
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
