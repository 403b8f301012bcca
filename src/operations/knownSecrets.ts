import { formsOf, withoutForms } from './withoutSecrets.js';

/** The forms of each secret that is known: a run over many orgs knows many, and says many lines. */
const known = new Map<string, string[]>();

/** Shorter ones would be found in what is no secret. */
const SHORTEST = 4;

/** From here on, nothing that this process says repeats the secret. */
export const keepSecret = (secret: string): void => {
  if (secret.length >= SHORTEST && !known.has(secret)) known.set(secret, formsOf(secret));
};

/**
 * Text without the secrets that this run knows, in whatever form.
 *
 * @param isCutOff whether the text is an org's, which may repeat the beginning of one alone
 */
export const withoutKnownSecrets = (text: string, isCutOff: boolean): string =>
  known.size === 0 ? text : withoutForms([...known.values()].flat(), text, isCutOff);
