import { ApiError, json, notFound, readJsonBody } from '../http/api.js';
import type { Handler, Route, RouteContext } from '../http/routes.js';
import { accessesIn } from '../org/entity-access.js';
import { isSameId } from '../org/ids.js';
import type { EntityAccess } from '../org/state.js';
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
    createable: sobject.createable ?? false,
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

const isGiven =
  (parentId: string, appId: string) =>
  (access: EntityAccess): boolean =>
    isSameId(parentId, access.parentId) && isSameId(appId, access.appId);

/** Grants an app to a permission set, beside its policies: docs/platform.md#grants */
const grantApp: Handler = (request, { org }) => {
  const { ParentId = '', SetupEntityId = '' } = readJsonBody(request);
  const ofId = (ids: string[], wanted: unknown): string => {
    const id = ids.find((candidate) => isSameId(String(wanted), candidate));
    if (id !== undefined) return id;
    throw new ApiError(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
  };
  const idsOf = (type: string): string[] => org.components.list(type).map(({ id }) => id);
  const profiles = org.people.profiles.map(({ PermissionSetId }) => PermissionSetId);
  const parentId = ofId([...idsOf('PermissionSet'), ...profiles], ParentId);
  const appId = ofId(idsOf('ExternalClientApplication'), SetupEntityId);
  const known = accessesIn(org).find(isGiven(parentId, appId));
  if (known) {
    const words = `duplicate value found: SetupEntityId duplicates value on record with id: ${known.id}`;
    throw new ApiError(400, 'DUPLICATE_VALUE', words);
  }
  const id = org.newId('0J0');
  org.entityAccess.push({ id, parentId, appId });
  return json({ id, success: true, errors: [] }, 201);
};

const REQUIRED = ['AssigneeId', 'PermissionSetId'];

/** Gives a user a permission set: docs/platform.md#users */
const assignPermissionSet: Handler = (request, { org }) => {
  const given = readJsonBody(request);
  const missing = REQUIRED.filter((field) => given[field] === undefined);
  if (missing.length > 0) {
    throw new ApiError(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`);
  }
  const isCalled = (id: unknown): boolean => isSameId(String(given.PermissionSetId), String(id));
  const user = org.people.users.find(({ Id }) => isSameId(String(given.AssigneeId), Id));
  const set = org.components.list('PermissionSet').find(({ id }) => isCalled(id));
  if (!user || !set) throw new ApiError(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
  if (!user.IsActive) throw new ApiError(400, 'INACTIVE_OWNER_OR_USER', 'operation performed with inactive user');
  const { assignments } = org.people;
  if (assignments.some(({ userId, permissionSet }) => userId === user.Id && permissionSet === set.fullName)) {
    throw new ApiError(400, 'DUPLICATE_VALUE', 'Duplicate PermissionSetAssignment. Assignee already has it.');
  }
  const id = org.newId('0Pa');
  assignments.push({ Id: id, userId: user.Id, permissionSet: set.fullName });
  return json({ id, success: true, errors: [] }, 201);
};

export const sobjectRoutes: readonly Route[] = [
  { pattern: /^(?:tooling\/)?sobjects$/, methods: { GET: list } },
  { pattern: /^sobjects\/(?<name>SetupEntityAccess)$/i, methods: { GET: basics, POST: grantApp } },
  { pattern: /^sobjects\/(?<name>PermissionSetAssignment)$/i, methods: { GET: basics, POST: assignPermissionSet } },
  { pattern: /^(?:tooling\/)?sobjects\/(?<name>\w+)$/, methods: { GET: basics } },
  { pattern: /^(?:tooling\/)?sobjects\/(?<name>\w+)\/describe$/, methods: { GET: describe } },
  { pattern: /^(?:tooling\/)?sobjects\/(?<name>\w+)\/(?<id>\w+)$/, methods: { GET: readRecord } },
];
