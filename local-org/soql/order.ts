import type { OrderByClause } from '@jetstreamapp/soql-parser-js';
import type { Row } from '../org/people.js';

type Value = Row[string];

export const compareValues = (left: Value, right: Value): number => {
  if (typeof left === 'string' && typeof right === 'string')
    return left.localeCompare(right, 'en', { sensitivity: 'base' });
  return Number(left) - Number(right);
};

const comparer = <Item>(clause: OrderByClause, read: (item: Item) => Value): ((a: Item, b: Item) => number) => {
  const direction = clause.order === 'DESC' ? -1 : 1;
  const nulls = clause.nulls === 'LAST' ? 1 : -1;
  return (a, b) => {
    const [left, right] = [read(a), read(b)];
    if (left === null || right === null) return left === right ? 0 : left === null ? nulls : -nulls;
    return compareValues(left, right) * direction;
  };
};

/** Records, or groups of them, in the order of the query's clauses. */
export const sort = <Item>(
  items: readonly Item[],
  clauses: OrderByClause | OrderByClause[] = [],
  readerOf: (clause: OrderByClause) => (item: Item) => Value
): Item[] => {
  const comparers = [clauses].flat().map((clause) => comparer(clause, readerOf(clause)));
  return [...items].sort((a, b) => comparers.reduce((order, compare) => order || compare(a, b), 0));
};
