import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { writeWhole } from '../../../src/operations/wholeFiles.js';
import { failureOf } from '../../support/operations.js';

describe('files that are written whole', () => {
  let folder: string;
  const at = (...names: string[]): string => join(folder, ...names);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'whole-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('are there, with the folders that they need, and nothing beside them', async () => {
    await writeFile(at('old'), 'before');
    await writeWhole([
      { path: at('a', 'b', 'new'), content: 'Größe' },
      { path: at('old'), content: 'after' },
    ]);
    expect(await readFile(at('a', 'b', 'new'), 'utf8')).to.equal('Größe');
    expect(await readFile(at('old'), 'utf8')).to.equal('after');
    expect(await readdir(folder)).to.have.members(['a', 'old']);
  });

  it('are as they were where one of them cannot be written', async () => {
    await writeFile(at('old'), 'before');
    await mkdir(at('taken'));
    const files = ['old', 'a/b/new', 'taken'].map((name) => ({ path: at(name), content: 'after' }));
    expect(await failureOf(writeWhole(files))).to.have.property('code', 'EISDIR');
    expect(await readFile(at('old'), 'utf8')).to.equal('before');
    expect(await readdir(folder)).to.have.members(['old', 'taken']);
  });

  it('leave no folder where one of them has no place', async () => {
    await writeFile(at('old'), 'before');
    const files = [at('a', 'new'), at('old', 'new')].map((path) => ({ path, content: 'after' }));
    expect(await failureOf(writeWhole(files))).to.have.property('code', 'ENOTDIR');
    expect(await readdir(folder)).to.deep.equal(['old']);
  });

  it('do not take the place of a device', async () => {
    await writeWhole([{ path: '/dev/null', content: 'gone' }]);
    expect(await readFile('/dev/null', 'utf8')).to.equal('');
  });
});
