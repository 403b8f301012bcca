import { execFile } from 'node:child_process';
import { chmod, lstat, open, readFile, realpath, stat, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Messages } from '@salesforce/core/messages';
import type { Problem } from '../definition/problems.js';
import { draftOf, putInPlace, removeOldDrafts } from './drafts.js';
import type { Run } from './run.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'secretFile');

const git = promisify(execFile);

/** Only the owner may read and write. */
const OWNER_ONLY = 0o600;

/** Whether anything is there, be it a link that leads nowhere. */
const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false
  );

/** The root of the git work tree that a folder lies in; undefined where it lies in none. */
const workTreeOf = async (folder: string): Promise<string | undefined> => {
  if (await exists(join(folder, '.git'))) return folder;
  return dirname(folder) === folder ? undefined : workTreeOf(dirname(folder));
};

/** Variables and settings by which another repository would be asked, or a program run that a repository names. */
const withoutGit = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('GIT_'))),
  GIT_NO_LAZY_FETCH: '1',
});
const HARMLESS = [
  '-c',
  'protocol.allow=never',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '--no-optional-locks',
];

/** A repository may name what is never to be read to its end for the rules by which git ignores files. */
const GIT_LIMIT_MS = 5000;

/** Whether git would leave the file alone: it ignores it, and does not track it already. Without git nobody can tell. */
const isIgnored = (file: string, root: string): Promise<boolean> => {
  const where = [`--git-dir=${join(root, '.git')}`, `--work-tree=${root}`];
  const words = [...HARMLESS, ...where, 'check-ignore', '--quiet', '--', file];
  return git('git', words, { cwd: root, env: withoutGit(process.env), timeout: GIT_LIMIT_MS }).then(
    () => true,
    () => false
  );
};

/** Whether no git picks the file up: it lies in no work tree, or in one that ignores it. */
const isLeftAlone = async (file: string): Promise<boolean> => {
  const root = await workTreeOf(dirname(file));
  return root === undefined || isIgnored(file, root);
};

/** Where the file really is: it, or a folder that it is in, may be a link into a work tree. */
export const realPath = async (path: string): Promise<string> => {
  const file = resolve(path);
  const existing = await realpath(file).catch(() => undefined);
  return existing ?? (dirname(file) === file ? file : join(await realPath(dirname(file)), basename(file)));
};

const problemWith = (key: string, path: string): Problem[] => [
  { where: '--output-file', what: messages.getMessage(key, [path]) },
];

/**
 * What speaks against writing a secret to this place. Nothing is written.
 *
 * @param force the user wants it all the same: git may see it
 * @param makesFolder folders that are missing are going to be made
 */
export const checkSecretFile = async (path: string, force: boolean, makesFolder = false): Promise<Problem[]> => {
  const hindrance = await hindranceAt(path, force, makesFolder);
  return hindrance === undefined ? [] : problemWith(hindrance, path);
};

/** The nearest of the folders that a file is in, or is to be in. */
const nearestIn = async (folder: string): Promise<string> =>
  (await exists(folder)) || dirname(folder) === folder ? folder : nearestIn(dirname(folder));

const canHaveFolder = async (folder: string): Promise<boolean> => (await stat(await nearestIn(folder))).isDirectory();

/** The same in a word. */
export const hindranceAt = async (
  path: string,
  force: boolean,
  makesFolder = false
): Promise<'noFolder' | 'noFile' | 'notIgnored' | undefined> => {
  const file = await realPath(path);
  const hasFolder = makesFolder ? await canHaveFolder(dirname(file)) : await exists(dirname(file));
  if (!hasFolder) return 'noFolder';
  if ((await stat(file).catch(() => undefined))?.isFile() === false) return 'noFile';
  return force || (await isLeftAlone(file)) ? undefined : 'notIgnored';
};

/** A file that exists is overwritten only by whoever insists. */
export const checkIsNew = async (path: string, force: boolean): Promise<Problem[]> =>
  !force && (await exists(await realPath(path))) ? problemWith('exists', path) : [];

/** Writes to the file itself: where that cannot be ended, it is as it was. */
const writeDirectly = async (run: Run, file: string, text: string, force: boolean): Promise<void> => {
  if (force) await chmod(file, OWNER_ONLY).catch(() => undefined);
  const former = force ? await readFile(file).catch(() => undefined) : undefined;
  const handle = await open(file, force ? 'w' : 'wx', OWNER_ONLY);
  let isWritten = false;
  const finish = run.ensure(async () => {
    if (isWritten) return;
    if (former === undefined) await rm(file, { force: true });
    else await writeFile(file, former, { mode: OWNER_ONLY });
  });
  try {
    await handle.writeFile(text);
    await handle.sync();
    isWritten = true;
  } finally {
    await handle.close();
    await finish();
  }
};

/**
 * Writes secrets to a file that only its owner can read: there is never a moment with half of it, or open to others.
 *
 * @param force overwrite a file that exists; without it, one that came about meanwhile is left alone, with an error
 */
export const writeSecretFile = async (run: Run, path: string, text: string, force: boolean): Promise<void> => {
  const file = await realPath(path);
  await removeOldDrafts(file).catch(() => undefined);
  const draft = draftOf(file);
  // A rule may name the one file alone; then there is no draft that git would not see, should this run be killed.
  const isDraftSeen = !(await isLeftAlone(draft));
  if (isDraftSeen && (!force || (await isLeftAlone(file)))) return writeDirectly(run, file, text, force);
  let placed = Promise.resolve();
  const removeDraft = run.ensure(async () => {
    // Half way, the place may only be reserved.
    await placed.catch(() => undefined);
    await rm(draft, { force: true });
  });
  try {
    await writeFile(draft, text, { mode: OWNER_ONLY, flag: 'wx', flush: true });
    placed = force ? rename(draft, file) : putInPlace(draft, file);
    await placed;
  } finally {
    await removeDraft();
  }
};
