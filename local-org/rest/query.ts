import { json, type ApiRequest } from '../http/api.js';
import type { Handler, Route } from '../http/routes.js';
import { malformedQuery } from '../soql/errors.js';
import { describeQuery, runQuery } from '../soql/query.js';

const soqlOf = ({ query: parameters }: ApiRequest): string => {
  const soql = parameters.get('q');
  if (!soql) throw malformedQuery('A query string has to be specified');
  return soql;
};

/** All records come in one answer, so there is never a nextRecordsUrl. */
const query: Handler = (request, session) => {
  const soql = soqlOf(request);
  const columnsOnly = request.query.get('columns') === 'true';
  return json(columnsOnly ? describeQuery(soql, session) : runQuery(soql, session));
};

/** The Tooling API has the same objects here, and its answers say a little more. */
const toolingQuery: Handler = (request, session) => {
  const soql = soqlOf(request);
  if (request.query.get('columns') === 'true') return json(describeQuery(soql, session));
  const result = runQuery(soql, session);
  const entityTypeName = result.records[0]?.attributes.type ?? null;
  return json({ size: result.records.length, ...result, queryLocator: null, entityTypeName });
};

export const queryRoutes: readonly Route[] = [
  { pattern: /^(?:query|queryAll)$/, methods: { GET: query } },
  { pattern: /^tooling\/(?:query|queryAll)$/, methods: { GET: toolingQuery } },
];
