import { access } from 'node:fs/promises';
import { Messages } from '@salesforce/core/messages';
import { WriteError } from './wholeFiles.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'files');

const existingFiles = async (paths: string[]): Promise<string[]> => {
  const found = await Promise.all(
    paths.map((path) =>
      access(path).then(
        () => [path],
        () => []
      )
    )
  );
  return found.flat();
};

/**
 * Refuses to write over any of these, naming all that exist.
 *
 * @throws SfError `FilesExistError`
 */
export const refuseExisting = async (paths: string[]): Promise<void> => {
  const existing = await existingFiles(paths);
  if (existing.length > 0) throw messages.createError('error.filesExist', [existing.join(', ')]);
};

/**
 * Does what ends in files, and says of one that cannot be written what became of the others.
 *
 * @throws SfError `FilesExistError`, `NotWrittenError`, `PartlyWrittenError`
 */
export const tellingOfFiles = async <T>(force: boolean, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof WriteError)) throw error;
    const { path, code, left } = error;
    if (code === 'EEXIST' && !force) throw messages.createError('error.filesExist', [path]);
    if (left.length > 0) throw messages.createError('error.partlyWritten', [path, code, left.join(', ')]);
    throw messages.createError('error.notWritten', [path, code]);
  }
};
