import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import type { XmlElements } from '../settings/codecs.js';
import { toXml } from '../metadata/xml.js';
import { followDeploy, startDeploy } from './deploy.js';
import { retrieveComponents, type Wanted } from './retrieve.js';
import type { OnRetry } from './retry.js';
import type { RetrievedComponent } from './zip.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'org');

const LONGEST_SWITCH_MS = 5 * 60 * 1000;

const SWITCH = 'enableClientSecretInRestApiAccess';

/** The org's settings for External Client Apps, as they are: docs/platform.md#credentials */
export type AppSettings = XmlElements;

/** What to retrieve for them. */
export const APP_SETTINGS: Wanted = new Map([['Settings', ['ExternalClientApp']]]);

/** The settings, where they are among these components. */
export const appSettingsIn = (found: RetrievedComponent[]): AppSettings | undefined =>
  found.find(({ type }) => type === 'Settings')?.elements;

export const readAppSettings = async (connection: Connection, onRetry?: OnRetry): Promise<AppSettings> =>
  appSettingsIn(await retrieveComponents(connection, APP_SETTINGS, onRetry)) ?? {};

/** Whether "Allow access to External Client App consumer secrets via REST API" is on. */
export const isAccessOn = (settings: AppSettings): boolean => settings[SWITCH] === 'true';

/**
 * Turns the access to secrets over REST on or off, and leaves the other settings as they were read.
 *
 * @throws Error with the org's words where it refuses
 */
export const switchAccess = async (connection: Connection, settings: AppSettings, on: boolean): Promise<void> => {
  const content = toXml({ type: 'ExternalClientAppSettings', elements: { ...settings, [SWITCH]: String(on) } });
  const id = await startDeploy(connection, [{ path: 'settings/ExternalClientApp.settings-meta.xml', content }], {
    checkOnly: false,
  });
  const { done, succeeded, failures, problem } = await followDeploy(connection, id, { timeoutMs: LONGEST_SWITCH_MS });
  if (!done) throw new Error(messages.getMessage('switchTooLong', [id]));
  if (!succeeded) throw new Error([problem, ...failures.map((failure) => failure.problem)].filter(Boolean).join(' '));
};
