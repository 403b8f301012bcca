import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { throwProblems } from '../definition/problems.js';
import { readCredentials, type Credentials } from '../org/credentials.js';
import { queryApp } from '../org/facts.js';
import { isAccessOn, readAppSettings } from '../org/secretAccess.js';
import { checkApiVersion } from './apiVersion.js';
import { appNotFound, displayApp } from './readApps.js';
import type { Run } from './run.js';
import { withAccess, type AccessOptions } from './withAccess.js';
import { partsOf, type ApiName } from '../settings/apiNames.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.get-credentials');

/** Whether the org's switch for consumer secrets over REST is on. */
export const givesOutSecrets = async (connection: Connection): Promise<boolean> =>
  isAccessOn(await readAppSettings(connection));

export interface CredentialsOptions extends AccessOptions {
  /** Record id of the app (0xI…), where it is known already. */
  appId?: string | null;
}

/** An app's credentials, and whose they are. */
export type AppCredentials = Credentials & { appId: string };

const findAppId = async ({
  connection,
  name,
  appId,
}: CredentialsOptions): Promise<{ appId: string; name: ApiName }> => {
  if (appId) return { appId, name };
  throwProblems(await checkApiVersion(connection));
  const app = await queryApp(connection, name);
  if (!app) throw appNotFound(connection, name, []);
  return { appId: app.id, name: app.name };
};

/** An app has no key pair without OAuth; that of a packaged app may be its publisher's. */
const noConsumer = (name: ApiName): Error =>
  partsOf(name).namespace === null
    ? messages.createError('error.noConsumer', [name])
    : messages.createError('error.publishersConsumer', [name, partsOf(name).namespace]);

/**
 * An app's consumer key and secret.
 *
 * @throws SfError `AppNotFoundError`, `AccessOffError`, `NoPermissionError`, `NoConsumerError`, `AccessLeftOnError`
 */
export const getCredentials = async (run: Run, options: CredentialsOptions): Promise<AppCredentials> => {
  const { connection } = options;
  const { appId, name } = await findAppId(options);
  const read = (): Promise<Credentials | undefined> => readCredentials(connection, appId);
  const credentials = await withAccess(run, options, appId, read);
  if (!credentials) throw noConsumer(name);
  return { ...credentials, appId };
};

/** An app's consumer key alone, which any user who may retrieve the app can read. */
export const getConsumerKey = async (connection: Connection, name: ApiName): Promise<string> => {
  const { consumerKey, definition } = await displayApp(connection, name);
  if (consumerKey === null) throw noConsumer(definition.name);
  return consumerKey;
};
