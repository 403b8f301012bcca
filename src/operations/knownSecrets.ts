import { without } from './withoutSecrets.js';

const known = new Set<string>();

/** Shorter ones would be found in what is no secret. */
const SHORTEST = 4;

/** From here on, nothing that this process says repeats the secret. */
export const keepSecret = (secret: string): void => {
  if (secret.length >= SHORTEST) known.add(secret);
};

/**
 * Text without the secrets that this run knows, in whatever form.
 *
 * @param isCutOff whether the text is an org's, which may repeat the beginning of one alone
 */
export const withoutKnownSecrets = (text: string, isCutOff: boolean): string =>
  known.size === 0 ? text : without([...known], text, isCutOff);
