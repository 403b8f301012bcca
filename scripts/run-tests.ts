/**
 * Runs the tests of one kind, or those of them whose sources are named, without coverage.
 *
 *     node build/scripts/run-tests.js unit|org|nut [test/unit/definition/flows.test.ts ...] [options of mocha ...]
 */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMPILE_CACHE } from './compile-cache.js';
import { mochaWords, type MochaConfig } from './mocha-words.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const KINDS: Readonly<Record<string, { config: string; spec: string }>> = {
  unit: { config: '.mocharc.json', spec: 'build/test/unit/**/*.test.js' },
  org: { config: '.mocharc.json', spec: 'build/test/org/**/*.test.js' },
  nut: { config: '.mocharc.nut.json', spec: 'build/test/nut/**/*.nut.js' },
};

const [kind = '', ...words] = process.argv.slice(2);
if (!Object.hasOwn(KINDS, kind)) throw new Error(`Which tests? ${Object.keys(KINDS).join(', ')}`);
const { config, spec } = KINDS[kind];
const options = JSON.parse(await readFile(join(ROOT, config), 'utf8')) as MochaConfig;
const mocha = spawn('mocha', mochaWords(options, spec, words), {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE },
});
process.once('SIGTERM', () => mocha.kill());
mocha.on('close', (exitCode) => {
  process.exitCode = exitCode ?? 1;
});
