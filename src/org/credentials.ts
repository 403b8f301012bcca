import type { Connection } from '@salesforce/core';

/** Consumer key and secret: docs/platform.md#credentials */
export interface Credentials {
  consumerKey: string;
  consumerSecret: string;
}

interface ConsumerList {
  consumers?: Array<{ id: string }>;
}

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
 */
export const readCredentials = async (connection: Connection, appId: string): Promise<Credentials | undefined> => {
  const base = `/apps/oauth/credentials/${appId}`;
  const { consumers = [] } = await connection.requestGet<ConsumerList>(base);
  const consumer = consumers.at(0);
  if (!consumer) return undefined;
  const { key, secret } = await connection.requestGet<{ key: string; secret: string }>(
    `${base}/${consumer.id}?part=keyandsecret`
  );
  return { consumerKey: key, consumerSecret: secret };
};
