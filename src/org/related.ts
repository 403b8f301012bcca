import type { Connection } from '@salesforce/core';
import { z } from 'zod';
import type { RelatedMember } from '../definition/related.js';
import { retrieveComponents } from './retrieve.js';
import { listMembers } from './listMembers.js';
import { queryRows, whereShown } from './query.js';
import { apiNameFromOrg, type ApiName } from '../settings/apiNames.js';

/** Which of these the org has, in one request. */
export const findExisting = async (connection: Connection, members: RelatedMember[]): Promise<RelatedMember[]> => {
  const types = [...new Set(members.map(({ type }) => type))];
  if (types.length === 0) return [];
  const listed = await listMembers(connection, types);
  // The org's names are the same whatever their case.
  const keyOf = ({ type, fullName }: { type: string; fullName: string }): string => `${type} ${fullName.toLowerCase()}`;
  const names = new Set(listed.map(keyOf));
  return members.filter((member) => names.has(keyOf(member)));
};

/** The consumer keys that Auth. Providers were created with. */
export const readProviderKeys = async (connection: Connection, names: ApiName[]): Promise<Map<ApiName, string>> => {
  if (names.length === 0) return new Map();
  const found = await retrieveComponents(connection, new Map([['AuthProvider', names]]));
  return new Map(
    found.flatMap(({ fullName, elements: { consumerKey } }): Array<[ApiName, string]> =>
      typeof consumerKey === 'string' ? [[apiNameFromOrg(fullName), consumerKey]] : []
    )
  );
};

const providerRow = z.object({ DeveloperName: z.string(), ConsumerKey: z.string().nullable() });

/**
 * Consumer keys of all Auth. Providers of an org, in one request: docs/platform.md#beside-an-app
 *
 * @returns key by name; undefined where the org does not show them to this user
 */
export const readKeysOfProviders = (connection: Connection): Promise<Map<string, string | null> | undefined> =>
  whereShown(async () => {
    const rows = await queryRows(connection, 'SELECT DeveloperName, ConsumerKey FROM AuthProvider', providerRow);
    return new Map(rows.map(({ DeveloperName, ConsumerKey }) => [DeveloperName, ConsumerKey]));
  });

/** Names of those that log in with this key. */
export const providersWith = (keys: ReadonlyMap<string, string | null>, key: string | null): string[] =>
  key === null ? [] : [...keys].flatMap(([name, held]) => (held === key ? [name] : []));
