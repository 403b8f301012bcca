import { StateAggregator } from '@salesforce/core/stateAggregator';
import type { FleetFile } from '../../fleet/file.js';
import type { KnownLogins } from '../../fleet/orgs.js';

/** Which logins the CLI has, as far as a fleet file may mean them. No org is asked. */
export const readLogins = async ({ content: { orgs } }: FleetFile): Promise<KnownLogins> => {
  const state = await StateAggregator.getInstance();
  const aliases = new Map(Object.entries(state.aliases.getAll() as Record<string, string>));
  const named = Object.entries(orgs).flatMap(([key, { org, members }]) => members ?? [org ?? key]);
  const meant = [...new Set([...aliases.values(), ...named])];
  const exist = await Promise.all(meant.map((username) => state.orgs.hasFile(username)));
  return { aliases, usernames: new Set(meant.filter((_username, index) => exist[index])) };
};
