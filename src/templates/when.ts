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

/** What stands between the values of a parameter that has several. */
const BETWEEN = ',';

/** The values of a parameter that may have several. */
export const splitValues = (value: string): string[] =>
  value
    .split(BETWEEN)
    .map((one) => one.trim())
    .filter((one) => one !== '');

export const joinValues = (values: readonly string[]): string => values.join(BETWEEN);

const isOneOf = (value: string, wanted: string[]): boolean =>
  wanted.includes(value) || splitValues(value).some((one) => wanted.includes(one));

/** Whether a part counts; of a parameter with several values, one is enough. */
export const holds = (when: When | undefined, values: Readonly<Record<string, string | undefined>>): boolean =>
  Object.entries(when ?? {}).every(
    ([parameter, wanted]) => Object.hasOwn(values, parameter) && isOneOf(values[parameter] ?? '', wanted)
  );
