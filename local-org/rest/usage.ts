import { ApiError, json } from '../http/api.js';
import type { Handler, Route } from '../http/routes.js';

/** docs/platform.md#reading */
const DEFAULT_PAGE_SIZE = 100;

const readNumber = (query: URLSearchParams, name: string, byDefault: number): number => {
  const text = query.get(name) ?? String(byDefault);
  if (!/^\d+$/.test(text)) throw new ApiError(400, 'INVALID_API_INPUT', `Invalid value for parameter ${name}: ${text}`);
  return Number(text);
};

/** The apps that have tokens out. A page behind the last one is empty. */
const listUsage: Handler = ({ query }, { org }) => {
  const page = readNumber(query, 'page', 0);
  const pageSize = readNumber(query, 'pageSize', DEFAULT_PAGE_SIZE);
  const used = new Set(org.tokens.grants.map(({ app }) => app.id));
  const apps = org.components.list('ExternalClientApplication').filter(({ id }) => used.has(id));
  return json({
    apps: apps
      .slice(page * pageSize, (page + 1) * pageSize)
      .map(({ id, fullName, fields }) => ({ identifier: id, developerName: fullName, label: fields.label })),
  });
};

export const usageRoutes: readonly Route[] = [
  { pattern: /^apps\/oauth\/usage$/, methods: { GET: listUsage }, since: 59 },
];
