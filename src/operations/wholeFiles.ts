import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

export interface TextFile {
  path: string;
  content: string;
}

/** What could not be written whole, and not be taken back either. */
export class HalfWrittenError extends Error {
  public constructor(
    cause: unknown,
    /** Paths that are not as they were. */
    public readonly left: string[]
  ) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

const orNothing = <T>(found: Promise<T>): Promise<T | undefined> =>
  found.catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });

/** A device or a pipe: what goes there goes through, and nothing may take its place. */
const isPassage = async (path: string): Promise<boolean> => {
  const found = await orNothing(stat(path));
  return found !== undefined && !found.isFile() && !found.isDirectory();
};

/** Writes one file with the folders that it needs. @returns what takes it back */
const writeOne = async ({ path, content }: TextFile): Promise<() => Promise<void>> => {
  if (await isPassage(path)) {
    await writeFile(path, content);
    return () => Promise.resolve();
  }
  const before = await orNothing(readFile(path));
  const firstFolder = await mkdir(dirname(path), { recursive: true });
  const undo = (): Promise<void> =>
    before === undefined ? rm(firstFolder ?? path, { recursive: true, force: true }) : writeFileAtomic(path, before);
  try {
    await writeFileAtomic(path, content);
  } catch (error) {
    if (firstFolder !== undefined) await rm(firstFolder, { recursive: true, force: true });
    throw error;
  }
  return undo;
};

/**
 * Writes files whole, or none of them: each is there with all of its text or as it was, also where the disk is full.
 *
 * @throws the file system's error; HalfWrittenError where what was written could not be taken back
 */
export const writeWhole = async (files: TextFile[]): Promise<void> => {
  const written: Array<{ path: string; undo: () => Promise<void> }> = [];
  for (const file of files) {
    try {
      written.push({ path: file.path, undo: await writeOne(file) });
    } catch (error) {
      const left: string[] = [];
      for (const { path, undo } of written.toReversed()) await undo().catch(() => left.push(path));
      throw left.length > 0 ? new HalfWrittenError(error, left) : error;
    }
  }
};
