import type { Connection } from '@salesforce/core';
import { z } from 'zod';
import { parseAnswer } from './answers.js';

/** Consumer key and secret: docs/platform.md#credentials */
export interface Credentials {
  consumerKey: string;
  consumerSecret: string;
  /** Id of the key pair. */
  consumerId: string;
}

const listAnswer = z.object({ consumers: z.array(z.object({ id: z.string().min(1) })).optional() });

/** What could be more than one word, or no word at all, is neither a key nor a secret. */
const word = z.string().regex(/^[\x21-\x7E]+$/);

const pairAnswer = z.object({ key: word, secret: word });

const ASKED = 'apps/oauth/credentials';

/** Whether the org refused because its switch for secrets is off, or because of the user's permissions. */
export const isAccessRefused = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  [(error as { errorCode?: unknown }).errorCode, (error as { name?: unknown }).name].includes(
    'FUNCTIONALITY_NOT_ENABLED'
  );

/**
 * Reads an app's key and secret over the Connect REST API.
 *
 * @param appId record id of the app (0xI…)
 * @returns undefined where the app has no consumer (no OAuth)
 * @throws UnreadableAnswer
 */
export const readCredentials = async (connection: Connection, appId: string): Promise<Credentials | undefined> => {
  const base = `/apps/oauth/credentials/${appId}`;
  const { consumers = [] } = parseAnswer(listAnswer, await connection.requestGet(base), ASKED);
  const consumer = consumers.at(0);
  if (!consumer) return undefined;
  const answer = await connection.requestGet(`${base}/${consumer.id}?part=keyandsecret`);
  const { key, secret } = parseAnswer(pairAnswer, answer, ASKED);
  return { consumerKey: key, consumerSecret: secret, consumerId: consumer.id };
};
