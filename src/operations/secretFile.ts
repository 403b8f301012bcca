import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, link, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { Messages } from '@salesforce/core/messages';
import type { Problem } from '../definition/problems.js';
import type { Run } from './run.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'secretFile');

const git = promisify(execFile);

/** Only the owner may read and write. */
const OWNER_ONLY = 0o600;

const FORMATS: Record<string, (content: Record<string, string>) => string> = {
  '.json': (content) => `${JSON.stringify(content, null, 2)}\n`,
  '.env': (content) =>
    Object.entries(content)
      .filter(([name]) => name !== 'name')
      .map(([name, value]) => `${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}=${value}\n`)
      .join(''),
};

const exists = (path: string): Promise<boolean> =>
  access(path, constants.F_OK).then(
    () => true,
    () => false
  );

const isInWorkTree = async (folder: string): Promise<boolean> =>
  (await exists(join(folder, '.git'))) || (dirname(folder) !== folder && (await isInWorkTree(dirname(folder))));

/** Whether git would leave the file alone: it ignores it, and does not track it already. Without git nobody can tell. */
const isIgnored = (file: string): Promise<boolean> =>
  git('git', ['check-ignore', '--quiet', '--', basename(file)], { cwd: dirname(file) }).then(
    () => true,
    () => false
  );

/** Where the file really is: its folder may be a link into a work tree. */
const realPath = async (path: string): Promise<string> => {
  const file = resolve(path);
  return join(await realpath(dirname(file)).catch(() => dirname(file)), basename(file));
};

/**
 * What speaks against writing a secret to this file. Nothing is written.
 *
 * @param force the user wants it all the same: the file is overwritten, and git may see it
 */
export const checkSecretFile = async (path: string, force: boolean): Promise<Problem[]> => {
  const file = await realPath(path);
  const where = '--output-file';
  const problem = (key: string, tokens: string[]): Problem[] => [{ where, what: messages.getMessage(key, tokens) }];
  if (!(extname(file) in FORMATS) && basename(file) !== '.env') return problem('wrongEnding', [path]);
  if (!(await exists(dirname(file)))) return problem('noFolder', [path]);
  if (force) return [];
  if (await exists(file)) return problem('exists', [path]);
  return (await isInWorkTree(dirname(file))) && !(await isIgnored(file)) ? problem('notIgnored', [path]) : [];
};

/**
 * Writes secrets to a file that only its owner can read: there is never a moment with half of it, or open to others.
 *
 * @param force overwrite a file that exists; without it, one that came about meanwhile is left alone, with an error
 */
export const writeSecretFile = async (
  run: Run,
  path: string,
  content: Record<string, string>,
  force: boolean
): Promise<void> => {
  const file = await realPath(path);
  const format = FORMATS[extname(file)] ?? FORMATS['.env'];
  const draft = join(dirname(file), `.${basename(file)}.${randomUUID()}`);
  const removeDraft = run.ensure(() => rm(draft, { force: true }));
  try {
    await writeFile(draft, format(content), { mode: OWNER_ONLY, flag: 'wx' });
    await (force ? rename(draft, file) : link(draft, file));
  } finally {
    await removeDraft();
  }
};
