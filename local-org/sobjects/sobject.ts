import type { Component } from '../org/components.js';
import type { Org } from '../org/org.js';
import type { Row } from '../org/seed.js';

export type ColumnType = 'id' | 'string' | 'boolean' | 'datetime' | 'int' | 'reference';

export type Column = {
  name: string;
  type: ColumnType;
  /** For a reference: the object that it points to, and the name by which a query follows it. */
  references?: { object: string; relationship: string };
};

export type SObject = {
  name: string;
  label: string;
  keyPrefix: string;
  /** The metadata type that it came with, where that is not as old as the org. */
  metadataType?: string;
  columns: readonly Column[];
  rows: (org: Org) => Row[];
};

/** Column types by name; a type that is none of Salesforce's is the object that a reference points to. */
export type ColumnTypes = Readonly<Record<string, string>>;

const SIMPLE: readonly string[] = ['id', 'string', 'boolean', 'datetime', 'int'] satisfies ColumnType[];

const AUDIT: ColumnTypes = {
  CreatedDate: 'datetime',
  CreatedById: 'User',
  LastModifiedDate: 'datetime',
  LastModifiedById: 'User',
  SystemModstamp: 'datetime',
};

/** Columns of a setup object, each of which also has its audit columns. */
export const columns = (types: ColumnTypes): Column[] =>
  Object.entries({ Id: 'id', ...types, ...AUDIT }).map(([name, type]) =>
    SIMPLE.includes(type)
      ? { name, type: type as ColumnType }
      : { name, type: 'reference', references: { object: type, relationship: name.replace(/Id$/, '') } }
  );

export const auditOf = (component: Component): Row & { Id: string } => ({
  Id: component.id,
  CreatedDate: component.createdDate.toISOString(),
  CreatedById: component.createdById,
  LastModifiedDate: component.lastModifiedDate.toISOString(),
  LastModifiedById: component.lastModifiedById,
  SystemModstamp: component.lastModifiedDate.toISOString(),
});

/** The element of a component behind a column; what is no scalar has no column. */
export const scalar = (value: Component['fields'][string]): Row[string] =>
  value === undefined || typeof value === 'object' ? null : value;

/** Columns that are elements of the component by another capital letter: `ContactEmail` is `contactEmail`. */
export const elementsAs = (component: Component, names: readonly string[]): Row =>
  Object.fromEntries(
    names.map((name) => [name, scalar(component.fields[name.charAt(0).toLowerCase() + name.slice(1)])])
  );
