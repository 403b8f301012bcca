import type { Connection } from '@salesforce/core';
import type { XmlElements } from '../settings/codecs.js';
import { toXml } from '../metadata/xml.js';
import type { PackageFile } from './package.js';
import { nothingIn } from './answers.js';
import { retrieveComponents, type Wanted } from './retrieve.js';
import type { RetrievedComponent } from './zip.js';

const SWITCH = 'enableClientSecretInRestApiAccess';

/** The org's settings for External Client Apps, as they are: docs/platform.md#credentials */
export type AppSettings = XmlElements;

/** What to retrieve for them. */
export const APP_SETTINGS: Wanted = new Map([['Settings', ['ExternalClientApp']]]);

/** The settings, where they are among these components. */
export const appSettingsIn = (found: RetrievedComponent[]): AppSettings | undefined =>
  found.find(({ type }) => type === 'Settings')?.elements;

export const readAppSettings = async (connection: Connection): Promise<AppSettings> =>
  appSettingsIn(await retrieveComponents(connection, APP_SETTINGS)) ?? {};

/**
 * The settings, as the switch must know them: what is sent to turn it holds all of them.
 *
 * @throws UnreadableAnswer where the answer does not have them
 */
export const readSettingsOfSwitch = async (connection: Connection): Promise<AppSettings> => {
  const settings = await readAppSettings(connection);
  if (Object.keys(settings).length === 0) throw nothingIn('Settings:ExternalClientApp');
  return settings;
};

/** Whether "Allow access to External Client App consumer secrets via REST API" is on. */
export const isAccessOn = (settings: AppSettings): boolean => settings[SWITCH] === 'true';

/** Whether the org has External Client Apps; undefined where it does not say, which does not say that it has none. */
export const areAppsOn = ({ enableExternalClientApps: isOn }: AppSettings): boolean | undefined =>
  isOn === undefined ? undefined : isOn !== 'false';

/** The settings with the switch on or off, all else as it was read. */
export const settingsFile = (settings: AppSettings, on: boolean): PackageFile => ({
  path: 'settings/ExternalClientApp.settings-meta.xml',
  content: toXml({ type: 'ExternalClientAppSettings', elements: { ...settings, [SWITCH]: String(on) } }),
});
