import { X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import { set } from '@salesforce/kit';
import { Messages } from '@salesforce/core/messages';
import { get } from '@salesforce/ts-types';
import { inputReader } from './inputs.js';
import type { Locate, Problem } from './problems.js';
import { folderOf, type ReadText } from './sources.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'definition');

const PATH = ['oauth', 'flows', 'jwtBearer', 'certificate'];
const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificates in a PEM text, also of one from Windows, and nothing of a private key that stands beside them. */
export const certificatesIn = (pem: string): string | undefined => {
  const found = pem.replace(/\r\n?/g, '\n').match(CERTIFICATES);
  return found ? `${found.join('\n')}\n` : undefined;
};

/**
 * Puts the text of the certificate where a file names its path, seen from the file's own folder.
 *
 * @param raw what was read from `file`; it is changed
 */
export const loadCertificate = async (
  raw: Record<string, unknown>,
  file: string,
  locate: Locate,
  readText: ReadText = inputReader()
): Promise<Problem[]> => {
  const value = get(raw, PATH.join('.'));
  if (typeof value !== 'string') return [];
  const problem = (key: string, tokens: string[] = []): Problem[] => {
    // Whatever it is, it must not be shown again as a value that is wrong.
    set(raw, PATH.join('.'), undefined);
    return [{ where: locate(PATH), what: messages.getMessage(key, tokens) }];
  };
  if (/PRIVATE KEY/i.test(value) && certificatesIn(value) === undefined) return problem('invalid.certificate');
  try {
    const pem = value.trimStart().startsWith('-----') ? value : await readText(resolve(folderOf(file), value));
    const certificates = certificatesIn(pem);
    if (certificates === undefined) return problem('invalid.certificate');
    set(raw, PATH.join('.'), certificates);
    return [];
  } catch (error) {
    return problem('invalid.certificateFile', [value, (error as NodeJS.ErrnoException).code ?? String(error)]);
  }
};

/** When a certificate runs out; undefined where that cannot be read. Of several the first counts: it is the client's. */
export const expiryOf = (pem: string): Date | undefined => {
  try {
    return new Date(new X509Certificate(pem).validTo);
  } catch {
    return undefined;
  }
};
