import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { z } from 'zod';
import { settingsGiven, type PartialDefinition } from '../../definition/schema.js';
import { isSameName } from '../../settings/apiNames.js';
import type { Run } from '../run.js';
import { writeWhole } from '../wholeFiles.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'fleet');

const bookedApp = z.object({
  /** API name. */
  name: z.string(),
  /** What the file called it. */
  key: z.string(),
  /** When it was set up, or found as it should be, ISO 8601. */
  at: z.string(),
  /** Setting → {@link digest} of what was asked for. */
  settings: z.record(z.string(), z.string()),
  /** {@link digest} of the consumer key that was handed over; absent where none was. */
  handedOver: z.string().optional(),
  /** {@link digest} of the consumer key. */
  consumerKey: z.string().optional(),
});

const bookSchema = z.object({ orgId: z.string(), apps: z.array(bookedApp) });

/** What an earlier run left of an app. */
export type BookedApp = z.output<typeof bookedApp>;

/**
 * What earlier runs left of an org, beside the fleet file: it tells what somebody has changed in the org from what the
 * file says anew, and which apps were the file's. It holds no value, only digests.
 */
export type Book = z.output<typeof bookSchema>;

export const EMPTY_BOOK: Book = { orgId: '', apps: [] };

/** A value in short: whether it is the same again can be told, what it is cannot. */
export const digest = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(value) ?? '')
    .digest('hex')
    .slice(0, 16);

/** What was asked for, setting by setting. */
export const digestSettings = (definition: PartialDefinition): Record<string, string> =>
  Object.fromEntries(settingsGiven(definition).map(({ path, value }) => [path, digest(value)]));

export const bookedAs = ({ apps }: Book, name: string): BookedApp | undefined =>
  apps.find((app) => isSameName(app.name, name));

/** The book with what a run leaves of an app. */
export const withApp = ({ orgId, apps }: Book, app: BookedApp): Book => ({
  orgId,
  apps: [...apps.filter(({ name }) => !isSameName(name, app.name)), app].sort((one, other) =>
    one.name.localeCompare(other.name, 'en')
  ),
});

export const withoutApp = ({ orgId, apps }: Book, gone: string): Book => ({
  orgId,
  apps: apps.filter(({ name }) => !isSameName(name, gone)),
});

/** The folder beside a fleet file that its books are in. */
export const bookFolder = (fleet: string): string => `${fleet.slice(0, -extname(fleet).length || undefined)}.state`;

const bookFile = (fleet: string, org: string): string =>
  join(bookFolder(fleet), `${org.replace(/[^\w.@-]/g, '_')}.json`);

/**
 * What earlier runs left of an org; nothing where there was none.
 *
 * @throws SfError `BookUnreadableError` for a file that is none: what it should tell would be guessed otherwise
 */
export const readBook = async (fleet: string, org: string): Promise<Book> => {
  const file = bookFile(fleet, org);
  try {
    return bookSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return EMPTY_BOOK;
    throw messages.createError('error.bookUnreadable', [file], [file]);
  }
};

export const writeBook = async (run: Run, fleet: string, org: string, book: Book): Promise<void> => {
  const path = bookFile(fleet, org);
  await mkdir(dirname(path), { recursive: true });
  await writeWhole(run, [{ path, content: `${JSON.stringify(book, null, 2)}\n` }], { force: true });
};
