/**
 * Tells of exports that no other file uses, or only tests do, and of files that nothing reaches.
 *
 *     node build/scripts/dead-code.js
 */
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findDeadCode } from './find-dead-code.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

const isRun =
  /^(src\/(commands|hooks)\/|local-org\/main\.ts$|test\/.*\.(test|nut)\.ts$|test\/support\/(isolatedHome|playBrowser)\.ts$)/;

const read = async (path: string): Promise<string> => readFile(join(root, path), 'utf8');

const files = new Map<string, string>();
for await (const path of glob('{src,local-org,scripts,test}/**/*.ts', { cwd: root })) files.set(path, await read(path));
// A script is run by npm, by the gate or by the bench, and named there.
const runners = (await Promise.all(['package.json', 'scripts/gate.ts', 'scripts/org-farm.ts'].map(read))).join('\n');
const isNamed = (path: string): boolean => runners.includes(`build/${path.replace(/\.ts$/, '.js')}`);

const found = findDeadCode(files, (path) => isRun.test(path) || (path.startsWith('scripts/') && isNamed(path)));
for (const { path, line, problem } of found) console.error(`${path}:${line}: ${problem}`);
if (found.length > 0) process.exitCode = 1;
