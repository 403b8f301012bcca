import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import EcaAllowlistAdd from '../../src/commands/eca/allowlist/add.js';
import EcaCreate from '../../src/commands/eca/create.js';
import EcaGetCredentials from '../../src/commands/eca/get-credentials.js';
import EcaTest from '../../src/commands/eca/test.js';
import { PACKAGE_ROOT } from './realCli.js';

const run = promisify(execFile);

/** The commands that remedies are made of, run in this process. */
const COMMANDS: Readonly<Record<string, (words: string[]) => Promise<unknown>>> = {
  'allowlist add': (words) => EcaAllowlistAdd.run(words, PACKAGE_ROOT),
  create: (words) => EcaCreate.run(words, PACKAGE_ROOT),
  'get-credentials': (words) => EcaGetCredentials.run(words, PACKAGE_ROOT),
  test: (words) => EcaTest.run(words, PACKAGE_ROOT),
};

/** What a shell makes of a command line: what comes on stdin, and the words of sf. */
const SAY = `sf() { cat; printf '\\0%s' "$@"; }`;

/** The words that a shell makes of a part of a command line. */
export const shellWords = async (line: string): Promise<string[]> =>
  (await run('bash', ['-c', `${SAY}; true | sf ${line}`])).stdout.split('\0').slice(1);

/** The first command line in a text, from where it begins to the end of its sentence. */
const commandIn = (remedy: string): string => {
  const [found] = /(?:echo '[^']*' \| )?sf eca (?:(?! Or: ).)*/.exec(remedy) ?? [];
  if (found === undefined) throw new Error(`There is no command in: ${remedy}`);
  return found;
};

/**
 * Runs the command that a remedy names.
 *
 * @param filledIn what a person puts in place of what stands in angle brackets
 * @param folder for a file in place of stdin
 */
export const follow = async (
  remedy: string,
  filledIn: Record<string, string>,
  folder: string,
  more: string[] = []
): Promise<unknown> => {
  const line = commandIn(remedy).replace(/<\w+>/g, (placeholder) => filledIn[placeholder] ?? placeholder);
  const { stdout } = await run('bash', ['-c', `${SAY}; true | ${line}`]);
  const [stdin, , ...words] = stdout.split('\0');
  const file = join(folder, 'definition.yaml');
  await writeFile(file, stdin);
  const name = [2, 1].map((count) => words.slice(0, count).join(' ')).find((topic) => topic in COMMANDS) ?? '';
  const rest = words.slice(name.split(' ').length).map((word) => (word === '-' ? file : word));
  return COMMANDS[name]([...rest, ...more]);
};
