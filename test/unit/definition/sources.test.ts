import { expect } from 'chai';
import { folderOf, isPipe, shownAs } from '../../../src/definition/sources.js';

describe('where a text comes from', () => {
  for (const pipe of ['-', '/dev/stdin', '/dev/fd/63', '/proc/self/fd/12']) {
    it(`is a pipe, which lies in no folder: ${pipe}`, () => {
      expect([isPipe(pipe), folderOf(pipe)]).to.deep.equal([true, '.']);
    });
  }

  for (const [file, folder] of [
    ['app.yaml', '.'],
    ['apps/a.yaml', 'apps'],
    ['/dev/fd/63.yaml', '/dev/fd'],
    ['/home/dev/stdin', '/home/dev'],
  ]) {
    it(`is a file in ${folder}: ${file}`, () => {
      expect([isPipe(file), folderOf(file)]).to.deep.equal([false, folder]);
    });
  }

  it('is called stdin where it is stdin', () => {
    expect([shownAs('-'), shownAs('apps/a.yaml')]).to.deep.equal(['stdin', 'apps/a.yaml']);
  });
});
