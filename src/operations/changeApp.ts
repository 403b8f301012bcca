import { isDeepStrictEqual } from 'node:util';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { settingsGiven, valueAt, type AppDefinition, type PartialDefinition } from '../definition/schema.js';
import { encodeChanges } from '../metadata/components.js';
import { majorVersion, type LiveApp } from '../org/apps.js';
import type { ComponentFailure, DeployStatus } from '../org/deploy.js';
import { appPage } from '../org/setupPages.js';
import { formatIpRange } from '../settings/ipRanges.js';
import { settleAllowlist, stepsForAllowlist } from './allowlistAfterwards.js';
import { readBack, type DeployWatch } from './deployment.js';
import { refusalOfAllowlist, sendComponents } from './sending.js';
import type { Run } from './run.js';
import { placeOfApp, readAgain, takeTurn } from './undisturbed.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'changing');

export interface ChangeOptions {
  connection: Connection;
  /** Rehearse: the org validates, and nothing changes. */
  dryRun: boolean;
  /** How long to wait for the deploy, ms. */
  waitMs: number;
  /** The changes for an app that is no longer as it was read; without it, that one is left alone. */
  adapt?: (now: LiveApp) => AppDefinition;
}

/** What became of a change. */
export interface ChangedApp {
  status: DeployStatus;
  /** The app as it is now; undefined where the deploy still runs, or was only rehearsed. */
  live: LiveApp | undefined;
  /** The org's words, where it took all but the allowlist. */
  allowlistRefusal: string | undefined;
  /** What is left to a person because of that. */
  nextSteps: string[];
}

/** What is not as it was, though this run did not ask for it. */
const warnOfOtherChanges = (run: Run, before: LiveApp, changes: PartialDefinition, { definition }: LiveApp): void => {
  const asked = settingsGiven(changes).map(({ path }) => path);
  const others = settingsGiven(before.definition)
    .filter(({ path, value }) => !asked.includes(path) && !isDeepStrictEqual(value, valueAt(definition, path)))
    .map(({ path }) => path);
  if (others.length > 0) run.warn(messages.getMessage('warning.otherChanges', [before.name, others.join(', ')]));
};

/** Nothing but an allowlist was sent, and the org does not take it from a deploy. */
const allowlistRefused = (
  connection: Connection,
  { id, name, components }: LiveApp,
  { oauth }: AppDefinition,
  failures: ComponentFailure[]
): Error | undefined => {
  const refusal = refusalOfAllowlist(failures, components);
  if (refusal === undefined) return undefined;
  const ranges = oauth?.security?.refreshTokenIpAllowlist ?? [];
  const list = ranges.map(formatIpRange).join(', ');
  return messages.createError('error.allowlistRefused', [name, refusal], [list, appPage(connection, id)]);
};

const sendChange = async (
  run: Run,
  app: LiveApp,
  changes: AppDefinition,
  { connection, dryRun, waitMs }: ChangeOptions,
  watch?: DeployWatch
): Promise<ChangedApp> => {
  const { name } = app;
  run.stage(messages.getMessage('stage.deploy'));
  const { components } = encodeChanges(changes, app.components, majorVersion(connection), app.taken);
  const standing = {
    sending: messages.getMessage('standing.sending', [name]),
    running: (id: string) => messages.getMessage('standing.deploying', [id, name]),
  };
  const { status, allowlistRefusal } = await sendComponents(run, components, app.components, {
    connection,
    dryRun,
    waitMs,
    standing,
    watch,
    onRefused: ({ failures }) => allowlistRefused(connection, app, changes, failures),
  });
  if (!status.done || status.checkOnly) return { status, live: undefined, nextSteps: [], allowlistRefusal };
  run.standing(messages.getMessage('standing.deployed', [name]));
  run.stage(messages.getMessage('stage.prove'));
  const read = await readBack(connection, name, [...status.components, ...app.components]);
  const settled = await settleAllowlist(run, read, changes, allowlistRefusal, {
    connection,
    waitMs,
    standing,
    watch,
  });
  run.standing(undefined);
  warnOfOtherChanges(run, app, changes, settled.live);
  return { status, ...settled, nextSteps: stepsForAllowlist(connection, settled, changes) };
};

/**
 * Changes some settings of an app that exists and reads it back. All else of it stays: what is sent is what the app is
 * right before, with the changes put over it.
 *
 * @param app as it was read
 * @param changes the settings to change, and the app's name
 * @throws SfError what {@link takeTurn} throws, `ChangedMeanwhileError`, `DeployFailedError`, `DeployCanceledError`, or what the org answered
 */
export const changeApp = async (
  run: Run,
  app: LiveApp,
  changes: AppDefinition,
  options: ChangeOptions
): Promise<ChangedApp> => {
  const { connection, dryRun, waitMs, adapt } = options;
  if (dryRun) return sendChange(run, app, changes, options);
  return takeTurn(run, placeOfApp(connection, app.name), waitMs, async ({ watch }) => {
    const { app: now, adapted } = await readAgain(connection, app, adapt);
    return sendChange(run, now, adapted ?? changes, options, watch);
  });
};
