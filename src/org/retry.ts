import pRetry from 'p-retry';

/** Told before a request is made again: why, and how often it was made already. */
export type OnRetry = (reason: string, attempt: number) => void;

const RETRIES = 4;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 4000;

const PASSING_CODES = [
  'ECONNRESET',
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EPIPE',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'SERVER_UNAVAILABLE',
];

const codesOf = (error: unknown): string[] => {
  if (typeof error !== 'object' || error === null) return [];
  const { code, errorCode, cause } = error as { code?: unknown; errorCode?: unknown; cause?: unknown };
  return [code, errorCode].filter((found): found is string => typeof found === 'string').concat(codesOf(cause));
};

/** Whether the same request may well succeed a moment later: the connection broke, or the org was too busy. */
export const isPassing = (error: unknown): boolean =>
  codesOf(error).some((code) => PASSING_CODES.includes(code) || /^(ERROR_HTTP_|HTTP)?50[234]$/.test(code));

/**
 * Makes a request that is safe to make twice, again if need be: a few times, waiting longer each time.
 *
 * @throws the last error, where it does not pass or the limit is reached
 */
export const retrySafely = <T>(request: () => Promise<T>, onRetry?: OnRetry): Promise<T> =>
  pRetry(request, {
    retries: RETRIES,
    minTimeout: FIRST_DELAY_MS,
    maxTimeout: LONGEST_DELAY_MS,
    shouldRetry: ({ error }) => isPassing(error),
    onFailedAttempt: ({ error, attemptNumber, retriesLeft }) => {
      if (retriesLeft > 0 && isPassing(error)) onRetry?.(error.message, attemptNumber);
    },
  });
