import { expect } from 'chai';
import { findDeadCode } from '../../../scripts/find-dead-code.js';

/** What is dead in these files, of which `src/commands/` and tests are run. */
const dead = (files: Record<string, string>): string[] =>
  findDeadCode(new Map(Object.entries(files)), (path) => /^src\/commands\/|\.test\.ts$/.test(path)).map(
    ({ path, line, problem }) => `${path}:${line}: ${problem}`
  );

const COMMAND = `import { load } from '../org/load.js';\nexport default class List { run = load; }`;

describe('the search for dead code', () => {
  it('leaves alone what a command uses, and the command itself', () => {
    expect(
      dead({ 'src/commands/list.ts': COMMAND, 'src/org/load.ts': 'export const load = (): void => undefined;' })
    ).to.deep.equal([]);
  });

  it('names an export that nothing uses, with its line', () => {
    const load = 'export const load = 1;\nexport const save = 2;';
    expect(dead({ 'src/commands/list.ts': COMMAND, 'src/org/load.ts': load })).to.deep.equal([
      'src/org/load.ts:2: nothing uses save',
    ]);
  });

  it('names an export that only its own file uses, unless it is a type: that may stand in a signature', () => {
    const load = 'export const step = 1;\nexport type Loaded = string;\nexport const load = (): Loaded => `${step}`;';
    expect(dead({ 'src/commands/list.ts': COMMAND, 'src/org/load.ts': load })).to.deep.equal([
      'src/org/load.ts:1: step is exported, and no other file uses it',
    ]);
  });

  it('names a type that nothing uses', () => {
    const load = 'export interface Loaded { at: Date }\nexport const load = 1;';
    expect(dead({ 'src/commands/list.ts': COMMAND, 'src/org/load.ts': load })).to.deep.equal([
      'src/org/load.ts:1: nothing uses Loaded',
    ]);
  });

  it('names what only tests use', () => {
    expect(
      dead({
        'src/commands/list.ts': COMMAND,
        'src/org/load.ts': 'export const load = 1;\nexport const forget = 2;',
        'test/load.test.ts': `import { forget, load } from '../src/org/load.js';\nforget(load);`,
      })
    ).to.deep.equal(['src/org/load.ts:2: only tests use forget']);
  });

  it('names a file that nothing reaches, and a circle of files that only reach each other', () => {
    expect(
      dead({
        'src/commands/list.ts': 'export default class List {}',
        'src/org/a.ts': `import './b.js';\nexport const a = 1;`,
        'src/org/b.ts': `import './a.js';\nexport const b = 1;`,
      })
    ).to.deep.equal(['src/org/a.ts:1: nothing uses this file', 'src/org/b.ts:1: nothing uses this file']);
  });

  it('follows names that are passed on, renamed, imported late, or taken all at once', () => {
    expect(
      dead({
        'src/commands/list.ts': [
          `import { read } from '../org/index.js';`,
          `import * as words from '../org/words.js';`,
          `type Late = import('../org/types.js').Late;`,
          `const late = await import('../org/late.js');`,
          `export default class List { all: Late = [read, words, late]; }`,
        ].join('\n'),
        'src/org/index.ts': `export { load as read } from './load.js';`,
        'src/org/load.ts': 'export const load = 1;',
        'src/org/words.ts': 'export const { yes, no: [never] } = table;',
        'src/org/types.ts': 'export type Late = unknown[];',
        'src/org/late.ts': 'export function late() {}',
      })
    ).to.deep.equal([]);
  });
});
