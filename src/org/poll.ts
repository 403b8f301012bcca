import { setTimeout as sleep } from 'node:timers/promises';
import { retrySafely, type OnRetry } from './retry.js';

const FIRST_DELAY_MS = 25;
const LONGEST_DELAY_MS = 5000;
const GROWTH = 1.5;

export interface PollOptions<T> {
  /** How long to ask at the most; default: without end. */
  timeoutMs?: number;
  onStatus?: (status: T) => void;
  onRetry?: OnRetry;
}

/**
 * Asks until the answer is done, at first in quick succession, then ever more rarely.
 *
 * @returns the last answer, which is not done where the time ran out
 */
export const poll = async <T extends { done: boolean }>(
  ask: () => Promise<T>,
  { timeoutMs = Infinity, onStatus, onRetry }: PollOptions<T> = {}
): Promise<T> => {
  const end = Date.now() + timeoutMs;
  for (let delay = FIRST_DELAY_MS; ; delay = Math.min(delay * GROWTH, LONGEST_DELAY_MS)) {
    const left = end - Date.now();
    await sleep(Math.max(0, Math.min(delay, left)));
    const status = await retrySafely(ask, onRetry);
    onStatus?.(status);
    if (status.done || Date.now() >= end) return status;
  }
};
