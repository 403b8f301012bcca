import type { Column, SObject } from '../sobjects/sobject.js';
import type { AggregateColumn } from './aggregate.js';
import type { FieldPath } from './paths.js';

/** What `columns=true` answers about a query in place of its records. */
export type QueryColumns = {
  columnMetadata: ColumnMetadata[];
  entityName: string;
  groupBy: boolean;
  idSelected: boolean;
  keyPrefix: string;
};

type ColumnMetadata = {
  aggregate: boolean;
  apexType: string;
  booleanType: boolean;
  columnName: string;
  custom: false;
  displayName: string;
  foreignKeyName: string | null;
  insertable: false;
  joinColumns: ColumnMetadata[];
  numberType: boolean;
  textType: boolean;
  updatable: false;
};

const APEX_TYPES: Readonly<Record<Column['type'], string>> = {
  id: 'Id',
  reference: 'Id',
  string: 'String',
  boolean: 'Boolean',
  datetime: 'Datetime',
  int: 'Integer',
};

const column = (name: string, type: Column['type'], foreignKeyName: string | null = null): ColumnMetadata => ({
  aggregate: false,
  apexType: APEX_TYPES[type],
  booleanType: type === 'boolean',
  columnName: name,
  custom: false,
  displayName: name,
  foreignKeyName,
  insertable: false,
  joinColumns: [],
  numberType: type === 'int',
  textType: type === 'string',
  updatable: false,
});

const add = (columns: ColumnMetadata[], { relationships, column: last }: FieldPath): void => {
  const [reference, ...deeper] = relationships;
  if (!reference) {
    columns.push(column(last.name, last.type));
    return;
  }
  const name = reference.references?.relationship ?? reference.name;
  let join = columns.find(({ columnName }) => columnName === name);
  if (!join) {
    join = column(name, 'reference', name);
    columns.push(join);
  }
  add(join.joinColumns, { relationships: deeper, column: last });
};

export const describeColumns = (sobject: SObject, paths: readonly FieldPath[]): QueryColumns => {
  const columnMetadata: ColumnMetadata[] = [];
  for (const path of paths) add(columnMetadata, path);
  return {
    columnMetadata,
    entityName: sobject.name,
    groupBy: false,
    idSelected: paths.some(({ relationships, column: { type } }) => relationships.length === 0 && type === 'id'),
    keyPrefix: sobject.keyPrefix,
  };
};

/** The columns of an aggregate query are flat: a field over a relationship goes by its last name or its alias. */
export const describeAggregate = (sobject: SObject, columns: readonly AggregateColumn[]): QueryColumns => ({
  columnMetadata: columns.map(({ name, displayName, type, isFunction }) => ({
    ...column(name, type),
    aggregate: isFunction,
    displayName,
  })),
  entityName: sobject.name,
  groupBy: columns.some(({ isFunction }) => !isFunction),
  idSelected: false,
  keyPrefix: sobject.keyPrefix,
});
