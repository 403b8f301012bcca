/**
 * The whole gate, as `npm test` runs it after compiling: every check, its output, and in the end one line that sums
 * all of them.
 *
 *     node build/scripts/gate.js [name of a check ...]
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { COMPILE_CACHE } from './compile-cache.js';
import { compiledTests } from './mocha-words.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Matrices that take the same commands through hundreds of variants. Counting the lines that they reach would make them
 * a third longer, and they reach few that no other test does.
 */
const LONG = [
  'test/org/faults',
  ...['corpus', 'broken-logins', 'fleet-lasting-faults', 'systems', 'probe'].map((name) => `test/org/${name}.test.ts`),
];

const WITHOUT_LONG = LONG.map((source) => `--ignore '${compiledTests(source)}'`).join(' ');

interface Check {
  name: string;
  command: string;
  /** It starts the sf CLI again and again, which loads from Node's compile cache. */
  startsCli?: true;
}

/**
 * In two lanes, for two cores, which end at about the same time. Tests come first, and in two processes each: they wait
 * for as long as they work, and what waits leaves the cores to the others.
 */
const LANES: Check[][] = [
  [
    { name: 'commands in the real CLI', command: 'mocha --config .mocharc.nut.json', startsCli: true },
    {
      name: 'package installs into a clean CLI',
      command: 'mocha --no-config --timeout 240000 build/test/package/*.test.js',
      startsCli: true,
    },
    { name: 'examples in the docs are real', command: 'node build/scripts/examples.js --check', startsCli: true },
    { name: 'commands in README.md work', command: 'node build/scripts/readme.js', startsCli: true },
    { name: 'demo', command: 'node build/scripts/demo.js', startsCli: true },
  ],
  [
    {
      name: 'unit tests and most matrices, with coverage',
      command: `c8 mocha --parallel --jobs 3 ${WITHOUT_LONG}`,
    },
    {
      name: 'long matrices',
      command: `node build/scripts/run-tests.js org --parallel --jobs 3 ${LONG.join(' ')}`,
    },
    { name: 'lint', command: 'eslint src local-org test scripts' },
    { name: 'no circles of files', command: 'depcruise src local-org test scripts' },
    { name: 'no dead code', command: 'node build/scripts/dead-code.js' },
    { name: 'format', command: 'prettier --check --log-level warn .' },
    { name: 'published schemas are current', command: 'node build/scripts/schemas.js --check' },
    { name: 'settings in the docs are current', command: 'node build/scripts/definition-doc.js --check' },
    { name: 'metadata schema is current', command: 'node build/scripts/metadata-schema.js --check' },
    { name: 'command snapshot is current', command: 'node bin/dev.js snapshot:compare' },
  ],
];

interface Outcome {
  name: string;
  passed: number;
  failed: number;
  seconds: number;
}

const countOf = (output: string, word: string): number => Number(new RegExp(`(\\d+) ${word}`).exec(output)?.[1] ?? 0);

/** A test runner's own counts; any other check is one that passed or failed. */
const count = (output: string, exitCode: number | null): { passed: number; failed: number } => {
  const [passed, failed] = [countOf(output, 'passing'), countOf(output, 'failing')];
  if (passed + failed === 0) return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  // Tests that all pass and a command that fails all the same: coverage is too low, or the runner broke.
  return { passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed };
};

const run = ({ name, command, startsCli }: Check): Promise<Outcome> =>
  new Promise((resolve) => {
    const started = Date.now();
    const env = startsCli ? { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE } : process.env;
    const child = spawn(command, { cwd: ROOT, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('close', (exitCode) => {
      const output = Buffer.concat(chunks).toString();
      const seconds = Math.round((Date.now() - started) / 1000);
      console.log(`\n=== ${name} (${seconds} s, exit code ${exitCode})\n${output.trimEnd()}`);
      resolve({ name, seconds, ...count(output, exitCode) });
    });
  });

const runLane = async (checks: Check[]): Promise<Outcome[]> => {
  const outcomes: Outcome[] = [];
  for (const check of checks) outcomes.push(await run(check));
  return outcomes;
};

const wanted = process.argv.slice(2);
const lanes = LANES.map((lane) => lane.filter(({ name }) => wanted.length === 0 || wanted.includes(name)));
const outcomes = (await Promise.all(lanes.map(runLane))).flat();

console.log('\n=== all checks');
for (const { name, passed, failed, seconds } of outcomes) {
  console.log(`${failed === 0 ? 'ok  ' : 'FAIL'} ${name}: ${passed} passed, ${failed} failed (${seconds} s)`);
}
const sum = (key: 'passed' | 'failed'): number => outcomes.reduce((total, outcome) => total + outcome[key], 0);
if (sum('failed') > 0 || sum('passed') === 0) process.exitCode = 1;
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
