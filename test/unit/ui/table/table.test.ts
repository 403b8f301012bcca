import { Ux } from '@salesforce/sf-plugins-core';
import { expect } from 'chai';
import fc from 'fast-check';
import sinon from 'sinon';
import { lookOf } from '../../../../src/ui/table/look.js';
import { BORDER_STYLES } from '../../../../src/ui/table/styles.js';
import { formatTable } from '../../../../src/ui/table/table.js';
import type { Table } from '../../../../src/ui/table/widths.js';

const KEYS = ['a', 'b', 'c', 'd'] as const;

const toTable = (names: string[], rows: string[][]): Table => ({
  title: 'A title',
  columns: names.map((name, index) => ({ key: KEYS[index], name })),
  data: rows.map((row) => Object.fromEntries(KEYS.map((key, index) => [key, row[index]]))),
});

/** What runs while the environment is another. */
const inEnvironment = <T>(env: Record<string, string>, run: () => T): T => {
  const before = { ...process.env };
  for (const name of Object.keys(before).filter((key) => /^(CI|CONTINUOUS_INTEGRATION|CI_.*)$/.test(key))) {
    Reflect.deleteProperty(process.env, name);
  }
  Object.assign(process.env, env);
  try {
    return run();
  } finally {
    Object.keys(env).forEach((name) => Reflect.deleteProperty(process.env, name));
    Object.assign(process.env, before);
  }
};

/** What sf's own commands print of a table. */
const printedBySf = (table: Table): string => {
  const sandbox = sinon.createSandbox();
  const write = sandbox.stub(process.stdout, 'write').returns(true);
  const log = sandbox.stub(console, 'log');
  try {
    new Ux().table({ ...table, overflow: 'wrap' });
    return [...write.args.map(([chunk]) => String(chunk)), ...log.args.map(([line = '']) => `${String(line)}\n`)].join(
      ''
    );
  } finally {
    sandbox.restore();
  }
};

const draw = (table: Table): string => formatTable(table, lookOf(process.env, process.stdout));

const withoutEnds = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());

const word = fc.oneof(
  { weight: 8, arbitrary: fc.stringMatching(/^[A-Za-z0-9_.,'/-]{1,24}$/) },
  fc.constantFrom('日本語', 'é', '👍', '–')
);
const cell = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '));
const plainCell = fc.array(fc.stringMatching(/^[A-Za-z0-9_.,-]{1,24}$/), { maxLength: 8 }).map((all) => all.join(' '));
const heading = fc.stringMatching(/^[A-Z][a-z]{2,12}( [a-z]{1,8})?$/);
const tables = (texts: fc.Arbitrary<string>): fc.Arbitrary<Table> =>
  fc
    .record({
      names: fc.array(heading, { minLength: 1, maxLength: KEYS.length }),
      rows: fc.array(fc.array(texts, { minLength: KEYS.length, maxLength: KEYS.length }), {
        minLength: 1,
        maxLength: 4,
      }),
    })
    .map(({ names, rows }) => toTable(names, rows));
const widths = fc.integer({ min: 30, max: 140 }).map((width) => ({ OCLIF_TABLE_COLUMN_OVERRIDE: String(width) }));

const expectSameAsSf = (
  texts: fc.Arbitrary<string>,
  environments: fc.Arbitrary<Record<string, string>>,
  numRuns: number
): void =>
  fc.assert(
    fc.property(tables(texts), environments, (table, env) => {
      const [ours, theirs] = inEnvironment(env, () => [draw(table), printedBySf(table)]);
      expect(withoutEnds(ours)).to.deep.equal(withoutEnds(theirs));
    }),
    { numRuns }
  );

describe("a table looks like one of sf's own", () => {
  it('where there is no terminal', () => {
    expectSameAsSf(cell, fc.constant({}), 30);
  });

  it('in a terminal of any width', () => {
    expectSameAsSf(cell, widths, 60);
  });

  for (const style of Object.keys(BORDER_STYLES)) {
    it(`in the border style ${style}`, () => {
      const styled = widths.map((width) => ({ ...width, SF_TABLE_BORDER_STYLE: style }));
      expectSameAsSf(cell, styled, 10);
    });
  }

  for (const overflow of ['truncate', 'truncate-start', 'truncate-middle', 'truncate-end']) {
    it(`where a user of sf wants texts cut: ${overflow}`, () => {
      const cut = widths.map((width) => ({ ...width, SF_TABLE_OVERFLOW: overflow }));
      expectSameAsSf(plainCell, cut, 10);
    });
  }

  it('where a user of sf wants none of it', () => {
    expectSameAsSf(cell, fc.constant({ SF_NO_TABLE_STYLE: 'true' }), 10);
  });

  it('where a build runs', () => {
    const builds: Array<Record<string, string>> = [
      { CI: 'true' },
      { CI_JOB: '1' },
      { CI: '1', OCLIF_TABLE_SKIP_CI_CHECK: '1' },
    ];
    expectSameAsSf(cell, fc.constantFrom(...builds), 30);
  });
});

describe('a table', () => {
  const heads = (env: Record<string, string>): string =>
    inEnvironment(env, () => draw(toTable(['Name'], [['x']]))).split('\n')[2];

  it('has bold blue headings where there is colour', () => {
    expect(heads({ FORCE_COLOR: '1' })).to.equal('│\u001B[1m\u001B[34m Name \u001B[39m\u001B[22m│');
  });

  it('has no colour where it is not wanted', () => {
    expect(heads({ FORCE_COLOR: '0' })).to.equal('│ Name │');
    expect(heads({ FORCE_COLOR: '1', SF_NO_TABLE_STYLE: 'true', CI: 'false' })).to.equal('  Name  ');
  });

  it('of 2,000 rows that are wrapped is drawn in less than a second', () => {
    const message = 'Refresh tokens of this app may be used from any address, since its allowlist is empty';
    const rows = Array.from({ length: 2000 }, (_, row) => ['high', `App_Number_${row}`, 'refresh-token-rule', message]);
    const table = toTable(['Severity', 'App', 'Rule', 'What is wrong'], rows);
    const before = process.cpuUsage();
    const lines = inEnvironment({ OCLIF_TABLE_COLUMN_OVERRIDE: '80' }, () => draw(table)).split('\n');
    const { user, system } = process.cpuUsage(before);
    expect(Math.max(...lines.map(({ length }) => length))).to.equal(80);
    expect((user + system) / 1e6).to.be.lessThan(1);
  });
});
