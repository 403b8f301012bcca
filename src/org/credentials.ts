import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { z } from 'zod';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'org');

/** Consumer key and secret: docs/platform.md#credentials */
export interface Credentials {
  consumerKey: string;
  consumerSecret: string;
}

const listAnswer = z.object({ consumers: z.array(z.object({ id: z.string().min(1) })).optional() });

const pairAnswer = z.object({ key: z.string().min(1), secret: z.string().min(1) });

/** An answer that is none must not be handed on as a key and a secret; what it holds is not repeated. */
const parsed = <T>(schema: z.ZodType<T>, answer: unknown): T => {
  const { data } = schema.safeParse(answer);
  if (data === undefined) throw messages.createError('error.noCredentialsInAnswer');
  return data;
};

/** Whether the org refused because its switch for secrets is off, or because of the user's permissions. */
export const isAccessRefused = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  [(error as { errorCode?: unknown }).errorCode, (error as { name?: unknown }).name].includes(
    'FUNCTIONALITY_NOT_ENABLED'
  );

/**
 * Reads an app's key and secret over the Connect REST API. (GETs: jsforce itself makes them again where the org falters.)
 *
 * @param appId record id of the app (0xI…)
 * @returns undefined where the app has no consumer (no OAuth)
 * @throws SfError `NoCredentialsInAnswerError` where the org, or what stands before it, answers with something else
 */
export const readCredentials = async (connection: Connection, appId: string): Promise<Credentials | undefined> => {
  const base = `/apps/oauth/credentials/${appId}`;
  const { consumers = [] } = parsed(listAnswer, await connection.requestGet(base));
  const consumer = consumers.at(0);
  if (!consumer) return undefined;
  const answer = await connection.requestGet(`${base}/${consumer.id}?part=keyandsecret`);
  const { key, secret } = parsed(pairAnswer, answer);
  return { consumerKey: key, consumerSecret: secret };
};
