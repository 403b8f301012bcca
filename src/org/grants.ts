import { z } from 'zod';
import type { Grants } from '../definition/grants.js';
import { QueryRefused, type Answer } from './batch.js';

/** To whom External Client Apps are granted, whether their policies name them or not: docs/platform.md#grants */
const GRANTS =
  'SELECT SetupEntityId, Parent.Name, Parent.IsOwnedByProfile, Parent.Profile.Name FROM SetupEntityAccess WHERE ';

/** @param apps a query for the ids of apps */
export const grantsOf = (apps: string): string => `${GRANTS}SetupEntityId IN (${apps})`;

export const GRANTS_OF_ALL = `${GRANTS}SetupEntityType = 'ExternalClientApplication'`;

const parent = z.object({
  Name: z.string(),
  IsOwnedByProfile: z.boolean(),
  Profile: z.object({ Name: z.string() }).nullish(),
});

const rows = z.array(z.object({ SetupEntityId: z.string(), Parent: parent }));

type GrantRow = z.infer<typeof rows>[number];

const toGrants = (found: GrantRow[]): Grants => ({
  profiles: found.flatMap(({ Parent }) => (Parent.IsOwnedByProfile ? (Parent.Profile?.Name ?? Parent.Name) : [])),
  permissionSets: found.flatMap(({ Parent }) => (Parent.IsOwnedByProfile ? [] : Parent.Name)),
});

const rowsIn = (answer: Answer | undefined): GrantRow[] | undefined =>
  answer === undefined || answer instanceof QueryRefused ? undefined : rows.safeParse(answer).data;

/**
 * Grants by the id of the app.
 *
 * @returns undefined where the org does not show them, which does not say that there are none
 */
export const grantsByApp = (answer: Answer | undefined): ((id: string) => Grants) | undefined => {
  const found = rowsIn(answer);
  if (!found) return undefined;
  const byApp = Map.groupBy(found, ({ SetupEntityId }) => SetupEntityId.slice(0, 15));
  return (id) => toGrants(byApp.get(id.slice(0, 15)) ?? []);
};
