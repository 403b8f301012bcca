import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Connection } from '@salesforce/core';
import { z } from 'zod';
import { LONGEST_RUN_MS, pathAbout, withLock, withState } from './runLock.js';

const holderSchema = z.object({ id: z.string(), pid: z.number(), host: z.string(), since: z.iso.datetime() });

/** A run that needs an org's switch for secrets to be on. */
export type Holder = z.infer<typeof holderSchema>;

const bookSchema = z.object({ holders: z.array(holderSchema) });

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

/** A run that is older has died where nobody could see it. */
const isAlive = ({ pid, host, since }: Holder): boolean =>
  Date.now() - Date.parse(since) < LONGEST_RUN_MS && (host !== hostname() || isRunning(pid));

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

const pathOf = (connection: Connection): string => pathAbout(connection, 'secret-access.json');

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

/**
 * Does something with the book of an org while no other run does.
 *
 * @param onWait told again and again as long as another run has it
 * @throws what {@link withLock} throws
 */
export const withBook = <T>(
  connection: Connection,
  onWait: () => void,
  work: (book: AccessBook) => Promise<T>
): Promise<T> => {
  const path = pathOf(connection);
  return withLock(path, onWait, async () => {
    const holders = await readHolders(path);
    return work({
      isOpen: holders !== undefined,
      holders: holders ?? [],
      write: (all) => withState(path, () => writeFile(path, JSON.stringify({ holders: all }), { mode: 0o600 })),
      close: () => withState(path, () => rm(path, { force: true })),
    });
  });
};
