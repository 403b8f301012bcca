import { ApiError, json } from '../http/api.js';
import type { Handler, Route, RouteContext } from '../http/routes.js';
import type { Component } from '../org/components.js';

/** docs/platform.md#reading */
const DEFAULT_PAGE_SIZE = 100;

const readNumber = (query: URLSearchParams, name: string, byDefault: number): number => {
  const text = query.get(name) ?? String(byDefault);
  if (!/^\d+$/.test(text)) throw new ApiError(400, 'INVALID_API_INPUT', `Invalid value for parameter ${name}: ${text}`);
  return Number(text);
};

/** All apps, or those that have tokens out; which of the two an org lists is doubtful. */
const listedApps = (org: RouteContext['org']): readonly Component[] => {
  const apps = org.components.list('ExternalClientApplication');
  if (!org.hasQuirk('usage-only-used')) return apps;
  const used = new Set(org.tokens.grants.map(({ app }) => app.id));
  return apps.filter(({ id }) => used.has(id));
};

/** A page behind the last one is empty. */
const listUsage: Handler = ({ query }, { org }) => {
  const page = readNumber(query, 'page', 0);
  const pageSize = readNumber(query, 'pageSize', DEFAULT_PAGE_SIZE);
  return json({
    apps: listedApps(org)
      .slice(page * pageSize, (page + 1) * pageSize)
      .map(({ id, fullName, fields }) => ({ identifier: id, developerName: fullName, label: fields.label })),
  });
};

export const usageRoutes: readonly Route[] = [
  { pattern: /^apps\/oauth\/usage$/, methods: { GET: listUsage }, since: 59 },
];
