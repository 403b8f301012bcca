import type { Connection } from '@salesforce/core';
import { z } from 'zod';
import { parseAnswer } from './answers.js';
import { MOST_ROWS, pagesFrom } from './query.js';

const row = z.record(z.string(), z.unknown());

export type Row = z.infer<typeof row>;

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

/** What one answer holds of the rows, and where there are more. */
type FirstPage = { records: Row[]; nextRecordsUrl?: string };

const answered = z
  .object({
    statusCode: z.number().lt(400),
    result: z.object({ records: z.array(row), nextRecordsUrl: z.string().startsWith('/services/').optional() }),
  })
  .transform(({ result }): FirstPage => result);

const refused = z
  .object({
    statusCode: z.number().gte(400),
    result: z.array(z.object({ errorCode: z.string(), message: z.string() })).min(1),
  })
  .transform(({ result: [{ errorCode, message }] }) => new QueryRefused(errorCode, message));

const wholeAnswer = async (connection: Connection, page: FirstPage | QueryRefused): Promise<Answer> =>
  page instanceof QueryRefused
    ? page
    : [...page.records, ...(await pagesFrom(connection, page.nextRecordsUrl, row, MOST_ROWS))];

const batchAnswer = (queries: number): z.ZodType<{ results: Array<FirstPage | QueryRefused> }> =>
  z.object({ results: z.array(z.union([answered, refused])).length(queries) });

/**
 * Runs queries in one request, side by side (Composite Batch takes 25); the answers have the queries' names. That one
 * is refused does not keep the others from being answered.
 *
 * @throws UnreadableAnswer
 */
export const askTogether = async <K extends string>(
  connection: Connection,
  queries: Readonly<Partial<Record<K, string>>>
): Promise<Partial<Record<K, Answer>>> => {
  const version = `v${connection.getApiVersion()}`;
  const batchRequests = Object.values<string | undefined>(queries).map((query = '') => ({
    method: 'GET',
    url: `${version}/query?q=${encodeURIComponent(query)}`,
  }));
  if (batchRequests.length === 0) return {};
  const answer = await connection.requestPost('/composite/batch', { batchRequests });
  const { results } = parseAnswer(batchAnswer(batchRequests.length), answer, 'composite/batch');
  const answers = await Promise.all(results.map((result) => wholeAnswer(connection, result)));
  return Object.fromEntries(Object.keys(queries).map((name, index) => [name, answers[index]])) as Partial<
    Record<K, Answer>
  >;
};

/** @throws QueryRefused */
export const rowsOf = (answer: Answer): Row[] => {
  if (answer instanceof QueryRefused) throw answer;
  return answer;
};
