import { setTimeout as sleep } from 'node:timers/promises';
import pRetry from 'p-retry';

/** Told before a request is made again: why. */
export type OnRetry = (reason: string) => void;

const RETRIES = 4;
const FIRST_DELAY_MS = 100;
const GROWTH = 3;
const LONGEST_DELAY_MS = 4000;

/** What an org asks to be left alone for is waited for, up to here. */
const LONGEST_PAUSE_MS = 60_000;

/** The connection was not made: nothing can have arrived. */
const UNSENT_CODES = ['ECONNREFUSED', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];

const PASSING_CODES = [
  ...UNSENT_CODES,
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'SERVER_UNAVAILABLE',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET',
];

/** Codes of an error and of what caused it. */
const codesOf = (error: unknown): string[] => {
  if (typeof error !== 'object' || error === null) return [];
  const { code, errorCode, cause } = error as { code?: unknown; errorCode?: unknown; cause?: unknown };
  return [code, errorCode].filter((found): found is string => typeof found === 'string').concat(codesOf(cause));
};

const BUSY = [420, 429, 502, 503, 504];

/** Whether an HTTP status asks for patience. */
export const isBusy = (status: number): boolean => BUSY.includes(status);

const isBusyCode = (code: string): boolean => isBusy(Number(/^(?:ERROR_HTTP_|HTTP)(\d{3})$/.exec(code)?.[1]));

/** A failure that passes, and for how long the org asked to be left alone, ms. */
export class PassingFailure extends Error {
  public constructor(
    reason: string,
    public readonly pauseMs = 0,
    options?: ErrorOptions
  ) {
    super(reason, options);
  }
}

/** Whether the same request may well succeed a moment later: the connection broke, or the org was too busy. */
export const isPassing = (error: unknown): boolean =>
  error instanceof PassingFailure || codesOf(error).some((code) => PASSING_CODES.includes(code) || isBusyCode(code));

/** Whether the request that failed so never left this machine. */
export const isUnsent = (error: unknown): boolean => codesOf(error).some((code) => UNSENT_CODES.includes(code));

/**
 * Does what may be done twice again where it fails in passing: a few times, waiting longer each time, and as long as
 * the org asks for.
 *
 * @throws the last failure
 */
export const retrying = <T>(
  request: () => Promise<T>,
  mayRetry: (failure: PassingFailure) => boolean,
  onRetry?: OnRetry
): Promise<T> => {
  const isRetried = (error: Error): error is PassingFailure =>
    error instanceof PassingFailure && error.pauseMs <= LONGEST_PAUSE_MS && mayRetry(error);
  return pRetry(request, {
    retries: RETRIES,
    minTimeout: FIRST_DELAY_MS,
    factor: GROWTH,
    maxTimeout: LONGEST_DELAY_MS,
    shouldRetry: ({ error }) => isRetried(error),
    onFailedAttempt: async ({ error, retriesLeft }) => {
      if (retriesLeft === 0 || !isRetried(error)) return;
      onRetry?.(error.message);
      await sleep(error.pauseMs);
    },
  });
};
