import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  bookedAs,
  bookFolder,
  digest,
  digestSettings,
  EMPTY_BOOK,
  readBook,
  withApp,
  withoutApp,
  writeBook,
  type BookedApp,
} from '../../../../src/operations/fleet/book.js';
import { failureOf, recordRun } from '../../../support/operations.js';

const app = (name: string, key = name): BookedApp => ({ name, key, at: '2026-11-28T10:00:00.000Z', settings: {} });

describe('what a fleet leaves of an org', () => {
  let folder: string;
  let fleet: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'book-'));
    fleet = join(folder, 'eca-fleet.yaml');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('stands in a folder beside the file, by app whatever the case of its name', async () => {
    const book = withApp(withApp({ orgId: '00D1', apps: [] }, app('B')), app('A'));
    await writeBook(recordRun(), fleet, 'dev/a', book);
    expect(await readdir(bookFolder(fleet))).to.deep.equal(['dev_a.json']);
    const read = await readBook(fleet, 'dev/a');
    expect(read.apps.map(({ name }) => name)).to.deep.equal(['A', 'B']);
    expect(bookedAs(read, 'b')?.name).to.equal('B');
    expect(withApp(read, app('a', 'key')).apps.map(({ key }) => key)).to.deep.equal(['key', 'B']);
    expect(withoutApp(read, 'A').apps.map(({ name }) => name)).to.deep.equal(['B']);
  });

  it('is nothing where there was no run, and an error where nobody can read it', async () => {
    expect(await readBook(fleet, 'uat')).to.deep.equal(EMPTY_BOOK);
    await writeBook(recordRun(), fleet, 'uat', EMPTY_BOOK);
    await writeFile(join(bookFolder(fleet), 'uat.json'), '{"apps":');
    expect((await failureOf(readBook(fleet, 'uat'))).name).to.equal('BookUnreadableError');
  });

  it('holds no value, and tells whether one is the same', () => {
    const digests = digestSettings({ label: 'Billing', contactEmail: 'owner@example.com' });
    expect(JSON.stringify(digests)).not.to.match(/Billing|owner/);
    expect(digests.label).to.equal(digest('Billing'));
    expect(digest({ a: 1 })).not.to.equal(digest({ a: 2 }));
  });
});
