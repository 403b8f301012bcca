import { Messages } from '@salesforce/core/messages';
import { z } from 'zod';
import { list, text } from '../settings/values.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'templates');

/** Parameter → the values with which a part of a template counts; with any other, and with none, it falls away. */
export const whenSchema = z.record(z.string(), list(text), { error: () => messages.getMessage('invalid.when') });

export type When = z.output<typeof whenSchema>;

/** Keys of a template that hold a {@link When}. */
export const WHEN_KEYS = ['when', 'appWhen'];

/** Whether a part counts. */
export const holds = (when: When | undefined, values: Readonly<Record<string, string | undefined>>): boolean =>
  Object.entries(when ?? {}).every(
    ([parameter, wanted]) => Object.hasOwn(values, parameter) && wanted.includes(values[parameter] ?? '')
  );
