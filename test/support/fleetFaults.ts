import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { bookFolder } from '../../src/operations/fleet/book.js';
import { readApps } from '../../src/org/apps.js';

/** What an org has of its one app: id and key are the same as long as it is not made anew. */
export interface HeldApp {
  id: string | null;
  consumerKey: unknown;
}

/** The app that an org has; undefined where it has none. */
export const heldIn = async (connection: Connection): Promise<HeldApp | undefined> => {
  const apps = await readApps(connection);
  expect(apps.length).to.be.lessThan(2);
  return apps.map(({ id, consumerKey }) => ({ id, consumerKey })).at(0);
};

/** The apps that are noted of each org, in files that are whole, and nothing else lies beside them. */
export const bookedIn = async (fleet: string): Promise<Record<string, string[]>> => {
  const folder = bookFolder(fleet);
  const names = await readdir(folder);
  expect(names.filter((name) => !name.endsWith('.json'))).to.deep.equal([]);
  const read = names.map(async (name): Promise<[string, string[]]> => {
    const { apps } = JSON.parse(await readFile(join(folder, name), 'utf8')) as { apps: Array<{ name: string }> };
    return [name.replace(/\.json$/, ''), apps.map((app) => app.name)];
  });
  return Object.fromEntries(await Promise.all(read));
};
