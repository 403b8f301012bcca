import { json, type ApiAnswer, type ApiRequest } from '../http/api.js';
import type { Route } from '../http/routes.js';
import type { Org } from '../org/org.js';
import type { User } from '../org/people.js';
import { identityPath } from './identity.js';

const OLDEST = 31;

/** Spring '14 was 30.0, and each season has had its version since. */
const SEASONS = ['Summer', 'Winter', 'Spring'] as const;

const labelOf = (version: number): string => {
  const season = SEASONS[(version - OLDEST) % 3] ?? 'Spring';
  const year = 14 + Math.floor((version - OLDEST + 2) / 3);
  return `${season} '${year}`;
};

/** The one resource that answers without a session. */
export const listVersions = (org: Org): ApiAnswer =>
  json(
    Array.from({ length: Math.floor(org.apiVersion) - OLDEST + 1 }, (_, index) => {
      const version = OLDEST + index;
      return { label: labelOf(version), url: `/services/data/v${version}.0`, version: `${version}.0` };
    })
  );

const RESOURCES = ['composite', 'limits', 'metadata', 'query', 'queryAll', 'sobjects', 'tooling'];

export const listResources = (request: ApiRequest, org: Org, user: User, version: string): ApiAnswer =>
  json({
    ...Object.fromEntries(RESOURCES.map((name) => [name, `/services/data/v${version}/${name}`])),
    identity: request.baseUrl + identityPath(org, user.Id),
  });

const LIMITS = { DailyApiRequests: { Max: 100_000, Remaining: 99_000 }, DataStorageMB: { Max: 1024, Remaining: 1000 } };

export const resourceRoutes: readonly Route[] = [{ pattern: /^limits$/, methods: { GET: () => json(LIMITS) } }];
