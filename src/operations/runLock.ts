import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Global, type Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { check, lock } from 'proper-lockfile';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'changing');

/** Longer than a run can have a lock; whoever waits so long waits for nothing. */
const LONGEST_RUN_MS = 60 * 60 * 1000;

/** A lock that was not renewed for so long is that of a run that was killed. */
const STALE_LOCK_MS = 10_000;

const RENEWAL_MS = 2000;

const LOCK = { realpath: false, stale: STALE_LOCK_MS, update: RENEWAL_MS };

/** A run that stood still for longer, stopped or on a machine that slept, may have been taken for a killed one. */
const LONGEST_PAUSE_MS = STALE_LOCK_MS - 2 * RENEWAL_MS;

const HEARTBEAT_MS = 1000;

const LOCK_DELAY_MS = 200;

/** Where runs on this machine leave each other word of an org: in the CLI's own folder. */
export const pathAbout = (connection: Connection, ...names: string[]): string => {
  const { host } = new URL(connection.instanceUrl);
  return join(Global.SF_DIR, 'eca', host.replace(/[^\w.-]/g, '_'), ...names);
};

/**
 * Does something with what runs leave each other.
 *
 * @throws SfError `LocalStateError` with the words of the file system, where the CLI's own folder cannot be used
 */
export const withState = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw messages.createError('error.localState', [path, (error as Error).message], [path]);
  }
};

const isLocked = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ELOCKED';

const lockPatiently = async (
  path: string,
  onWait: () => void,
  onCompromised: () => void
): Promise<() => Promise<void>> => {
  const options = { ...LOCK, onCompromised };
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

/** Whether this process stood still for too long since the watch began: asked at once, or seen by the next heartbeat. */
const watchForPauses = (): { wasPaused: () => boolean; stop: () => void } => {
  let lastBeat = Date.now();
  let paused = false;
  const beat = (): void => {
    const now = Date.now();
    paused ||= now - lastBeat > LONGEST_PAUSE_MS;
    lastBeat = now;
  };
  const timer = setInterval(beat, HEARTBEAT_MS).unref();
  const wasPaused = (): boolean => {
    beat();
    return paused;
  };
  return { wasPaused, stop: () => clearInterval(timer) };
};

/**
 * Does something while no other run on this machine does the same.
 *
 * @param path what it is about: {@link pathAbout}
 * @param onWait told again and again as long as another run is at it
 * @param work told how to ask whether the lock may have gone to another run, as that of one that stood still does
 * @throws what {@link withState} throws
 */
export const withLock = async <T>(
  path: string,
  onWait: () => void,
  work: (isLost: () => boolean) => Promise<T>
): Promise<T> => {
  let isCompromised = false;
  const unlock = await withState(path, async () => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return lockPatiently(path, onWait, () => (isCompromised = true));
  });
  const pauses = watchForPauses();
  const isLost = (): boolean => pauses.wasPaused() || isCompromised;
  try {
    return await work(isLost);
  } finally {
    // After standing still, the lock finds out by its next renewal whether another run has it by now.
    if (pauses.wasPaused()) await sleep(2 * RENEWAL_MS);
    pauses.stop();
    if (!isCompromised) await unlock().catch(() => undefined);
  }
};

/**
 * Shows other runs that this one is alive: until it calls what comes back, or dies.
 *
 * @throws what {@link withState} throws
 */
export const showAlive = (path: string): Promise<() => Promise<void>> =>
  withState(path, async () => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const end = await lock(path, { ...LOCK, onCompromised: () => undefined });
    return () => end().catch(() => undefined);
  });

/** Whether the run that shows itself so is alive; what a dead one has left of it is removed. */
export const isShownAlive = async (path: string): Promise<boolean> => {
  const isAlive = await check(path, LOCK).catch(() => false);
  if (!isAlive) await rm(`${path}.lock`, { recursive: true, force: true }).catch(() => undefined);
  return isAlive;
};
