import type { Connection, Org } from '@salesforce/core';
import type { OnRetry } from '../org/retry.js';
import { learnRunningUser } from '../org/runningUser.js';
import { makeSteady } from '../org/transport.js';
import { keepSecret } from './knownSecrets.js';

/** An org that can be asked, and what ends the requests that are still under way. */
export interface Connected {
  connection: Connection;
  close: () => void;
}

/** The part behind the org's id, which is no secret. */
const keepToken = (token: string | null | undefined): void => keepSecret(token?.split('!').at(-1) ?? '');

/**
 * The connection that sf has to an org: steady, its token known as a secret, and its user known.
 *
 * @param onRetry told why before a request is made again
 */
export const connectTo = async (org: Org, apiVersion?: string, onRetry?: OnRetry): Promise<Connected> => {
  const connection = org.getConnection(apiVersion);
  keepToken(connection.accessToken);
  // One that has run out is renewed while the command runs.
  connection.on('refresh', keepToken);
  const { refreshToken, clientSecret } = connection.getAuthInfo().getFields(true);
  keepSecret(refreshToken ?? '');
  keepSecret(clientSecret ?? '');
  const { close } = makeSteady(connection, onRetry);
  await learnRunningUser(connection);
  return { connection, close };
};
