import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Global, type Connection } from '@salesforce/core';
import { lock } from 'proper-lockfile';
import { z } from 'zod';

const holderSchema = z.object({ id: z.string(), pid: z.number(), host: z.string(), since: z.iso.datetime() });

/** A run that needs an org's switch for secrets to be on. */
export type Holder = z.infer<typeof holderSchema>;

const bookSchema = z.object({ holders: z.array(holderSchema) });

/** A run that is older has died where nobody could see it. */
const LONGEST_HOLD_MS = 60 * 60 * 1000;

/** A lock that was not renewed for so long is that of a run that was killed. */
const STALE_LOCK_MS = 10_000;

const LOCK_DELAY_MS = 200;

/** This run, as another one may meet it. */
export const newHolder = (): Holder => ({
  id: randomUUID(),
  pid: process.pid,
  host: hostname(),
  since: new Date().toISOString(),
});

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException).code;

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, and is somebody else's.
    return codeOf(error) === 'EPERM';
  }
};

const isAlive = ({ pid, host, since }: Holder): boolean =>
  Date.now() - Date.parse(since) < LONGEST_HOLD_MS && (host !== hostname() || isRunning(pid));

/**
 * What this machine remembers of an org whose switch for secrets was turned on by this tool: the runs that still need
 * it. It is there as long as the switch is not known to be off again, whatever became of the runs.
 */
export interface AccessBook {
  /** Whether the switch was turned on by this tool. */
  isOpen: boolean;
  /** Runs that are alive and need it. */
  holders: Holder[];
  write: (holders: Holder[]) => Promise<void>;
  /** The switch is off. */
  close: () => Promise<void>;
}

const folder = (): string => join(Global.SF_DIR, 'eca', 'secret-access');

const pathOf = (connection: Connection): string => {
  const { host } = new URL(connection.instanceUrl);
  return join(folder(), `${host.replace(/[^\w.-]/g, '_')}.json`);
};

/** Who is named in a book; undefined where there is none. One that cannot be read names nobody, and is there. */
const readHolders = async (path: string): Promise<Holder[] | undefined> => {
  try {
    return bookSchema.parse(JSON.parse(await readFile(path, 'utf8'))).holders.filter(isAlive);
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? undefined : [];
  }
};

/** What an earlier run left behind, or one that is under way needs. */
export const lookIntoBook = async (connection: Connection): Promise<'leftOn' | 'inUse' | undefined> => {
  const holders = await readHolders(pathOf(connection));
  if (holders === undefined) return undefined;
  return holders.length === 0 ? 'leftOn' : 'inUse';
};

const lockPatiently = async (path: string, onWait: () => void): Promise<() => Promise<void>> => {
  const options = { realpath: false, stale: STALE_LOCK_MS, onCompromised: () => undefined };
  for (const started = Date.now(); ;) {
    try {
      return await lock(path, options);
    } catch (error) {
      if (codeOf(error) !== 'ELOCKED' || Date.now() - started > LONGEST_HOLD_MS) throw error;
      onWait();
      await sleep(LOCK_DELAY_MS);
    }
  }
};

/**
 * Does something with the book of an org while no other run does.
 *
 * @param onWait told again and again as long as another run has it
 * @throws Error of the file system, where the CLI's own folder cannot be written to
 */
export const withBook = async <T>(
  connection: Connection,
  onWait: () => void,
  work: (book: AccessBook) => Promise<T>
): Promise<T> => {
  const path = pathOf(connection);
  await mkdir(folder(), { recursive: true, mode: 0o700 });
  const unlock = await lockPatiently(path, onWait);
  try {
    const holders = await readHolders(path);
    return await work({
      isOpen: holders !== undefined,
      holders: holders ?? [],
      write: (all) => writeFile(path, JSON.stringify({ holders: all }), { mode: 0o600 }),
      close: () => rm(path, { force: true }),
    });
  } finally {
    // It may have gone stale; what was to be done under it is done.
    await unlock().catch(() => undefined);
  }
};
