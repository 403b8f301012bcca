import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import type { Component } from '../metadata/components.js';
import { appItself, findLeft } from '../org/leftBehind.js';
import type { DeployStatus } from '../org/deploy.js';
import type { LiveApp } from '../org/liveApp.js';
import { poll } from '../org/poll.js';
import { isPassing, isUnsent } from '../org/retry.js';
import { NOTHING_STANDS, remove, type DeployWatch, type Standing } from './deployment.js';
import { standingOn, type Run } from './run.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.delete');

/** How far a removal came. */
export interface Removal {
  state: 'deleted' | 'validated' | 'running';
  /** Which of the deploys still runs, where one does. */
  phase: 'rehearsal' | 'deletion';
  /** null where nothing was sent, or nobody heard the id */
  deployId: string | null;
  /** What the org still has of the app, after all. */
  left: Component[];
}

export interface RemovalOptions {
  connection: Connection;
  /** How long to wait for all of it, ms. */
  waitMs: number;
  watch?: DeployWatch;
}

/** How long the org is asked whether an app is gone, where the answer to its deletion was lost. */
const LOOK_MS = 1500;

/** Has the org rehearse it: nothing is deleted. */
export const rehearseRemoval = async (
  run: Run,
  doomed: Component[],
  { connection, waitMs }: RemovalOptions
): Promise<Removal> => {
  run.stage(messages.getMessage('stage.rehearse'));
  const status = await remove(run, { connection, doomed, dryRun: true, waitMs, standing: NOTHING_STANDS });
  return { state: status.done ? 'validated' : 'running', phase: 'rehearsal', deployId: status.id, left: [] };
};

const isGone = async (connection: Connection, { components }: LiveApp): Promise<boolean> => {
  const itself = appItself(components);
  const found = await poll(
    async () => ({ done: (await findLeft(connection, itself ? [itself] : components)).length === 0 }),
    { timeoutMs: LOOK_MS }
  );
  return found?.done ?? false;
};

/**
 * Deletes, and follows it. Where an answer was lost, the org says whether it is done.
 *
 * @returns undefined where it is done, and nobody heard what the org said of it
 */
const send = async (
  run: Run,
  app: LiveApp,
  doomed: Component[],
  options: RemovalOptions & { standing: Standing }
): Promise<DeployStatus | undefined> => {
  try {
    return await remove(run, { ...options, doomed, dryRun: false });
  } catch (error) {
    const isLost = isPassing(error) && !isUnsent(error);
    const isDone = isLost && (await isGone(options.connection, app).catch(() => false));
    if (isDone) return undefined;
    throw error;
  }
};

const namesOf = (components: Component[]): string =>
  components.map(({ type, fullName }) => `${type} ${fullName}`).join(', ');

/** Deletes what did not go with the app: all of it or, where the org does not let go of a part, nothing. */
const removeRest = async (run: Run, app: LiveApp, rest: Component[], options: RemovalOptions): Promise<Component[]> => {
  run.note(messages.getMessage('note.leftBehind', [app.name, namesOf(rest)]));
  const text = messages.getMessage('standing.rest', [app.name]);
  const standing = { sending: text, running: () => text };
  try {
    const status = await remove(run, { ...options, doomed: rest, dryRun: false, standing });
    return status.done ? await findLeft(options.connection, rest) : rest;
  } catch (error) {
    // The app is gone all the same, and what is left of it is named.
    run.standing(text);
    if (!/^Deploy(Failed|Canceled)/.test((error as Error).name)) throw error;
    run.warn((error as Error).message);
    return rest;
  }
};

const prove = async (run: Run, app: LiveApp, doomed: Component[], options: RemovalOptions): Promise<Component[]> => {
  run.standing(messages.getMessage('standing.deleted', [app.name]));
  run.stage(messages.getMessage('stage.prove'));
  const left = await findLeft(options.connection, app.components);
  if (appItself(left)) throw messages.createError('error.notDeleted', [app.name]);
  // What was left of an app that is gone has just been tried.
  const isTried = !doomed.some((component) => component === appItself(app.components));
  return left.length === 0 || isTried ? left : removeRest(run, app, left, options);
};

/**
 * Removes an app, or what is left of one: rehearsed first, then for good, and at last what did not go by itself.
 *
 * @param doomed what the deletion names; empty where another run has done it, and only what is left is to be seen
 * @throws SfError `NotDeletedError`, `DeployFailedError`, `DeployCanceledError`, or what the org answered
 */
export const removeApp = async (
  run: Run,
  app: LiveApp,
  doomed: Component[],
  { waitMs, ...options }: RemovalOptions
): Promise<Removal> => {
  const end = Date.now() + waitMs;
  const inTime = (): RemovalOptions => ({ ...options, waitMs: Math.max(0, end - Date.now()) });
  let deployId: string | null = null;
  if (doomed.length > 0) {
    const untouched = messages.getMessage('standing.untouched', [app.name]);
    const rehearsal = await rehearseRemoval(
      standingOn(run, () => untouched),
      doomed,
      inTime()
    );
    if (rehearsal.state === 'running') {
      run.standing(undefined);
      return rehearsal;
    }
    run.stage(messages.getMessage('stage.delete'));
    const standing = {
      sending: messages.getMessage('standing.sending', [app.name]),
      running: (id: string) => messages.getMessage('standing.deleting', [id, app.name]),
    };
    const status = await send(run, app, doomed, { ...inTime(), standing });
    deployId = status?.id ?? null;
    if (status?.done === false) return { state: 'running', phase: 'deletion', deployId, left: [] };
  }
  const left = await prove(run, app, doomed, inTime());
  run.standing(undefined);
  return { state: 'deleted', phase: 'deletion', deployId, left };
};
