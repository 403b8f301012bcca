import type { Connection } from '@salesforce/core';
import { isRelatedType } from '../definition/related.js';
import { followDeploy, type DeployStatus } from '../org/deploy.js';
import { deployCanceled, deployFailed, relatedFailed } from './createErrors.js';
import { warnOfRetries, type Run } from './run.js';

export interface FollowOptions {
  /** How long to wait for the deploy, ms. */
  waitMs: number;
  /** What exists, and how to go on, as long as the deploy runs; nothing of a rehearsal. */
  standing: string | undefined;
}

/**
 * Follows a deploy to its end, or until the time to wait is up, and tells how far it is.
 *
 * @throws SfError `DeployFailedError`, `RelatedFailedError`, `DeployCanceledError`: then nothing of it is in the org
 */
export const followToEnd = async (
  run: Run,
  connection: Connection,
  jobId: string,
  { waitMs, standing }: FollowOptions
): Promise<DeployStatus> => {
  run.standing(standing);
  const status = await followDeploy(connection, jobId, {
    timeoutMs: waitMs,
    onStatus: ({ componentsDone, componentsTotal }) => run.status(`${componentsDone}/${componentsTotal}`),
    onRetry: warnOfRetries(run),
  });
  if (!status.done || status.succeeded) return status;
  run.standing(undefined);
  if (status.canceled) throw deployCanceled(jobId);
  const isBeside = status.failures.length > 0 && status.failures.every(({ type }) => isRelatedType(type));
  throw isBeside ? relatedFailed(status) : deployFailed(status);
};
