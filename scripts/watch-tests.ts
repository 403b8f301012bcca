/**
 * Compiles what is saved, and runs the unit tests that it touches: those that import it, by whatever way. Tests that
 * fail are run again with every change until they pass. Messages, templates and schemas are read by many: a change of
 * one runs all.
 *
 *     node build/scripts/watch-tests.js [test/unit/definition ...]
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { watch } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DATA = ['messages', 'templates', 'schemas'];

const wanted = process.argv.slice(2).map((path) => path.replace(/^\.\//, ''));
const isWanted = (path: string): boolean =>
  path.startsWith('test/unit/') &&
  path.endsWith('.test.ts') &&
  (wanted.length === 0 || wanted.some((start) => path.startsWith(start)));

/** The sources as they were compiled last; one that has not changed is the same object. */
let known = new Map<string, ts.SourceFile>();
/** Tests to run: those that a change touched, until they have passed. */
const pending = new Set<string>();
let all: string[] = [];
let running: ChildProcess | undefined;

const collect = (program: ts.EmitAndSemanticDiagnosticsBuilderProgram): void => {
  const sources = program.getSourceFiles().filter(({ isDeclarationFile }) => !isDeclarationFile);
  const isChanged = (path: string): boolean => known.get(path) !== program.getSourceFile(path);
  const changed = new Set(sources.map(({ fileName }) => fileName).filter(isChanged));
  const tests = sources.filter(({ fileName }) => isWanted(relative(ROOT, fileName)));
  all = tests.map(({ fileName }) => relative(ROOT, fileName));
  for (const test of tests) {
    if (program.getAllDependencies(test).some((path) => changed.has(path))) pending.add(relative(ROOT, test.fileName));
  }
  known = new Map(sources.map((source) => [source.fileName, source]));
};

const run = (): void => {
  running?.kill();
  if (pending.size === 0) return;
  const tests = [...pending];
  console.log(`\nRunning ${tests.length} of ${all.length} files of tests`);
  const mocha = spawn(process.execPath, ['build/scripts/run-tests.js', 'unit', ...tests], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  running = mocha;
  mocha.on('close', (exitCode) => {
    if (running === mocha) running = undefined;
    if (exitCode === 0) tests.forEach((test) => pending.delete(test));
  });
};

const host = ts.createWatchCompilerHost(
  join(ROOT, 'tsconfig.dev.json'),
  { preserveWatchOutput: true },
  ts.sys,
  ts.createEmitAndSemanticDiagnosticsBuilderProgram
);
const afterProgramCreate = host.afterProgramCreate?.bind(host);
const onWatchStatusChange = host.onWatchStatusChange?.bind(host);
host.afterProgramCreate = (program): void => {
  collect(program);
  afterProgramCreate?.(program);
};
host.onWatchStatusChange = (status, newLine, options, errorCount): void => {
  onWatchStatusChange?.(status, newLine, options, errorCount);
  if (errorCount === 0) run();
};
ts.createWatchProgram(host);

for (const folder of DATA) {
  watch(join(ROOT, folder), { recursive: true }, () => {
    all.forEach((test) => pending.add(test));
    run();
  });
}
