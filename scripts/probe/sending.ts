import type { Connection } from '@salesforce/core';
import { z } from 'zod';
import { parseAnswer } from '../../src/org/answers.js';
import { followDeploy, type DeployStatus } from '../../src/org/deploy.js';

/** Longer than any deploy of one app takes. */
const LONGEST_DEPLOY_MS = 10 * 60 * 1000;

const accepted = z.object({ id: z.string().min(1) });

/**
 * Sends a package, and waits for its end.
 *
 * @throws Error where it takes too long, or the org takes no package
 */
export const deployZip = async (connection: Connection, zip: Buffer, checkOnly: boolean): Promise<DeployStatus> => {
  const options = { checkOnly, rollbackOnError: true, singlePackage: true };
  const { id } = parseAnswer(accepted, await connection.metadata.deploy(zip, options), 'deploy');
  const status = await followDeploy(connection, id, { timeoutMs: LONGEST_DEPLOY_MS });
  if (!status.done) throw new Error(`The deploy ${id} is still running.`);
  return status;
};
