import { text } from 'node:stream/consumers';
import { readInput, type AppInput } from '../operations/input.js';

/** What was given, with the one secret that is to come from stdin. At a terminal nothing is read: it may be typed. */
export const withSecretFromStdin = async (
  given: AppInput,
  stdin: NodeJS.ReadableStream & { isTTY?: boolean } = process.stdin
): Promise<AppInput> => {
  const { unreadSecrets } = await readInput({ ...given, withoutSecrets: true });
  if (unreadSecrets.length !== 1 || stdin.isTTY) return given;
  const value = (await text(stdin)).replace(/\r?\n$/, '');
  return { ...given, secrets: { ...given.secrets, [unreadSecrets[0]]: value } };
};
