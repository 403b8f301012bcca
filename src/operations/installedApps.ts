import { Messages } from '@salesforce/core/messages';
import type { PartialDefinition } from '../definition/schema.js';
import { settingsOfPublisher } from '../metadata/components.js';
import type { LiveApp } from '../org/apps.js';
import { partsOf } from '../settings/apiNames.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'changing');

/**
 * Refuses to change of an app that came with a package what only its publisher can change, before anything is sent:
 * docs/platform.md#name-spaces
 *
 * @param changes the settings to change
 * @throws SfError `PublisherOnlyError`
 */
export const checkIsForSubscriber = ({ name, installedFrom }: LiveApp, changes: PartialDefinition): void => {
  const settings = installedFrom === null ? [] : settingsOfPublisher(changes);
  if (settings.length === 0) return;
  throw messages
    .createError('error.publisherOnly', [name, installedFrom, settings.join(', ')], [partsOf(name).bare])
    .setData({ name, installedFrom, settings });
};
