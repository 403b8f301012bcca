import type { Connection } from '@salesforce/core';
import { retrySafely, type OnRetry } from './retry.js';

interface BatchAnswer {
  results: Array<{ statusCode: number; result: unknown }>;
}

interface RestError {
  errorCode: string;
  message: string;
}

export type Row = Record<string, unknown>;

/** That the org does not answer one query: it has no such object or field, or not for this user. */
export class QueryRefused extends Error {
  public override readonly name: string;

  public constructor(
    public readonly errorCode: string,
    message: string
  ) {
    super(message);
    this.name = errorCode;
  }
}

/** What the org says to one query of several. */
export type Answer = Row[] | QueryRefused;

const toAnswer = ({ statusCode, result }: BatchAnswer['results'][number]): Answer => {
  if (statusCode < 400) return (result as { records: Row[] }).records;
  const [{ errorCode, message }] = result as RestError[];
  return new QueryRefused(errorCode, message);
};

/**
 * Runs queries in one request, side by side (Composite Batch takes 25); the answers have the queries' names. That one
 * is refused does not keep the others from being answered.
 */
export const askTogether = async <K extends string>(
  connection: Connection,
  queries: Readonly<Partial<Record<K, string>>>,
  onRetry?: OnRetry
): Promise<Partial<Record<K, Answer>>> => {
  const version = `v${connection.getApiVersion()}`;
  const batchRequests = Object.values<string | undefined>(queries).map((query = '') => ({
    method: 'GET',
    url: `${version}/query?q=${encodeURIComponent(query)}`,
  }));
  const send = (): Promise<BatchAnswer> => connection.requestPost<BatchAnswer>('/composite/batch', { batchRequests });
  const { results } = await retrySafely(send, onRetry);
  return Object.fromEntries(Object.keys(queries).map((name, index) => [name, toAnswer(results[index])])) as Partial<
    Record<K, Answer>
  >;
};

/** @throws QueryRefused */
export const rowsOf = (answer: Answer): Row[] => {
  if (answer instanceof QueryRefused) throw answer;
  return answer;
};
