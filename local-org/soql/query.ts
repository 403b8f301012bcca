import { parseQuery, type Query } from '@jetstreamapp/soql-parser-js';
import { toDatetime } from '../http/api.js';
import type { Row, User } from '../org/people.js';
import { findSObject, isSameName } from '../sobjects/index.js';
import type { Column, RowSource, SObject } from '../sobjects/sobject.js';
import { Aggregation, isAggregateQuery } from './aggregate.js';
import { describeAggregate, describeColumns, type QueryColumns } from './columns.js';
import { invalidField, invalidType, malformedQuery } from './errors.js';
import { fieldNames, isCount } from './fields.js';
import { sort } from './order.js';
import { findPath, RowReader, type FieldPath } from './paths.js';
import { compileWhere } from './where.js';

export type QueryResult = { totalSize: number; done: true; records: ResultRecord[] };

export type ResultRecord = { [column: string]: unknown; attributes: { type: string; url?: string } };

const UNSUPPORTED = ['having', 'withDataCategory', 'usingScope', 'for', 'update'] as const;

const parse = (soql: string): Query => {
  let query: Query;
  try {
    query = parseQuery(soql);
  } catch (error) {
    throw malformedQuery(error instanceof Error ? error.message : 'unexpected token');
  }
  const unsupported = UNSUPPORTED.find((clause) => query[clause] !== undefined);
  if (unsupported) throw malformedQuery(`This org does not evaluate ${unsupported} in a query`);
  return query;
};

/** A column's value as JSON has it. */
export const toJsonValue = (value: Row[string], { type }: Pick<Column, 'type'>): Row[string] =>
  typeof value === 'string' && type === 'datetime' ? toDatetime(new Date(value)) : value;

export const attributesOf = (sobject: SObject, row: Row, version: string): ResultRecord['attributes'] => ({
  type: sobject.name,
  url: `/services/data/v${version}/sobjects/${sobject.name}/${String(row.Id)}`,
});

/** In which version, and as whom. */
type QuerySession = { org: RowSource; version: string; user: User };

/** One query over the org's rows. */
class QueryRun {
  readonly #sobject: SObject;
  readonly #query: Query;
  readonly #reader: RowReader;
  readonly #session: QuerySession;

  public constructor(query: Query, session: QuerySession) {
    const sobject = findSObject(query.sObject ?? '', Number(session.version));
    if (!sobject) throw invalidType(query.sObject ?? '');
    this.#sobject = sobject;
    this.#query = query;
    this.#session = session;
    this.#reader = new RowReader(session.org, session.user);
  }

  public run(): QueryResult {
    if (isAggregateQuery(this.#query)) return this.#aggregate();
    const paths = this.#paths();
    const rows = this.#rows();
    const records = paths ? rows.map((row) => this.#record(row, paths)) : [];
    return { totalSize: rows.length, done: true, records };
  }

  public columns(): QueryColumns {
    if (isAggregateQuery(this.#query)) return describeAggregate(this.#sobject, this.#aggregation().columns);
    return describeColumns(this.#sobject, this.#paths() ?? []);
  }

  /** The values of the one field that a query inside IN selects. */
  public values(): Array<Row[string]> {
    if (isAggregateQuery(this.#query)) throw malformedQuery('A query inside IN selects a field, not an aggregate');
    const [path, ...others] = this.#paths() ?? [];
    if (!path || others.length > 0) throw malformedQuery('A query inside IN selects one field');
    return this.#rows().map((row) => this.#reader.read(row, path));
  }

  #aggregate(): QueryResult {
    const aggregation = this.#aggregation();
    const records = this.#page(aggregation.groups(this.#matching())).map((group) => ({
      attributes: { type: 'AggregateResult' },
      ...Object.fromEntries(
        aggregation.columns.map((column) => [column.name, toJsonValue(column.read(group), column)])
      ),
    }));
    return { totalSize: records.length, done: true, records };
  }

  /** The selected fields; undefined for COUNT(). */
  #paths(): FieldPath[] | undefined {
    const fields = this.#query.fields ?? [];
    if (!fields.some(isCount)) {
      const names = fields.flatMap((field) => fieldNames(field, this.#sobject));
      const twice = names.find((name, index) => names.slice(0, index).some((other) => isSameName(other, name)));
      if (twice !== undefined) throw invalidField(`duplicate field selected: ${twice}`);
      return names.map((name) => this.#find(name));
    }
    if (fields.length > 1) throw malformedQuery('COUNT() must be the only element of the SELECT list');
    return undefined;
  }

  #find(field: string): FieldPath {
    return findPath(this.#sobject, this.#query.sObjectAlias, field);
  }

  #aggregation(): Aggregation {
    return new Aggregation(this.#query, { find: (field) => this.#find(field), read: this.#read });
  }

  readonly #read = (row: Row, path: FieldPath): Row[string] => this.#reader.read(row, path);

  /** The rows that WHERE lets through. */
  #matching(): Row[] {
    const test = compileWhere(this.#query.where, {
      find: (field) => this.#find(field),
      read: this.#read,
      select: (query) => new QueryRun(query, this.#session).values(),
    });
    return this.#reader.rowsOf(this.#sobject).filter(test);
  }

  #rows(): Row[] {
    return this.#page(
      sort(this.#matching(), this.#query.orderBy, (clause) => {
        if (!('field' in clause)) throw malformedQuery('This org orders records by fields only');
        const path = this.#find(clause.field);
        return (row) => this.#read(row, path);
      })
    );
  }

  #page<Item>(items: Item[]): Item[] {
    const { offset = 0, limit = Infinity } = this.#query;
    return items.slice(offset, offset + limit);
  }

  #record(row: Row, paths: FieldPath[]): ResultRecord {
    const record: ResultRecord = { attributes: attributesOf(this.#sobject, row, this.#session.version) };
    for (const path of paths) this.#assign(record, row, path);
    return record;
  }

  #assign(record: ResultRecord, row: Row, path: FieldPath): void {
    const [reference, ...relationships] = path.relationships;
    if (!reference) {
      record[path.column.name] = toJsonValue(this.#reader.read(row, path), path.column);
      return;
    }
    const name = reference.references?.relationship ?? reference.name;
    const target = this.#reader.follow(row, reference);
    if (!target) {
      record[name] = null;
      return;
    }
    record[name] ??= { attributes: attributesOf(target.sobject, target.row, this.#session.version) };
    this.#assign(record[name] as ResultRecord, target.row, { relationships, column: path.column });
  }
}

/**
 * Answers a SOQL query.
 *
 * @throws ApiError as Salesforce answers what is wrong with it
 */
export const runQuery = (soql: string, session: QuerySession): QueryResult => new QueryRun(parse(soql), session).run();

/** Tells what a query selects, without running it. */
export const describeQuery = (soql: string, session: QuerySession): QueryColumns =>
  new QueryRun(parse(soql), session).columns();
