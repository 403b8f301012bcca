import { isDeepStrictEqual } from 'node:util';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import type { SfError } from '@salesforce/core/sfError';
import { toAnyJson } from '@salesforce/ts-types';
import { readApps, type LiveApp } from '../org/apps.js';
import { appItself, findRemnant } from '../org/leftBehind.js';
import { readKeysOfProviders } from '../org/related.js';
import { orgWord } from '../org/runningUser.js';
import { appPage } from '../org/setupPages.js';
import type { Component } from '../metadata/components.js';
import type { Member } from '../metadata/manifest.js';
import type { ApiName } from '../settings/apiNames.js';
import { readUse, unusable, type AppUse } from './appUse.js';
import { warnOfLacked } from './hindrances.js';
import { findAppToChange } from './readApps.js';
import { rehearseRemoval, removeApp, type Removal, type RemovalOptions } from './removal.js';
import type { Run } from './run.js';
import { changedMeanwhile, isOld, placeOfApp, takeTurn } from './undisturbed.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.delete');
const changing = Messages.loadMessages('sf-plugin-eca', 'changing');

/** An app that is to be deleted, and who uses it. Nothing is done yet. */
export interface DeletionPlan {
  /** The app; where it is gone already, what is left of it. */
  app: LiveApp;
  isRemnant: boolean;
  use: AppUse;
  /** When the org was read, ms. */
  readAt: number;
}

/** What became of a deletion. */
export interface DeletedApp {
  name: string;
  id: string | null;
  consumerKey: string | null;
  /** `validated`: rehearsed alone. `running`: the time to wait was up, and `nextSteps` says what still runs. */
  state: 'deleted' | 'validated' | 'running';
  /** The deploy that deletes the app, or rehearses it; null where another run has deleted it, or nobody heard its id. */
  deployId: string | null;
  /** What the app is made of: deleted, or to be deleted. */
  components: Array<{ type: string; fullName: string }>;
  usedBy: AppUse;
  /** Components that the org still has though the app is gone. */
  leftBehind: Array<{ type: string; fullName: string }>;
  nextSteps: string[];
}

/** What nobody in this org can delete, or not in this way. */
const checkIsDeletable = ({ name, id, installedFrom, consumerKey }: LiveApp, connection: Connection): void => {
  if (installedFrom !== null) {
    const page = appPage(connection, id);
    throw messages
      .createError('error.installed', [name, installedFrom], [orgWord(connection), page])
      .setData({ name, installedFrom });
  }
  const { clientId } = connection.getAuthInfoFields();
  if (clientId !== undefined && clientId === consumerKey) throw messages.createError('error.ownApp', [name]);
};

/** Where the app is gone, components of it may still be there: an earlier run may not have come to an end. */
const findWhatIsLeft = async (connection: Connection, name: ApiName, error: unknown): Promise<LiveApp> => {
  if ((error as Error).name !== 'AppNotFoundError') throw error;
  const remnant = await findRemnant(connection, name);
  if (!remnant) throw error;
  return remnant;
};

/**
 * Reads an app, and looks who uses it. Only reads.
 *
 * @param name in any case
 * @throws SfError `AppNotFoundError`, `InstalledError`, `OwnAppError`, or what the org answered
 */
export const planDeletion = async (
  run: Run,
  { connection, name }: { connection: Connection; name: ApiName }
): Promise<DeletionPlan> => {
  const readAt = Date.now();
  run.stage(changing.getMessage('stage.read'));
  const asked = readKeysOfProviders(connection);
  // If the app cannot be read, nobody asks for them any more.
  asked.catch(() => undefined);
  const found = await findAppToChange(connection, name).catch(async (error: unknown) => ({
    app: await findWhatIsLeft(connection, name, error),
    hindrances: undefined,
  }));
  const { app, hindrances } = found;
  checkIsDeletable(app, connection);
  if (hindrances) warnOfLacked(orgWord(connection), hindrances).forEach((warning) => run.warn(warning));
  const isRemnant = hindrances === undefined;
  return { app, isRemnant, use: isRemnant ? unusable(app) : await readUse(connection, app, asked), readAt };
};

const appInUse = ({ name }: LiveApp, use: AppUse): SfError => {
  const error = messages.createError(use.inUse === 'yes' ? 'error.appInUse' : 'error.useNotKnown', [name]);
  error.message = [error.message, ...use.reasons].join('\n  ');
  return error.setData({ name, usedBy: toAnyJson(use) });
};

