import type { Org } from '../org/org.js';
import type { User } from '../org/people.js';
import { ApiError, notFound, type ApiAnswer, type ApiRequest } from './api.js';

export type RouteContext = {
  org: Org;
  /** Whose session the request came with. */
  user: User;
  /** The API version in the path, `68.0`. */
  version: string;
  /** What the pattern's groups matched. */
  params: Readonly<Record<string, string | undefined>>;
  /** Runs a request inside this one. */
  dispatch: (request: ApiRequest) => Promise<ApiAnswer>;
};

export type Handler = (request: ApiRequest, context: RouteContext) => ApiAnswer | Promise<ApiAnswer>;

/** A resource below `/services/data/vXX.X/`. */
export type Route = {
  pattern: RegExp;
  methods: Readonly<Record<string, Handler>>;
  /** The first API version that has it. */
  since?: number;
};

export const findRoute = (
  routes: readonly Route[],
  resource: string,
  version: number
): { route: Route; params: RouteContext['params'] } | undefined => {
  for (const route of routes) {
    const match = route.pattern.exec(resource);
    if (match && version >= (route.since ?? 0)) return { route, params: { ...match.groups } };
  }
  return undefined;
};

/** @throws ApiError */
export const handlerOf = (route: Route | undefined, method: string): Handler => {
  if (!route) throw notFound();
  const handler = Object.hasOwn(route.methods, method) ? route.methods[method] : undefined;
  if (handler) return handler;
  const allowed = Object.keys(route.methods).join(',');
  throw new ApiError(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${method}' not allowed. Allowed are ${allowed}`);
};
