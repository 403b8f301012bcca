import type { Connection } from '@salesforce/core';
import { readCredentials, type Credentials } from '../../src/org/credentials.js';
import { readAppSettings } from '../../src/org/secretAccess.js';
import { switchAccess } from '../../src/operations/accessSwitch.js';
import { recordRun } from './operations.js';

/** The key and secret that an app has; the org's access to secrets is left as it was. */
export const readConsumer = async (connection: Connection, appId: string): Promise<Credentials> => {
  const settings = await readAppSettings(connection);
  await switchAccess(recordRun(), connection, settings, true);
  const credentials = await readCredentials(connection, appId);
  await switchAccess(recordRun(), connection, settings, settings.enableClientSecretInRestApiAccess === 'true');
  if (!credentials) throw new Error(`The app ${appId} has no consumer.`);
  return credentials;
};
