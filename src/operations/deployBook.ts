import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';

/** Without an id, whether the deploy has arrived is not known. */
const entry = z.object({
  deploy: z
    .string()
    .regex(/^\w{15,18}$/)
    .nullable(),
});

/** Longer than an org keeps word of a deploy. */
const OLDEST_DEPLOY_MS = 30 * 24 * 60 * 60 * 1000;

export const bookAt = (path: string): string => `${path}.deploy.json`;

/**
 * The deploy that a run on this machine started and did not see the end of: not waited for, interrupted, or killed.
 *
 * @param path what the deploy changes: {@link pathAbout}
 * @returns its id, or null where the org's answer to it was never heard, or nobody can read what was written; undefined
 * where there is none
 */
export const readDeploy = async (path: string): Promise<string | null | undefined> => {
  try {
    if (Date.now() - (await stat(bookAt(path))).mtimeMs > OLDEST_DEPLOY_MS) return undefined;
    return entry.parse(JSON.parse(await readFile(bookAt(path), 'utf8'))).deploy;
  } catch (error) {
    // One that was written in part tells at least that there was a deploy.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : null;
  }
};

/** Without the entry, the next run looks less far; that is no reason to end this one, whose deploy is under way. */
export const writeDeploy = (path: string, deploy: string | null): Promise<void> =>
  writeFile(bookAt(path), JSON.stringify({ deploy }), { mode: 0o600 }).catch(() => undefined);

/** The deploy is over. An entry that stays does no harm: the org is asked about it. */
export const forgetDeploy = (path: string): Promise<void> => rm(bookAt(path), { force: true }).catch(() => undefined);
