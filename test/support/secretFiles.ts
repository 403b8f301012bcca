import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkIsNew, checkSecretFile, writeSecretFile } from '../../src/operations/secretFile.js';
import { recordRun } from './operations.js';

export const SECRET_TEXT = 'CONSUMER_KEY=3MVG9.x\nCONSUMER_SECRET=A1B2\n';

/** A folder for files with secrets, and what a test does with one. */
export interface SecretFolder {
  folder: string;
  path: (...names: string[]) => string;
  write: (name: string, content?: string, force?: boolean) => Promise<void>;
  mode: (file: string) => Promise<number>;
  /** Why a file cannot be written there, without the name of the folder. */
  problems: (file: string, force?: boolean) => Promise<string[]>;
  remove: () => Promise<void>;
}

export const makeSecretFolder = async (): Promise<SecretFolder> => {
  const folder = await mkdtemp(join(tmpdir(), 'secret-file-'));
  const path = (...names: string[]): string => join(folder, ...names);
  return {
    folder,
    path,
    write: (name, content = SECRET_TEXT, force = false) => writeSecretFile(recordRun(), path(name), content, force),
    mode: async (file) => (await stat(file)).mode & 0o777,
    problems: async (file, force = false) =>
      [...(await checkSecretFile(file, force)), ...(await checkIsNew(file, force))].map(
        ({ where, what }) => `${where}: ${what.replaceAll(folder, '')}`
      ),
    remove: () => rm(folder, { recursive: true }),
  };
};
