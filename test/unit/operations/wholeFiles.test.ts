import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { WriteError, writeWhole, type WriteOptions } from '../../../src/operations/wholeFiles.js';
import { withFailing } from '../../support/failingFiles.js';
import { failureOf, recordRun } from '../../support/operations.js';

const FORCE: WriteOptions = { force: true, makeFolders: true };
const NEW: WriteOptions = { force: false, makeFolders: true };

describe('files that are written whole', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'whole-files-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const path = (...names: string[]): string => join(folder, ...names);
  const write = (names: string[], options: WriteOptions, run = recordRun()): Promise<void> =>
    writeWhole(
      run,
      names.map((name) => ({ path: path(name), content: `new ${name}` })),
      options
    );
  const refused = async (written: Promise<void>): Promise<Pick<WriteError, 'path' | 'code' | 'left'>> => {
    const error = await failureOf(written);
    if (!(error instanceof WriteError)) throw error;
    return { path: error.path.replace(folder, ''), code: error.code, left: error.left };
  };
  /** All files and folders, files with their text. */
  const found = async (): Promise<Record<string, string | undefined>> => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const texts = entries.map(async (entry) => {
      const file = join(entry.parentPath, entry.name);
      return [file.replace(`${folder}/`, ''), entry.isFile() ? await readFile(file, 'utf8') : undefined] as const;
    });
    return Object.fromEntries((await Promise.all(texts)).sort());
  };

  it('are new, or in the place of what was there, and nothing lies beside them', async () => {
    await writeFile(path('a'), 'a much longer text that is gone whole');
    await chmod(path('a'), 0o640);
    await write(['a', 'deep/er/b'], FORCE);
    expect(await found()).to.deep.equal({
      a: 'new a',
      deep: undefined,
      'deep/er': undefined,
      'deep/er/b': 'new deep/er/b',
    });
    expect((await stat(path('a'))).mode & 0o777).to.equal(0o640);
  });

  it('go where a link leads, which stays', async () => {
    await writeFile(path('a'), 'old');
    await symlink(path('a'), path('link'));
    await write(['link'], FORCE);
    expect(await readFile(path('a'), 'utf8')).to.equal('new link');
  });

  it('are no files where something else takes the text', async () => {
    await writeWhole(recordRun(), [{ path: '/dev/null', content: 'x' }], FORCE);
    expect((await stat('/dev/null')).isCharacterDevice()).to.equal(true);
  });

  it('go over nothing that is there, unless that is wanted', async () => {
    await writeFile(path('b'), 'mine');
    expect(await refused(write(['a', 'b'], NEW))).to.deep.equal({ path: '/b', code: 'EEXIST', left: [] });
    expect(await found()).to.deep.equal({ b: 'mine' });
  });

  it('go over what they add to, and over nothing else', async () => {
    await writeFile(path('b'), 'mine');
    const addition = { path: path('b'), content: Buffer.from('mine and more'), isAddition: true };
    await writeWhole(recordRun(), [{ path: path('a'), content: 'new' }, addition], NEW);
    expect(await found()).to.deep.equal({ a: 'new', b: 'mine and more' });
    const again = writeWhole(recordRun(), [addition, { path: path('a'), content: 'newer' }], NEW);
    expect(await refused(again)).to.deep.equal({ path: '/a', code: 'EEXIST', left: [] });
  });

  it('are no folders that nobody wanted', async () => {
    expect(await refused(write(['deep/a'], { force: true }))).to.include({ path: '/deep/a', code: 'ENOENT' });
    expect(await found()).to.deep.equal({});
  });

  for (const [place, options] of [
    ['a folder in the place of a file', FORCE],
    ['a file in the place of a folder', NEW],
  ] as const) {
    it(`are none of them where one cannot be written: ${place}`, async () => {
      const isFolder = options.force;
      await writeFile(path('a'), 'old');
      if (isFolder) await mkdir(path('z'));
      else await writeFile(path('z'), 'mine');
      const before = await found();
      const names = isFolder ? ['a', 'new/b', 'z'] : ['new/a', 'new/b', 'z/c'];
      const { code, left, ...failed } = await refused(write(names, options));
      expect(failed.path).to.equal(isFolder ? '/z' : '/z/c');
      expect(code).to.be.oneOf(['EISDIR', 'ENOTDIR', 'EPERM']);
      expect(left).to.deep.equal([]);
      expect(await found()).to.deep.equal(before);
    });
  }

  it('are none of them where the disk is full in the middle of one', async () => {
    await writeFile(path('a'), 'old');
    await write(['a'], FORCE);
    const half = (draft: unknown): string | undefined => (String(draft).endsWith('.b') ? 'ENOSPC' : undefined);
    const failed = await withFailing('writeFile', half, () => refused(write(['a', 'b'], FORCE)));
    expect(failed).to.deep.equal({ path: '/b', code: 'ENOSPC', left: [] });
    expect(await found()).to.deep.equal({ a: 'new a' });
  });

  it('are taken back where one cannot be put in its place', async () => {
    await writeFile(path('a'), 'old');
    const last = (_draft: unknown, file: unknown): string | undefined => (file === path('c') ? 'EBUSY' : undefined);
    const failed = await withFailing('rename', last, () => refused(write(['a', 'new/b', 'c'], FORCE)));
    expect(failed).to.deep.equal({ path: '/c', code: 'EBUSY', left: [] });
    expect(await found()).to.deep.equal({ a: 'old' });
  });

  it('are named where they cannot be put back', async () => {
    await writeFile(path('a'), 'old');
    let renames = 0;
    const afterFirst = (): string | undefined => (renames++ > 0 ? 'EIO' : undefined);
    const failed = await withFailing('rename', afterFirst, () => refused(write(['a', 'b'], FORCE)));
    expect(failed).to.deep.equal({ path: '/b', code: 'EIO', left: [path('a')] });
  });

  it('are taken back where somebody interrupts', async () => {
    await writeFile(path('a'), 'old');
    const run = recordRun();
    const interrupting = (_draft: unknown, file: unknown): undefined => {
      // As a signal comes: while the step is under way.
      if (file === path('a')) queueMicrotask(() => void run.interrupt());
    };
    const error = await withFailing('rename', interrupting, () => failureOf(write(['a', 'b'], FORCE, run)));
    expect(error).not.to.be.instanceOf(WriteError);
    expect(await found()).to.deep.equal({ a: 'old' });
  });
});
