import { isAbsolute, join } from 'node:path';
import type { HandOverEntry } from './schema.js';

/** What stands for the names of an org and an app where key and secret go. */
const fill = (text: string, org: string, app: string): string =>
  text.replaceAll('${org}', org).replaceAll('${app}', app);

/** Where the key and secret of one app in one org go. */
export const handOverOf = (
  entry: HandOverEntry,
  { org, app, folder }: { org: string; app: string; folder: string }
): HandOverEntry => {
  if (entry.file === undefined) return { ...entry, command: entry.command?.map((word) => fill(word, org, app)) };
  // What stands for a folder in a path cannot lead out of it.
  const path = fill(entry.file, org.replace(/[^\w.@-]/g, '_'), app);
  return { ...entry, file: isAbsolute(path) ? path : join(folder, path) };
};
