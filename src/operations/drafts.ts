import { randomUUID } from 'node:crypto';
import { link, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Where a file is written before it is put in its place in one step. It lies beside the file, and its name ends as the
 * file's does, so that the rule by which git ignores the one covers the other.
 */
export const draftOf = (file: string): string => join(dirname(file), `.${randomUUID()}.${basename(file)}`);

/** No run writes for so long: such a draft is that of one that was killed. */
const OLDEST_DRAFT_MS = 10 * 60 * 1000;

/** Removes the drafts of this file that runs left which were killed. */
export const removeOldDrafts = async (file: string): Promise<void> => {
  const [folder, name] = [dirname(file), basename(file)];
  const isDraft = (found: string): boolean => found.endsWith(`.${name}`) && /^\.[\da-f-]{36}\./.test(found);
  for (const draft of (await readdir(folder)).filter(isDraft)) {
    const path = join(folder, draft);
    if (Date.now() - (await stat(path)).mtimeMs > OLDEST_DRAFT_MS) await rm(path, { force: true });
  }
};

/**
 * Puts the draft in the place of the file, unless there is one.
 *
 * @throws Error `EEXIST` where there is one
 */
export const putInPlace = async (draft: string, file: string): Promise<void> => {
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    await putOnReservedPlace(draft, file);
  }
};

/** Not every file system has links: exFAT and many network drives have none. Whoever makes the empty file has the place. */
const putOnReservedPlace = async (draft: string, file: string): Promise<void> => {
  await (await open(file, 'wx', (await stat(draft)).mode)).close();
  try {
    await rename(draft, file);
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
};
