import type { Row, User } from '../org/people.js';
import { findSObject, isSameName } from '../sobjects/index.js';
import type { Column, RowSource, SObject } from '../sobjects/sobject.js';
import { noSuchColumn, noSuchRelationship } from './errors.js';

/** A field of a query, found: `Profile.Name` follows one relationship and ends at one column. */
export type FieldPath = { relationships: Column[]; column: Column };

/** The same for two paths that lead to one field, however they are spelled. */
export const pathKey = ({ relationships, column }: FieldPath): string =>
  [...relationships, column].map(({ name }) => name).join('.');

const referenceOf = (sobject: SObject, relationship: string): Column => {
  const column = sobject.columns.find(
    ({ references }) => references && isSameName(references.relationship, relationship)
  );
  if (!column) throw noSuchRelationship(relationship);
  return column;
};

const targetOf = (column: Column): SObject => {
  const target = findSObject(column.references?.object ?? '');
  if (!target) throw noSuchRelationship(column.references?.relationship ?? column.name);
  return target;
};

/** @throws ApiError where the object has no such field */
export const findPath = (sobject: SObject, alias: string | undefined, field: string): FieldPath => {
  const names = field.split('.');
  const [first = ''] = names;
  if (names.length > 1 && (isSameName(first, sobject.name) || (alias !== undefined && isSameName(first, alias)))) {
    names.shift();
  }
  const last = names.pop() ?? '';
  const relationships: Column[] = [];
  let at = sobject;
  for (const name of names) {
    const reference = referenceOf(at, name);
    relationships.push(reference);
    at = targetOf(reference);
  }
  const column = at.columns.find(({ name }) => isSameName(name, last));
  if (!column) throw noSuchColumn(last, at.name);
  return { relationships, column };
};

/** Looks up the rows that a user sees, each object's once a query. */
export class RowReader {
  readonly #org: RowSource;
  readonly #user: User;
  readonly #rows = new Map<string, Map<string, Row>>();

  public constructor(org: RowSource, user: User) {
    this.#org = org;
    this.#user = user;
  }

  public rowsOf(sobject: SObject): Row[] {
    return sobject.rows(this.#org, this.#user);
  }

  /** The row that a reference of this row points to. */
  public follow(row: Row, reference: Column): { row: Row; sobject: SObject } | undefined {
    const sobject = targetOf(reference);
    const found = this.#byId(sobject).get(String(row[reference.name]));
    return found && { row: found, sobject };
  }

  public read(row: Row, { relationships, column }: FieldPath): Row[string] {
    let at: Row | undefined = row;
    for (const reference of relationships) at = at && this.follow(at, reference)?.row;
    const value = at?.[column.name] ?? null;
    return value === null && at && column.type === 'boolean' ? false : value;
  }

  #byId(sobject: SObject): Map<string, Row> {
    const known = this.#rows.get(sobject.name);
    if (known) return known;
    const rows = new Map(this.rowsOf(sobject).map((row) => [String(row.Id), row]));
    this.#rows.set(sobject.name, rows);
    return rows;
  }
}
