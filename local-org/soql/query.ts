import { parseQuery, type FieldType, type OrderByClause, type Query } from '@jetstreamapp/soql-parser-js';
import { toDatetime } from '../http/api.js';
import type { Org } from '../org/org.js';
import type { Row } from '../org/seed.js';
import { findSObject, isSameName } from '../sobjects/index.js';
import type { Column, SObject } from '../sobjects/sobject.js';
import { describeColumns, type QueryColumns } from './columns.js';
import { invalidField, invalidType, malformedQuery } from './errors.js';
import { findPath, RowReader, type FieldPath } from './paths.js';
import { compileWhere } from './where.js';

export type QueryResult = { totalSize: number; done: true; records: ResultRecord[] };

export type ResultRecord = { [column: string]: unknown; attributes: { type: string; url: string } };

const UNSUPPORTED = ['groupBy', 'having', 'withDataCategory', 'usingScope', 'for', 'update'] as const;

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

const isCount = (field: FieldType): boolean =>
  field.type === 'FieldFunctionExpression' &&
  field.functionName.toUpperCase() === 'COUNT' &&
  field.parameters.length === 0;

const namesOf = (field: FieldType, sobject: SObject): string[] => {
  if ('alias' in field && field.alias !== undefined)
    throw malformedQuery('only aggregate expressions use field aliasing');
  if (field.type === 'Field') return ['objectPrefix' in field ? field.rawValue : field.field];
  if (field.type === 'FieldRelationship') return [[...field.relationships, field.field].join('.')];
  const text = 'rawValue' in field ? (field.rawValue ?? field.type) : field.type;
  if (/^FIELDS\((?:ALL|STANDARD)\)$/i.test(text)) return sobject.columns.map(({ name }) => name);
  throw malformedQuery(`This org does not evaluate ${text} in a query`);
};

/** A column's value as JSON has it. */
export const toJsonValue = (value: Row[string], column: Column): Row[string] =>
  typeof value === 'string' && column.type === 'datetime' ? toDatetime(new Date(value)) : value;

export const attributesOf = (sobject: SObject, row: Row, version: string): ResultRecord['attributes'] => ({
  type: sobject.name,
  url: `/services/data/v${version}/sobjects/${sobject.name}/${String(row.Id)}`,
});

const compareValues = (left: Row[string], right: Row[string]): number => {
  if (typeof left === 'string' && typeof right === 'string')
    return left.localeCompare(right, 'en', { sensitivity: 'base' });
  return Number(left) - Number(right);
};

/** One query over the org's rows. */
class QueryRun {
  readonly #sobject: SObject;
  readonly #query: Query;
  readonly #reader: RowReader;
  readonly #org: Org;
  readonly #version: string;

  public constructor(query: Query, org: Org, version: string) {
    const sobject = findSObject(query.sObject ?? '', Number(version));
    if (!sobject) throw invalidType(query.sObject ?? '');
    this.#sobject = sobject;
    this.#query = query;
    this.#org = org;
    this.#reader = new RowReader(org);
    this.#version = version;
  }

  public run(): QueryResult {
    const paths = this.#paths();
    const rows = this.#rows();
    const records = paths ? rows.map((row) => this.#record(row, paths)) : [];
    return { totalSize: rows.length, done: true, records };
  }

  public columns(): QueryColumns {
    return describeColumns(this.#sobject, this.#paths() ?? []);
  }

  /** The values of the one field that a query inside IN selects. */
  public values(): Array<Row[string]> {
    const [path, ...others] = this.#paths() ?? [];
    if (!path || others.length > 0) throw malformedQuery('A query inside IN selects one field');
    return this.#rows().map((row) => this.#reader.read(row, path));
  }

  /** The selected fields; undefined for COUNT(). */
  #paths(): FieldPath[] | undefined {
    const fields = this.#query.fields ?? [];
    if (!fields.some(isCount)) {
      const names = fields.flatMap((field) => namesOf(field, this.#sobject));
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

  #rows(): Row[] {
    const { where, orderBy, offset = 0, limit = Infinity } = this.#query;
    const test = compileWhere(where, {
      find: (field) => this.#find(field),
      read: (row, path) => this.#reader.read(row, path),
      select: (query) => new QueryRun(query, this.#org, this.#version).values(),
    });
    const comparers = [orderBy ?? []].flat().map((clause) => this.#comparer(clause));
    const rows = this.#sobject.rows(this.#org).filter(test);
    rows.sort((a, b) => comparers.reduce((order, comparer) => order || comparer(a, b), 0));
    return rows.slice(offset, offset + limit);
  }

  #comparer(clause: OrderByClause): (a: Row, b: Row) => number {
    if (!('field' in clause)) throw malformedQuery('This org orders by fields only');
    const path = this.#find(clause.field);
    const direction = clause.order === 'DESC' ? -1 : 1;
    const nulls = clause.nulls === 'LAST' ? 1 : -1;
    return (a, b) => {
      const [left, right] = [this.#reader.read(a, path), this.#reader.read(b, path)];
      if (left === null || right === null) return left === right ? 0 : left === null ? nulls : -nulls;
      return compareValues(left, right) * direction;
    };
  }

  #record(row: Row, paths: FieldPath[]): ResultRecord {
    const record: ResultRecord = { attributes: attributesOf(this.#sobject, row, this.#version) };
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
    record[name] ??= { attributes: attributesOf(target.sobject, target.row, this.#version) };
    this.#assign(record[name] as ResultRecord, target.row, { relationships, column: path.column });
  }
}

/**
 * Answers a SOQL query.
 *
 * @throws ApiError as Salesforce answers what is wrong with it
 */
export const runQuery = (soql: string, org: Org, version: string): QueryResult =>
  new QueryRun(parse(soql), org, version).run();

/** Tells what a query selects, without running it. */
export const describeQuery = (soql: string, org: Org, version: string): QueryColumns =>
  new QueryRun(parse(soql), org, version).columns();