/**
 * Refuses to delete what is in use, or of which nobody can know that it is not.
 *
 * @param evenInUse somebody knows, and wants it deleted all the same
 * @throws SfError `AppInUseError`, `UseNotKnownError`
 */
export const checkMayDelete = ({ app, use }: Pick<DeletionPlan, 'app' | 'use'>, evenInUse: boolean): void => {
  if (!evenInUse && use.inUse !== 'no') throw appInUse(app, use);
};

export interface DeleteOptions extends Omit<RemovalOptions, 'watch'> {
  /** Delete the app though it is in use, or though nobody can know that it is not. */
  evenInUse: boolean;
  /** Rehearse: the org validates, and nothing is deleted. */
  dryRun: boolean;
}

/**
 * Whether the app is still there, and as it was shown.
 *
 * @throws SfError `ChangedMeanwhileError`, and what {@link checkMayDelete} throws
 */
const lookAgain = async (plan: DeletionPlan, { connection, evenInUse }: DeleteOptions): Promise<boolean> => {
  const { app, isRemnant } = plan;
  const now = (await readApps(connection, app.name)).at(0);
  if (isRemnant) {
    if (now) throw changedMeanwhile(app.name);
    return true;
  }
  if (!now) return false;
  if (!isDeepStrictEqual(now.components, app.components)) throw changedMeanwhile(app.name);
  if (!evenInUse) checkMayDelete({ app: now, use: await readUse(connection, now) }, evenInUse);
  return true;
};

/** What a deletion names: the app, with which all else goes, or what is left of it. */
const doomedOf = ({ components }: LiveApp): Component[] => {
  const itself = appItself(components);
  return itself ? [itself] : components;
};

const toMembers = (members: readonly Member[]): Member[] => members.map(({ type, fullName }) => ({ type, fullName }));

const stepsAfter = (plan: DeletionPlan, { state, phase, deployId, left }: Removal, evenInUse: boolean): string[] => {
  const { app, use } = plan;
  if (state === 'running') return [messages.getMessage(`nextStep.running.${phase}`, [deployId ?? '', app.name])];
  if (state === 'validated') {
    const needsMore = use.inUse !== 'no' && !evenInUse;
    return [messages.getMessage(needsMore ? 'nextStep.forReal.inUse' : 'nextStep.forReal', [app.name])];
  }
  return left.length > 0 ? [messages.getMessage('nextStep.leftBehind', [app.name])] : [];
};

const toResult = (plan: DeletionPlan, removal: Removal, evenInUse: boolean): DeletedApp => {
  const { app, use } = plan;
  const { state, deployId, left } = removal;
  const isLeft = (member: Member): boolean =>
    left.some(({ type, fullName }) => type === member.type && fullName === member.fullName);
  return {
    name: app.name,
    id: app.id,
    consumerKey: app.consumerKey,
    state,
    deployId,
    components: toMembers(app.components.filter((component) => !isLeft(component))),
    usedBy: use,
    leftBehind: toMembers(left),
    nextSteps: stepsAfter(plan, removal, evenInUse),
  };
};

/**
 * Deletes an app, for good: the org rehearses it first, then deletes it with all that belongs to it, and is asked
 * afterwards what is left. Nobody is asked here whether that is meant.
 *
 * @throws SfError what {@link checkMayDelete} and {@link takeTurn} throw, `ChangedMeanwhileError`, `NotDeletedError`,
 * `DeployFailedError`, `DeployCanceledError`, or what the org answered
 */
export const deleteApp = async (run: Run, plan: DeletionPlan, options: DeleteOptions): Promise<DeletedApp> => {
  const { connection, dryRun, evenInUse, waitMs } = options;
  const { app } = plan;
  const doomed = doomedOf(app);
  if (dryRun) return toResult(plan, await rehearseRemoval(run, doomed, options), evenInUse);
  checkMayDelete(plan, evenInUse);
  return takeTurn(run, placeOfApp(connection, app.name), waitMs, async ({ hadToWait, watch }) => {
    const isThere = hadToWait || isOld(plan) ? await lookAgain(plan, options) : true;
    if (!isThere) run.note(messages.getMessage('note.goneAlready', [app.name]));
    const removal = await removeApp(run, app, isThere ? doomed : [], { ...options, watch });
    return toResult(plan, removal, evenInUse);
  });
};
