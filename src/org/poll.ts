import { setTimeout as sleep } from 'node:timers/promises';

/** Behind the first answer, which is asked for at once: the way there and back is a pause of its own. */
const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 5000;
const GROWTH = 1.5;

/** More than that no timer can wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Also whoever does not want to wait hears how it is, if the org says so in that time. */
const LEAST_PATIENCE_MS = 3000;

export interface PollOptions<T> {
  /** How long to ask at the most; default: without end. */
  timeoutMs?: number;
  onStatus?: (status: T) => void;
}

/** The answer, or nothing where it takes longer. */
const within = async <T>(ms: number, answer: Promise<T>): Promise<T | undefined> => {
  if (ms === Infinity) return answer;
  const ended = new AbortController();
  const late = sleep(Math.min(ms, LONGEST_TIMER_MS), undefined, { signal: ended.signal }).catch(() => undefined);
  // If it comes too late, and broken, nobody wants to know.
  answer.catch(() => undefined);
  return Promise.race([answer, late]).finally(() => ended.abort());
};

/**
 * Asks until the answer is done: at once, then in quick succession, then ever more rarely.
 *
 * @returns the last answer, which is not done where the time ran out; undefined where there was none until then
 */
export const poll = async <T extends { done: boolean }>(
  ask: () => Promise<T>,
  { timeoutMs = Infinity, onStatus }: PollOptions<T> = {}
): Promise<T | undefined> => {
  const end = Date.now() + timeoutMs;
  let last: T | undefined;
  for (let delay = FIRST_DELAY_MS; ; delay = Math.min(delay * GROWTH, LONGEST_DELAY_MS)) {
    const status = await within(Math.max(end - Date.now(), LEAST_PATIENCE_MS), ask());
    if (status === undefined) return last;
    last = status;
    onStatus?.(status);
    const left = end - Date.now();
    if (status.done || left <= 0) return status;
    await sleep(Math.min(delay, left));
  }
};
