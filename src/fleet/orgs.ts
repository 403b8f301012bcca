import { Messages } from '@salesforce/core/messages';
import { minimatch } from 'minimatch';
import type { Problem } from '../definition/problems.js';
import { unknownName, type FleetFile } from './file.js';
import type { OrgEntry } from './schema.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'fleet');

/** The logins that the CLI has. */
export interface KnownLogins {
  /** Alias → username. */
  aliases: ReadonlyMap<string, string>;
  usernames: ReadonlySet<string>;
}

/** One org of a fleet. */
export interface FleetOrg {
  /** Alias or username, as the file or a pattern of it has it: what the org is called from here on. */
  name: string;
  username: string;
  /** The entry that it is in. */
  entry: string;
  /** The keys of its apps, in the order in which the file lists apps. */
  apps: string[];
}

/** One part of several into which the orgs are divided. */
export interface Shard {
  /** From 1. */
  index: number;
  count: number;
}

/** Which part of a fleet is meant; what is undefined leaves nothing out. */
export interface FleetSelection {
  /** Aliases, usernames or entries. */
  orgs?: string[];
  /** Keys of apps. */
  apps?: string[];
  shard?: Shard;
}

/** A name, and the path in the file where it stands. */
type Named = { name: string; path: PropertyKey[] };

const namesOf = (key: string, { org, members }: OrgEntry): Named[] => {
  if (members) return members.map((name, index) => ({ name, path: ['orgs', key, 'members', index] }));
  return [{ name: org ?? key, path: org === undefined ? ['orgs', key] : ['orgs', key, 'org'] }];
};

interface InEntry extends Named {
  entry: string;
}

/** The orgs that are called by name. */
const namedIn = ({ content: { orgs } }: FleetFile): InEntry[] =>
  Object.entries(orgs)
    .filter(([, entry]) => entry.match === undefined)
    .flatMap(([key, entry]) => namesOf(key, entry).map((named) => ({ ...named, entry: key })));

/** The orgs whose aliases are like a pattern, and that are not called by name elsewhere. */
const matchedIn = (
  { content: { orgs } }: FleetFile,
  named: InEntry[],
  { aliases }: KnownLogins
): { matched: InEntry[]; empty: Named[] } => {
  const taken = new Set(named.map(({ name }) => aliases.get(name) ?? name));
  const matched: InEntry[] = [];
  const empty: Named[] = [];
  for (const [entry, { match = [] }] of Object.entries(orgs)) {
    for (const [index, pattern] of match.entries()) {
      const path = ['orgs', entry, 'match', index];
      const like = [...aliases.keys()].filter((alias) => minimatch(alias, pattern));
      if (like.length === 0) empty.push({ name: pattern, path });
      const own = like.filter((name) => !taken.has(aliases.get(name) ?? name));
      matched.push(...own.map((name) => ({ name, path, entry })));
    }
  }
  return { matched: matched.filter(isFirst), empty };
};

/** Two patterns of one entry may mean the same org. */
const isFirst = ({ name, entry }: InEntry, index: number, all: InEntry[]): boolean =>
  all.findIndex((other) => other.name === name && other.entry === entry) === index;

const byName = (one: InEntry, other: InEntry): number => one.name.localeCompare(other.name, 'en');

/** The same part of the same orgs, in whatever order the file lists them. */
const inShard = (all: InEntry[], shard: Shard | undefined): InEntry[] => {
  if (!shard) return all;
  const own = all.toSorted(byName).filter((_org, index) => index % shard.count === shard.index - 1);
  return all.filter((org) => own.includes(org));
};

const usernameOf = (name: string, { aliases, usernames }: KnownLogins): string | undefined => {
  const username = aliases.get(name) ?? name;
  return usernames.has(username) ? username : undefined;
};

/** One org under two names would be set up by two runs at once. */
const inTwoPlaces = (orgs: Array<InEntry & { username: string }>, { locate }: FleetFile): Problem[] =>
  orgs.flatMap(({ username, name, path }, index) => {
    const first = orgs.findIndex((other) => other.username === username);
    if (first === index) return [];
    return [{ where: locate(path), what: messages.getMessage('twice', [name, locate(orgs[first].path)]) }];
  });

const unknownSelected = ({ orgs = [], apps = [] }: FleetSelection, all: InEntry[], file: FleetFile): Problem[] => {
  const knownOrgs = [...new Set(all.flatMap(({ name, entry }) => [entry, name]))];
  const knownApps = Object.keys(file.content.apps);
  return [
    ...orgs
      .filter((name) => !knownOrgs.includes(name))
      .map((name) => ({ where: `--org ${name}`, what: unknownName('org', name, knownOrgs) })),
    ...apps
      .filter((name) => !knownApps.includes(name))
      .map((name) => ({ where: `--app ${name}`, what: unknownName('app', name, knownApps) })),
  ];
};

const appsOf = ({ content }: FleetFile, entry: string, { apps: wanted }: FleetSelection): string[] => {
  const { apps } = content.orgs[entry];
  return Object.keys(content.apps)
    .filter((key) => apps === 'all' || apps.includes(key))
    .filter((key) => wanted?.includes(key) ?? true);
};

/**
 * The orgs of a fleet, each with its apps, in the order of the file.
 *
 * @param selection leaves out what is not meant: of that, no login is needed
 */
export const findOrgs = (
  file: FleetFile,
  logins: KnownLogins,
  selection: FleetSelection = {}
): { orgs: FleetOrg[]; problems: Problem[] } => {
  const named = namedIn(file);
  const { matched, empty } = matchedIn(file, named, logins);
  const entries = Object.keys(file.content.orgs);
  const all = entries.flatMap((key) => [...named, ...matched].filter(({ entry }) => entry === key));
  const isMeant = ({ name, entry }: InEntry): boolean =>
    selection.orgs === undefined || selection.orgs.includes(name) || selection.orgs.includes(entry);
  const meant = inShard(all, selection.shard).filter(isMeant);
  const found = meant.map((org) => ({ ...org, username: usernameOf(org.name, logins) }));
  const orgs = found.filter((org): org is InEntry & { username: string } => org.username !== undefined);
  const problems = [
    ...unknownSelected(selection, all, file),
    ...empty.map(({ name, path }) => ({ where: file.locate(path), what: messages.getMessage('noMatch', [name]) })),
    ...found
      .filter(({ username }) => username === undefined)
      .map(({ name, path }) => ({ where: file.locate(path), what: messages.getMessage('noLogin', [name]) })),
    ...inTwoPlaces(orgs, file),
  ];
  return {
    orgs: orgs.map(({ name, username, entry }) => ({ name, username, entry, apps: appsOf(file, entry, selection) })),
    problems,
  };
};
