import type { Connection } from '@salesforce/core';
import { z } from 'zod';
import { parseAnswer } from './answers.js';

/** No answer of more rows is asked for. */
export const MOST_ROWS = 50_000;

const pageOf = <T>(row: z.ZodType<T>): z.ZodType<{ records: T[]; nextRecordsUrl?: string }> =>
  z.union([
    z.object({ done: z.literal(true), records: z.array(row) }),
    z.object({ done: z.literal(false), records: z.array(row), nextRecordsUrl: z.string().startsWith('/services/') }),
  ]);

/**
 * The rows from one page on.
 *
 * @param first where the page is; undefined where there is none
 * @param most rows beyond which no page is asked for
 * @throws UnreadableAnswer
 */
export const pagesFrom = async <T>(
  connection: Connection,
  first: string | undefined,
  row: z.ZodType<T>,
  most: number
): Promise<T[]> => {
  if (first === undefined) return [];
  const page = pageOf(row);
  const rows: T[] = [];
  let next: string | undefined = first;
  while (next !== undefined && rows.length < most) {
    const answer: { records: T[]; nextRecordsUrl?: string } = parseAnswer(
      page,
      await connection.requestGet(next),
      'query'
    );
    answer.records.forEach((record) => rows.push(record));
    next = answer.nextRecordsUrl;
  }
  return rows.slice(0, most);
};

/**
 * The rows of a query, page by page.
 *
 * @param row what each must be
 * @param most rows beyond which no page is asked for
 * @throws UnreadableAnswer
 */
export const queryRows = <T>(connection: Connection, soql: string, row: z.ZodType<T>, most = MOST_ROWS): Promise<T[]> =>
  pagesFrom(connection, `/query?q=${encodeURIComponent(soql)}`, row, most);

/** The words with which an org says that it does not show something to this user, or does not show it so. */
const NOT_SHOWN = /^(INVALID_TYPE|INVALID_FIELD|INSUFFICIENT_ACCESS)/;

/** What a query tells; undefined where the org does not show that to this user. */
export const whereShown = async <T>(query: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await query();
  } catch (error) {
    const { errorCode, name } = error as { errorCode?: string; name?: string };
    if (NOT_SHOWN.test(errorCode ?? name ?? '')) return undefined;
    throw error;
  }
};
