import type { FieldType, FunctionExp, OrderByClause, Query } from '@jetstreamapp/soql-parser-js';
import type { Row } from '../org/people.js';
import { isSameName } from '../sobjects/index.js';
import { isAggregatable, isGroupable, type ColumnType } from '../sobjects/sobject.js';
import { malformedQuery } from './errors.js';
import { aliasOf, fieldName, isCount, notEvaluated } from './fields.js';
import { compareValues, sort } from './order.js';
import { pathKey, type FieldPath } from './paths.js';

type Value = Row[string];

type Tools = { find: (field: string) => FieldPath; read: (row: Row, path: FieldPath) => Value };

/** What one entry of the SELECT list is of a group of rows. */
type Measure = { type: ColumnType; read: (group: readonly Row[]) => Value };

export type AggregateColumn = Measure & { name: string; displayName: string; isFunction: boolean };

type AggregateFunction = { type?: ColumnType; numbersOnly?: true; of: (values: Array<NonNullable<Value>>) => Value };

const extreme =
  (direction: number): AggregateFunction['of'] =>
  (values) =>
    values.reduce<Value>(
      (best, value) => (best === null || compareValues(value, best) * direction > 0 ? value : best),
      null
    );

/** Null counts in none of them. */
const FUNCTIONS: Readonly<Record<string, AggregateFunction>> = {
  COUNT: { type: 'int', of: (values) => values.length },
  COUNT_DISTINCT: { type: 'int', of: (values) => new Set(values).size },
  MAX: { of: extreme(1) },
  MIN: { of: extreme(-1) },
  SUM: {
    numbersOnly: true,
    of: (values) => (values.length === 0 ? null : values.reduce<number>((sum, value) => sum + Number(value), 0)),
  },
};

export const isAggregateQuery = ({ fields = [], groupBy }: Query): boolean =>
  groupBy !== undefined ||
  fields.some((field) => field.type === 'FieldFunctionExpression' && field.isAggregateFn === true && !isCount(field));

/** The function of a field over the rows of a group. */
const measureOf = ({ functionName = '', parameters = [], rawValue }: FunctionExp, { find, read }: Tools): Measure => {
  const name = functionName.toUpperCase();
  const aggregate = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  const [field, ...others] = parameters;
  if (!aggregate || typeof field !== 'string' || others.length > 0) {
    throw malformedQuery(`This org does not evaluate ${rawValue ?? functionName} in a query`);
  }
  const path = find(field);
  const { column } = path;
  if (!isAggregatable(column) || (aggregate.numbersOnly && column.type !== 'int')) {
    throw malformedQuery(`field ${column.name} does not support aggregate operator ${name}`);
  }
  const valuesOf = (group: readonly Row[]): Array<NonNullable<Value>> =>
    group.map((row) => read(row, path)).filter((value) => value !== null);
  return { type: aggregate.type ?? column.type, read: (group) => aggregate.of(valuesOf(group)) };
};

/** An aggregate query, with its names found. */
export class Aggregation {
  public readonly columns: AggregateColumn[];
  readonly #query: Query;
  readonly #tools: Tools;
  readonly #groupedBy: FieldPath[];

  /** @throws ApiError where the query is none that Salesforce answers, or this org */
  public constructor(query: Query, tools: Tools) {
    this.#query = query;
    this.#tools = tools;
    this.#groupedBy = this.#groupPaths();
    if (this.#groupedBy.length === 0 && query.limit !== undefined) {
      throw malformedQuery('Non-grouped query that uses overall aggregate functions cannot also use LIMIT');
    }
    this.columns = this.#columns();
  }

  /** Rows that are equal in what the query groups by; without GROUP BY all of them, be they none. */
  public groups(rows: readonly Row[]): Row[][] {
    if (this.#groupedBy.length === 0) return [[...rows]];
    const groups = new Map<string, Row[]>();
    for (const row of rows) {
      const key = JSON.stringify(this.#groupedBy.map((path) => this.#tools.read(row, path)));
      const group = groups.get(key);
      if (group) group.push(row);
      else groups.set(key, [row]);
    }
    return sort([...groups.values()], this.#query.orderBy, (clause) => this.#orderOf(clause).read);
  }

  #groupPaths(): FieldPath[] {
    return [this.#query.groupBy ?? []].flat().map((clause) => {
      if (!('field' in clause)) throw malformedQuery('This org groups by fields only');
      const path = this.#tools.find(clause.field);
      if (!isGroupable(path.column)) {
        throw malformedQuery(`field '${path.column.name}' can not be grouped in a query call`);
      }
      return path;
    });
  }

  #columns(): AggregateColumn[] {
    let unnamed = 0;
    const columns = (this.#query.fields ?? []).map((field): AggregateColumn => {
      if (field.type === 'FieldFunctionExpression') {
        const name = field.alias ?? `expr${unnamed++}`;
        const displayName = field.rawValue ?? field.functionName;
        return { ...measureOf(field, this.#tools), name, displayName, isFunction: true };
      }
      const { measure, path } = this.#grouped(requireField(field));
      const name = aliasOf(field) ?? path.column.name;
      return { ...measure, name, displayName: name, isFunction: false };
    });
    const twice = columns.find(({ name }, index) =>
      columns.slice(0, index).some((other) => isSameName(other.name, name))
    );
    if (twice) throw malformedQuery(`duplicate alias: ${twice.name}`);
    return columns;
  }

  /** The value that all rows of a group share. */
  #grouped(field: string): { measure: Measure; path: FieldPath } {
    const path = this.#tools.find(field);
    if (!this.#groupedBy.some((other) => pathKey(other) === pathKey(path))) {
      throw malformedQuery(`Field must be grouped or aggregated: ${field}`);
    }
    const read = ([row]: readonly Row[]): Value => (row ? this.#tools.read(row, path) : null);
    return { measure: { type: path.column.type, read }, path };
  }

  #orderOf(clause: OrderByClause): Measure {
    return 'field' in clause ? this.#grouped(clause.field).measure : measureOf(clause.fn, this.#tools);
  }
}

const requireField = (field: FieldType): string => {
  const name = fieldName(field);
  if (name === undefined) throw notEvaluated(field);
  return name;
};
