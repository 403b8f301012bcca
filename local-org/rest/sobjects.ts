import { json, notFound } from '../http/api.js';
import type { Handler, Route, RouteContext } from '../http/routes.js';
import { isSameId } from '../org/ids.js';
import { findSObject, isSameName, sobjectsIn } from '../sobjects/index.js';
import { isAggregatable, isGroupable, type Column, type SObject } from '../sobjects/sobject.js';
import { noSuchColumn } from '../soql/errors.js';
import { attributesOf, toJsonValue } from '../soql/query.js';

const summaryOf = (sobject: SObject, version: string): Record<string, unknown> => {
  const url = `/services/data/v${version}/sobjects/${sobject.name}`;
  return {
    name: sobject.name,
    label: sobject.label,
    labelPlural: `${sobject.label}s`,
    keyPrefix: sobject.keyPrefix,
    custom: false,
    createable: false,
    updateable: false,
    deletable: false,
    queryable: true,
    retrieveable: true,
    urls: { sobject: url, describe: `${url}/describe`, rowTemplate: `${url}/{ID}` },
  };
};

const describeColumn = (column: Column): Record<string, unknown> => {
  const { name, type, references } = column;
  return {
    name,
    label: name,
    type,
    nillable: type !== 'id' && type !== 'boolean',
    filterable: true,
    sortable: true,
    groupable: isGroupable(column),
    aggregatable: isAggregatable(column),
    createable: false,
    updateable: false,
    custom: false,
    length: type === 'id' || type === 'reference' ? 18 : type === 'string' ? 255 : 0,
    referenceTo: references ? [references.object] : [],
    relationshipName: references?.relationship ?? null,
  };
};

const sobjectOf = ({ params, version }: RouteContext): SObject => {
  const sobject = findSObject(params.name ?? '', Number(version));
  if (!sobject) throw notFound();
  return sobject;
};

const list: Handler = (_request, { version }) =>
  json({
    encoding: 'UTF-8',
    maxBatchSize: 200,
    sobjects: sobjectsIn(Number(version)).map((sobject) => summaryOf(sobject, version)),
  });

const basics: Handler = (_request, context) =>
  json({ objectDescribe: summaryOf(sobjectOf(context), context.version), recentItems: [] });

const describe: Handler = (_request, context) => {
  const sobject = sobjectOf(context);
  return json({ ...summaryOf(sobject, context.version), fields: sobject.columns.map(describeColumn) });
};

const columnsOf = (sobject: SObject, asked: string | null): readonly Column[] => {
  if (asked === null) return sobject.columns;
  return asked.split(',').map((name) => {
    const column = sobject.columns.find((candidate) => isSameName(candidate.name, name.trim()));
    if (!column) throw noSuchColumn(name.trim(), sobject.name);
    return column;
  });
};

const readRecord: Handler = ({ query }, context) => {
  const sobject = sobjectOf(context);
  const row = sobject.rows(context.org, context.user).find(({ Id }) => isSameId(context.params.id ?? '', String(Id)));
  if (!row) throw notFound();
  const values = columnsOf(sobject, query.get('fields')).map((column) => {
    const value = row[column.name] ?? (column.type === 'boolean' ? false : null);
    return [column.name, toJsonValue(value, column)];
  });
  return json({ attributes: attributesOf(sobject, row, context.version), ...Object.fromEntries(values) });
};

export const sobjectRoutes: readonly Route[] = [
  { pattern: /^(?:tooling\/)?sobjects$/, methods: { GET: list } },
  { pattern: /^(?:tooling\/)?sobjects\/(?<name>\w+)$/, methods: { GET: basics } },
  { pattern: /^(?:tooling\/)?sobjects\/(?<name>\w+)\/describe$/, methods: { GET: describe } },
  { pattern: /^(?:tooling\/)?sobjects\/(?<name>\w+)\/(?<id>\w+)$/, methods: { GET: readRecord } },
];
