import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Connection } from '@salesforce/core';
import { z } from 'zod';
import { isShownAlive, pathAbout, showAlive, withLock, withState } from './runLock.js';

const holderSchema = z.object({
  id: z.string().regex(/^[\w-]+$/),
  pid: z.number(),
  host: z.string(),
  /** Within which its process has this number, where the system tells: containers may share a host's name. */
  space: z.string().optional(),
});

/** A run that needs an org's switch for secrets to be on. */
export type Holder = z.infer<typeof holderSchema>;

const bookSchema = z.object({ holders: z.array(holderSchema) });

const ownSpace = (): string | undefined => {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return undefined;
  }
};

/** This run, as another one may meet it. */
export const newHolder = (): Holder => ({ id: randomUUID(), pid: process.pid, host: hostname(), space: ownSpace() });

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException).code;

/** Where a holder shows that it is alive: a process of its number, or its day, would prove nothing. */
const signOf = (connection: Connection, { id }: Holder): string => pathAbout(connection, `secret-access.${id}.alive`);

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, and is somebody else's.
    return codeOf(error) === 'EPERM';
  }
};

const isNeighbour = ({ host, space }: Holder): boolean => host === hostname() && space === ownSpace();

/** One that was killed on this machine is known to be dead at once; elsewhere, when its sign is no longer renewed. */
const isAlive = async (connection: Connection, holder: Holder): Promise<boolean> =>
  (await isShownAlive(signOf(connection, holder))) && (!isNeighbour(holder) || isRunning(holder.pid));

/** Has other runs see that this holder is alive, until what comes back is called. */
export const showHolder = (connection: Connection, holder: Holder): Promise<() => Promise<void>> =>
  showAlive(signOf(connection, holder));

/**
 * What this machine remembers of an org whose switch for secrets was turned on by this tool: the runs that still need
 * it. It is there as long as the switch is not known to be off again, whatever became of the runs.
 */
export interface AccessBook {
  /** Whether the switch was turned on by this tool. */
  isOpen: boolean;
  /** Likewise, and no run that is alive needs it: one that did was killed, or could not turn it off. */
  isLeftOpen: boolean;
  /** Runs that are alive and need it. */
  holders: Holder[];
  write: (holders: Holder[]) => Promise<void>;
  /** The switch is off. */
  close: () => Promise<void>;
}

const pathOf = (connection: Connection): string => pathAbout(connection, 'secret-access.json');

const parseHolders = (text: string): Holder[] => {
  try {
    return bookSchema.parse(JSON.parse(text)).holders;
  } catch {
    return [];
  }
};

/** Who is named in a book and alive; undefined where there is none. One that cannot be read names nobody, and is there. */
const readHolders = async (connection: Connection): Promise<Holder[] | undefined> => {
  let text: string;
  try {
    text = await readFile(pathOf(connection), 'utf8');
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? undefined : [];
  }
  const holders = parseHolders(text);
  const alive = await Promise.all(holders.map((holder) => isAlive(connection, holder)));
  return holders.filter((_, index) => alive[index]);
};

/** What an earlier run left behind, or one that is under way needs. */
export const lookIntoBook = async (connection: Connection): Promise<'leftOn' | 'inUse' | undefined> => {
  const holders = await readHolders(connection);
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
    const holders = await readHolders(connection);
    return work({
      isOpen: holders !== undefined,
      isLeftOpen: holders?.length === 0,
      holders: holders ?? [],
      write: (all) => withState(path, () => writeFile(path, JSON.stringify({ holders: all }), { mode: 0o600 })),
      // One that stays is looked into by the next run, which finds the switch off.
      close: () => rm(path, { force: true }).catch(() => undefined),
    });
  });
};
