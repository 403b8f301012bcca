import type { Component } from '../org/components.js';
import type { Grant } from '../org/grant.js';
import type { Row, User } from '../org/people.js';
import type { OrgState } from '../org/state.js';

export type ColumnType = 'id' | 'string' | 'boolean' | 'datetime' | 'int' | 'reference';

export type Column = {
  name: string;
  type: ColumnType;
  /** For a reference: the object that it points to, and the name by which a query follows it. */
  references?: { object: string; relationship: string };
};

/** What rows are made of. */
export type RowSource = Pick<OrgState, 'id' | 'options' | 'createdDate' | 'people' | 'components' | 'entityAccess'> & {
  readonly tokens: { readonly grants: readonly Grant[] };
};

export type SObject = {
  name: string;
  label: string;
  keyPrefix: string;
  /** Whether clients may make records of it. */
  createable?: true;
  /** The metadata type that it came with, where that is not as old as the org. */
  metadataType?: string;
  columns: readonly Column[];
  /** The rows that a user sees: all, but for few objects. */
  rows: (org: RowSource, user: User) => Row[];
};

/**
 * Column types by name; a type that is none of Salesforce's is the object that a reference points to. Behind a plain
 * `reference` there is none that a query could follow.
 */
export type ColumnTypes = Readonly<Record<string, string>>;

const SIMPLE: readonly string[] = ['id', 'string', 'boolean', 'datetime', 'int', 'reference'] satisfies ColumnType[];

const AUDIT: ColumnTypes = {
  CreatedDate: 'datetime',
  CreatedById: 'User',
  LastModifiedDate: 'datetime',
  LastModifiedById: 'User',
  SystemModstamp: 'datetime',
};

/** Which columns GROUP BY takes: docs/platform.md#reading */
export const isGroupable = ({ type }: Column): boolean => type !== 'datetime';

/** Which columns COUNT, MAX and the like take: docs/platform.md#reading */
export const isAggregatable = ({ type }: Column): boolean => type !== 'boolean';

/** Columns of a setup object, each of which also has its audit columns. */
export const columns = (types: ColumnTypes): Column[] => bareColumns({ ...types, ...AUDIT });

/** Columns of an object that keeps no book about itself. */
export const bareColumns = (types: ColumnTypes): Column[] =>
  Object.entries({ Id: 'id', ...types }).map(([name, type]) =>
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

/**
 * A component is replaced and never changed, so what a row says of it alone is worked out once: an org of thousands of
 * apps is asked about its rows again and again.
 */
export const remembered = (rowOf: (component: Component) => Row): ((component: Component) => Row) => {
  const rows = new WeakMap<Component, Row>();
  return (component) => {
    const row = rows.get(component) ?? rowOf(component);
    rows.set(component, row);
    return row;
  };
};

/** The element of a component behind a column; what is no scalar has no column. */
export const scalar = (value: Component['fields'][string]): Row[string] =>
  value === undefined || typeof value === 'object' ? null : value;

/** Columns that are elements of the component by another capital letter: `ContactEmail` is `contactEmail`. */
export const elementsAs = (component: Component, names: readonly string[]): Row =>
  Object.fromEntries(
    names.map((name) => [name, scalar(component.fields[name.charAt(0).toLowerCase() + name.slice(1)])])
  );
