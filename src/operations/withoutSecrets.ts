import { escapeXml } from '../metadata/entities.js';

/** The forms in which a secret could come back from where it was sent. */
const formsOf = (secret: string): string[] => [
  ...new Set([secret, escapeXml(secret), encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]),
];

/** Text without these secrets. */
export const without = (secrets: string[], text: string): string =>
  secrets
    .filter((secret) => secret !== '')
    .flatMap(formsOf)
    .sort((a, b) => b.length - a.length)
    .reduce((rest, form) => rest.replaceAll(form, '<secret>'), text);

const clean = (value: unknown, secrets: string[]): unknown =>
  value === undefined ? undefined : (JSON.parse(without(secrets, JSON.stringify(value))) as unknown);

/**
 * Does something with secrets; no error of it repeats them, whatever the org says.
 *
 * @throws what the action throws, with the secrets cut out of its texts
 */
export const tellWithout = async <T>(secrets: string[], action: () => Promise<T>): Promise<T> => {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    error.message = without(secrets, error.message);
    if (error.stack !== undefined) error.stack = without(secrets, error.stack);
    if ('data' in error) error.data = clean(error.data, secrets);
    throw error;
  }
};
