import { chmod, copyFile, mkdir, realpath, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { draftOf, putInPlace, removeOldDrafts } from './drafts.js';
import type { Run } from './run.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'files');

/** A file and what it is to hold: text, or bytes where some of them are not ours to read. */
export interface TextFile {
  path: string;
  content: string | Uint8Array;
  /** It adds to a file that is there, and so may come into its place without {@link WriteOptions.force}. */
  isAddition?: boolean;
}

export interface WriteOptions {
  /** Overwrite files that exist; without it, one that is there is left alone, with an error. */
  force: boolean;
  /** Make the folders that the files go into. */
  makeFolders?: boolean;
}

/** A file cannot be written, and so none was. */
export class WriteError extends Error {
  /**
   * @param path the file, as the user wrote it
   * @param code what the file system says
   * @param left files that could not be put back: they are as they were to be
   */
  public constructor(
    public readonly path: string,
    public readonly code: string,
    public readonly left: string[] = []
  ) {
    super(`${path}: ${code}`);
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

/** What is there, behind links. */
const find = async (path: string): Promise<{ file: string; mode?: number; isSpecial: boolean }> => {
  const file = await realpath(path).catch(() => resolve(path));
  const found = await stat(file).catch(() => undefined);
  const isSpecial = found !== undefined && !found.isFile() && !found.isDirectory();
  return { file, mode: found && found.mode & 0o777, isSpecial };
};

/** Removes a folder and those above it, up to the first that was made, as far as nothing else is in them. */
const removeFolders = async (folder: string, first: string): Promise<void> => {
  await rmdir(folder);
  if (folder !== first) await removeFolders(dirname(folder), first);
};

/** Files that are being written, and how each step is undone. */
class Writing {
  /** Files that could not be put back. */
  public readonly left: string[] = [];
  private readonly undos: Array<{ path: string; undo: () => Promise<unknown> }> = [];
  private readonly drafts: string[] = [];
  private readonly madeFolders: Array<[folder: string, first: string]> = [];
  private readonly placings: Array<() => Promise<void>> = [];
  private underWay: Promise<void> = Promise.resolve();
  private state: 'begun' | 'written' | 'over' = 'begun';

  public constructor(private readonly options: WriteOptions) {}

  /** Writes all of them beside their places, where a full disk does no harm, and only then puts one after the other. */
  public async write(files: TextFile[]): Promise<void> {
    for (const file of files) await this.step(file.path, () => this.prepare(file));
    for (const [index, place] of this.placings.entries()) await this.step(files[index].path, place);
    this.state = 'written';
  }

  /**
   * Removes what was only of use meanwhile; where not all is written, also undoes what was.
   *
   * @throws SfError `NotPutBackError`
   */
  public async finish(): Promise<void> {
    const isWritten = this.state === 'written';
    this.state = 'over';
    // A signal may come in the middle of a step.
    await this.underWay.catch(() => undefined);
    if (!isWritten) await this.undoAll();
    await Promise.all(this.drafts.map((draft) => rm(draft, { force: true }).catch(() => undefined)));
    if (!isWritten) await this.removeMadeFolders();
    if (this.left.length > 0) throw messages.createError('error.notPutBack', [this.left.join(', ')]);
  }

  private async step(path: string, work: () => Promise<void>): Promise<void> {
    if (this.state === 'over') throw new Error('interrupted');
    this.underWay = work();
    try {
      await this.underWay;
    } catch (error) {
      throw new WriteError(path, codeOf(error), this.left);
    }
  }

  private async prepare({ path, content, isAddition }: TextFile): Promise<void> {
    const { force } = this.options;
    const { file, mode, isSpecial } = await find(path);
    if (mode !== undefined && !force && !isAddition) throw Object.assign(new Error(), { code: 'EEXIST' });
    // What a terminal, a pipe or /dev/null takes cannot be taken back, nor may a file come into its place.
    if (isSpecial) return void this.placings.push(() => writeFile(file, content));
    await this.makeFolder(dirname(file));
    await removeOldDrafts(file).catch(() => undefined);
    const draft = this.newDraft(file);
    await writeFile(draft, content, { flag: 'wx', flush: true });
    if (mode === undefined) return void this.placings.push(() => this.putNew(path, draft, file));
    await chmod(draft, mode);
    const former = this.newDraft(file);
    await copyFile(file, former);
    this.placings.push(() => this.replace(path, draft, file, former));
  }

  private newDraft(file: string): string {
    const draft = draftOf(file);
    this.drafts.push(draft);
    return draft;
  }

  private async makeFolder(folder: string): Promise<void> {
    if (this.options.makeFolders !== true) return;
    const first = await mkdir(folder, { recursive: true }).catch((error: unknown) => {
      // A file is in the place of the folder, and not one of those that are to be written.
      throw codeOf(error) === 'EEXIST' ? Object.assign(new Error(), { code: 'ENOTDIR' }) : error;
    });
    if (first !== undefined) this.madeFolders.push([folder, first]);
  }

  private async putNew(path: string, draft: string, file: string): Promise<void> {
    await (this.options.force ? rename(draft, file) : putInPlace(draft, file));
    this.undos.push({ path, undo: () => rm(file, { force: true }) });
  }

  private async replace(path: string, draft: string, file: string, former: string): Promise<void> {
    await rename(draft, file);
    this.undos.push({ path, undo: () => rename(former, file) });
  }

  private async undoAll(): Promise<void> {
    for (const { path, undo } of this.undos.toReversed()) await undo().catch(() => this.left.push(path));
  }

  private async removeMadeFolders(): Promise<void> {
    for (const [folder, first] of this.madeFolders.toReversed()) {
      await removeFolders(folder, first).catch(() => undefined);
    }
  }
}

/**
 * Writes files whole, and all of them or none: there is never a moment with half of one, and a full disk costs nothing
 * that was there.
 *
 * @throws WriteError names the first that cannot be written
 */
export const writeWhole = async (run: Run, files: TextFile[], options: WriteOptions): Promise<void> => {
  const writing = new Writing(options);
  const finish = run.ensure(() => writing.finish());
  try {
    await writing.write(files);
  } catch (error) {
    // What could not be put back, the error names too.
    await finish().catch(() => undefined);
    throw error;
  }
  await finish();
};
