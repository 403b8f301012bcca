import type { Connection } from '@salesforce/core';
import { isRelatedType } from '../definition/related.js';
import type { Member } from '../metadata/manifest.js';
import type { LiveApp } from '../org/liveApp.js';
import { readDeployedApp } from '../org/oneApp.js';
import {
  followDeploy,
  isUnknownDeploy,
  startDeletion,
  startDeploy,
  startSecretDeploy,
  type DeployStatus,
} from '../org/deploy.js';
import { isPassing } from '../org/retry.js';
import type { PackageFile } from '../org/package.js';
import { deployCanceled, deployFailed, deployUnknown, nothingDeployed, relatedFailed } from './deployErrors.js';
import type { Run } from './run.js';
import { tellWithout } from './withoutSecrets.js';
import type { ApiName } from '../settings/apiNames.js';

/** What exists, and how to go on, if the run ends at this point; undefined says that nothing does. */
export interface Standing {
  /** The package is on its way, and whether it arrives nobody knows. */
  sending: string | undefined;
  /** The deploy runs in the org, and goes on by itself. */
  running: (jobId: string) => string | undefined;
}

/** Of a rehearsal nothing is left, wherever it ends. */
export const NOTHING_STANDS: Standing = { sending: undefined, running: () => undefined };

/** Keeps book of deploys, so that another run does not begin with the same before one is over. */
export interface DeployWatch {
  /** @throws where it is no longer this run's turn to send one */
  beforeStart: () => Promise<void>;
  started: (jobId: string) => Promise<void>;
  over: () => Promise<void>;
}

/** Nobody keeps book. */
export const NO_WATCH: DeployWatch = {
  beforeStart: () => Promise.resolve(),
  started: () => Promise.resolve(),
  over: () => Promise.resolve(),
};

export interface FollowOptions {
  connection: Connection;
  /** How long to wait for the deploy, ms. */
  waitMs: number;
  standing: Pick<Standing, 'running'>;
  watch?: Pick<DeployWatch, 'over'>;
  /** What the package may hold; no error repeats it. */
  secrets?: string[];
  /** What to throw in the place of the usual error, where there is something else to do. */
  onRefused?: (status: DeployStatus) => Error | undefined;
}

const failureOf = (status: DeployStatus): Error => {
  if (status.canceled) return deployCanceled(status.id);
  const isBeside = status.failures.length > 0 && status.failures.every(({ type }) => isRelatedType(type));
  return isBeside ? relatedFailed(status) : deployFailed(status);
};

/**
 * Follows a deploy, started by this run or before it, to its end or until the time to wait is up, and tells how far it
 * is.
 *
 * @throws SfError `DeployFailedError`, `RelatedFailedError`, `DeployCanceledError`: then nothing of it is in the org
 */
export const followToEnd = async (run: Run, jobId: string, options: FollowOptions): Promise<DeployStatus> => {
  const { connection, waitMs, standing, watch, secrets = [], onRefused } = options;
  return tellWithout(secrets, async () => {
    run.standing(standing.running(jobId));
    const status = await followDeploy(connection, jobId, {
      timeoutMs: waitMs,
      onStatus: ({ componentsDone, componentsTotal }) => run.status(`${componentsDone}/${componentsTotal}`),
    }).catch((error: unknown) => {
      if (!isUnknownDeploy(error)) throw error;
      run.standing(undefined);
      throw deployUnknown(jobId);
    });
    if (!status.done) return status;
    await watch?.over();
    if (status.succeeded) return status;
    run.standing(undefined);
    throw onRefused?.(status) ?? failureOf(status);
  });
};

export interface RoadOptions extends FollowOptions {
  standing: Standing;
  watch?: DeployWatch;
  /** Rehearse: the org validates, and nothing changes. */
  dryRun: boolean;
}

const startAndFollow = async (
  run: Run,
  start: (options: { checkOnly: boolean }) => Promise<string>,
  options: RoadOptions
): Promise<DeployStatus> => {
  const { dryRun, watch, secrets = [] } = options;
  const standing = dryRun ? NOTHING_STANDS : options.standing;
  await watch?.beforeStart();
  run.standing(standing.sending);
  const id = await tellWithout(secrets, () => start({ checkOnly: dryRun })).catch(async (error: unknown) => {
    // What the org refuses has not begun; where no answer came, nobody knows.
    if (!isPassing(error)) await watch?.over();
    throw error;
  });
  await watch?.started(id);
  return followToEnd(run, id, { ...options, standing });
};

export interface DeployOptions extends RoadOptions {
  files: PackageFile[];
}

/**
 * Sends a package to the org, whole or not at all, and follows it. One that holds secrets goes past SDR, which shows
 * what it deploys to other plugins.
 *
 * @throws what {@link followToEnd} throws, or what the org answered
 */
export const deploy = (run: Run, { files, ...options }: DeployOptions): Promise<DeployStatus> => {
  const { connection, secrets = [] } = options;
  const start = secrets.length > 0 ? startSecretDeploy : startDeploy;
  return startAndFollow(run, (how) => start(connection, files, how), options);
};

/**
 * Has the org delete components, all or none of them, and follows it.
 *
 * @throws what {@link followToEnd} throws, or what the org answered
 */
export const remove = (
  run: Run,
  { doomed, ...options }: RoadOptions & { doomed: readonly Member[] }
): Promise<DeployStatus> => startAndFollow(run, (how) => startDeletion(options.connection, doomed, how), options);

/** The app that comes after the one at hand and is to be new. */
export interface NextNewApp {
  name: ApiName;
  /** The org did not have it yet, ms since the epoch. */
  isLacked: (at: number) => void;
}

/**
 * The app as the org has it after a deploy.
 *
 * @param known components that were deployed, and those that the app had before
 * @param nextNew of which it is asked in the same request whether the org has it already
 * @throws SfError `NothingDeployedError` where the org does not have it after all
 */
export const readBack = async (
  connection: Connection,
  name: ApiName,
  known: Array<{ type: string; fullName: string }>,
  nextNew?: NextNewApp
): Promise<LiveApp> => {
  const askedAt = Date.now();
  const { app, lacksOther } = await readDeployedApp(connection, name, known, nextNew?.name);
  if (!app) throw nothingDeployed(name);
  if (lacksOther) nextNew?.isLacked(askedAt);
  return app;
};
