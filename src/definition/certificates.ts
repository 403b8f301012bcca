import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { set } from '@salesforce/kit';
import { Messages } from '@salesforce/core/messages';
import { get } from '@salesforce/ts-types';
import type { Locate, Problem } from './problems.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'definition');

const PATH = ['oauth', 'flows', 'jwtBearer', 'certificate'];
const PEM_START = '-----BEGIN CERTIFICATE-----';

/**
 * Puts the text of the certificate where a file names its path, seen from the file's own folder.
 *
 * @param raw what was read from `file`; it is changed
 */
export const loadCertificate = async (
  raw: Record<string, unknown>,
  file: string,
  locate: Locate
): Promise<Problem[]> => {
  const value = get(raw, PATH.join('.'));
  if (typeof value !== 'string' || value.startsWith(PEM_START)) return [];
  try {
    const pem = await readFile(resolve(dirname(file), value), 'utf8');
    set(raw, PATH.join('.'), pem);
    return pem.startsWith(PEM_START) ? [] : [{ where: locate(PATH), what: messages.getMessage('invalid.certificate') }];
  } catch (error) {
    const tokens = [value, (error as NodeJS.ErrnoException).code ?? String(error)];
    return [{ where: locate(PATH), what: messages.getMessage('invalid.certificateFile', tokens) }];
  }
};
