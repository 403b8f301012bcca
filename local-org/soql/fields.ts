import type { FieldType } from '@jetstreamapp/soql-parser-js';
import type { SObject } from '../sobjects/sobject.js';
import { malformedQuery } from './errors.js';

/** `COUNT()`, which counts records and gives none. */
export const isCount = (field: FieldType): boolean =>
  field.type === 'FieldFunctionExpression' &&
  field.functionName.toUpperCase() === 'COUNT' &&
  field.parameters.length === 0;

export const aliasOf = (field: FieldType): string | undefined => ('alias' in field ? field.alias : undefined);

/** The field as the query spells it, dots and all; undefined for what is no single field. */
export const fieldName = (field: FieldType): string | undefined => {
  if (field.type === 'Field') return 'objectPrefix' in field ? field.rawValue : field.field;
  if (field.type === 'FieldRelationship') return [...field.relationships, field.field].join('.');
  return undefined;
};

export const notEvaluated = (field: FieldType): Error => {
  const text = 'rawValue' in field ? (field.rawValue ?? field.type) : field.type;
  return malformedQuery(`This org does not evaluate ${text} in a query`);
};

/** The fields that an entry of the SELECT list stands for. */
export const fieldNames = (field: FieldType, sobject: SObject): string[] => {
  if (aliasOf(field) !== undefined) throw malformedQuery('only aggregate expressions use field aliasing');
  const name = fieldName(field);
  if (name !== undefined) return [name];
  const isAll = 'rawValue' in field && /^FIELDS\((?:ALL|STANDARD)\)$/i.test(field.rawValue ?? '');
  if (!isAll) throw notEvaluated(field);
  return sobject.columns.map((column) => column.name);
};
