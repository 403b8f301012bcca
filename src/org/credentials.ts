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
export const word = z.string().regex(/^[\x21-\x7E]+$/);

const pairAnswer = z.object({ key: word, secret: word });

/** What the resource is called in errors. */
export const ASKED = 'apps/oauth/credentials';

/** @param appId record id of the app (0xI…) */
export const credentialsPath = (appId: string): string => `/${ASKED}/${appId}`;

/** Whether the org refused because its switch for secrets is off, or because of the user's permissions. */
export const isAccessRefused = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  [(error as { errorCode?: unknown }).errorCode, (error as { name?: unknown }).name].includes(
    'FUNCTIONALITY_NOT_ENABLED'
  );

/**
 * Reads one key pair of an app over the Connect REST API.
 *
 * @throws UnreadableAnswer
 */
export const readPair = async (connection: Connection, appId: string, consumerId: string): Promise<Credentials> => {
  const answer = await connection.requestGet(`${credentialsPath(appId)}/${consumerId}?part=keyandsecret`);
  const { key, secret } = parseAnswer(pairAnswer, answer, ASKED);
  return { consumerKey: key, consumerSecret: secret, consumerId };
};

/**
 * Reads an app's key and secret, of its first pair where it has several.
 *
 * @param appId record id of the app (0xI…)
 * @returns undefined where the app has no consumer (no OAuth)
 * @throws UnreadableAnswer
 */
export const readCredentials = async (connection: Connection, appId: string): Promise<Credentials | undefined> => {
  const { consumers = [] } = parseAnswer(listAnswer, await connection.requestGet(credentialsPath(appId)), ASKED);
  const consumer = consumers.at(0);
  return consumer && readPair(connection, appId, consumer.id);
};
