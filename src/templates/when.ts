import { Messages } from '@salesforce/core/messages';
import { z } from 'zod';
import type { Locate, Problem } from '../definition/problems.js';
import { list, text } from '../settings/values.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'templates');

/** Parameter → the values with which a part of a template counts; with any other, and with none, it falls away. */
export const whenSchema = z.record(z.string(), list(text));

export type When = z.output<typeof whenSchema>;

/** Keys of a template that hold a {@link When}. */
const WHEN_KEYS = ['when', 'appWhen'];

/** Whether a part counts. */
export const holds = (when: When | undefined, values: Readonly<Record<string, string | undefined>>): boolean =>
  Object.entries(when ?? {}).every(([parameter, wanted]) => wanted.includes(values[parameter] ?? ''));

/** Conditions anywhere in a template that cannot be judged: of the wrong form, or on parameters that it does not have. */
export const checkWhen = (
  value: unknown,
  parameters: string[],
  locate: Locate,
  path: PropertyKey[] = []
): Problem[] => {
  if (typeof value !== 'object' || value === null) return [];
  const entries: Array<[PropertyKey, unknown]> = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, inner]) => {
    const place = [...path, key];
    if (!WHEN_KEYS.includes(String(key))) return checkWhen(inner, parameters, locate, place);
    const when = whenSchema.safeParse(inner).data;
    if (!when) return [{ where: locate(place), what: messages.getMessage('invalid.when') }];
    return Object.keys(when)
      .filter((name) => !parameters.includes(name))
      .map((name) => ({ where: locate([...place, name]), what: messages.getMessage('invalid.whenParameter', [name]) }));
  });
};
