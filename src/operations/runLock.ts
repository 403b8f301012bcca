import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Global, type Connection } from '@salesforce/core';
import { lock } from 'proper-lockfile';

/** Longer than a run can have a lock; whoever waits so long waits for nothing. */
export const LONGEST_RUN_MS = 60 * 60 * 1000;

/** A lock that was not renewed for so long is that of a run that was killed. */
const STALE_LOCK_MS = 10_000;

const LOCK_DELAY_MS = 200;

/** Where runs on this machine leave each other word of an org: in the CLI's own folder. */
export const pathAbout = (connection: Connection, ...names: string[]): string => {
  const { host } = new URL(connection.instanceUrl);
  return join(Global.SF_DIR, 'eca', host.replace(/[^\w.-]/g, '_'), ...names);
};

const isLocked = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ELOCKED';

const lockPatiently = async (path: string, onWait: () => void): Promise<() => Promise<void>> => {
  const options = { realpath: false, stale: STALE_LOCK_MS, onCompromised: () => undefined };
  for (const started = Date.now(); ;) {
    try {
      return await lock(path, options);
    } catch (error) {
      if (!isLocked(error) || Date.now() - started > LONGEST_RUN_MS) throw error;
      onWait();
      await sleep(LOCK_DELAY_MS);
    }
  }
};

/**
 * Does something while no other run on this machine does the same.
 *
 * @param path what it is about: {@link pathAbout}
 * @param onWait told again and again as long as another run is at it
 * @throws Error of the file system, where the CLI's own folder cannot be written to
 */
export const withLock = async <T>(path: string, onWait: () => void, work: () => Promise<T>): Promise<T> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const unlock = await lockPatiently(path, onWait);
  try {
    return await work();
  } finally {
    // It may have gone stale; what was to be done under it is done.
    await unlock().catch(() => undefined);
  }
};
