/**
 * Runs every command that README.md shows, in the real sf CLI against orgs in memory, and tells of each that does not
 * end as README says, or does not print what README shows.
 *
 *     node build/scripts/readme.js
 *
 * README shows commands in indented blocks, one a line; those of a pipeline stand behind `- run: `. Beside what Scene
 * follows, comments above a block say `<!-- exit: 68 0 -->` (what its commands end with, in order; without it, with 0)
 * and `<!-- prints: sf … -->` (the block is what this prints, and `…` what README leaves out of it).
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_ROOT, type Typed } from '../test/support/realCli.js';
import { readComment, Scene } from './page-commands.js';

/** What the usernames of README's orgs end in. */
const DOMAIN = 'acme.example';

const read = (name: string): Promise<string> => readFile(join(PACKAGE_ROOT, name), 'utf8');

const { version } = JSON.parse(await read('package.json')) as { version: string };

const PACKED = `sf-plugin-eca-${version}.tgz`;

/** The commands that are not run here, and why. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'npm ci && npm run build': 'comes before the gate',
  'npm ci && npm test': 'is what runs this',
  'npm ci && npm run demo': 'the demo is a check of its own',
  'npm ci && npm pack': 'test/package packs',
  'sf plugins link . --no-install': 'RealCli.create does it, for this run too',
  [`sf plugins install "file:$PWD/${PACKED}"`]: 'test/package installs what it packed',
  [`echo y | sf plugins install "file:$PWD/tools/${PACKED}"`]: 'test/package installs what it packed',
  'npm install --global @salesforce/cli': 'would change the machine',
  'sf org login sfdx-url --alias uat --sfdx-url-stdin <<< "$SFDX_AUTH_URL"': 'no org in memory has such a URL',
  "read -rs ECA_SECRET_JIRA_PASSWORD && export ECA_SECRET_JIRA_PASSWORD   # the Jira admin's API token (Cloud) or password (Server)":
    'Scene has it in the environment',
};

/** The commands that ask, and what a person at a terminal answers. */
const ANSWERS: Readonly<Record<string, Typed[]>> = {
  'sf eca get-credentials --name SendSafely_Dropzone_Connector --target-org dev': [
    ['off again right after?', 'y\r'],
    ['on this screen?', 'y\r'],
  ],
  'sf eca lock-security --name Plauti_Server_ECA --template plauti --open --target-org prod': [
    ['Type the name of the app', 'Plauti_Server_ECA\r'],
  ],
};

interface Block {
  /** Where it stands in README. */
  line: number;
  /** All that stand between the block before and this one. */
  comments: string[];
  lines: string[];
}

/** The indented blocks of a page, with the comments before each. */
const readBlocks = (page: string): Block[] => {
  const blocks: Block[] = [];
  let comments: string[] = [];
  for (const { 0: found, index } of page.matchAll(/^<!--[^]*?-->|(?:^ {4}.*\n(?:\n(?= {4}))?)+/gm)) {
    if (found.startsWith('<!--')) {
      comments.push(found);
      continue;
    }
    const line = page.slice(0, index).split('\n').length;
    blocks.push({ line, comments, lines: found.trimEnd().replace(/^ {4}/gm, '').split('\n') });
    comments = [];
  }
  return blocks;
};

const isAboutFile = (comment: string): boolean => readComment(comment).what === 'file';

const aboutOf = ({ comments }: Block, what: string): string | undefined =>
  comments.map(readComment).find((comment) => comment.what === what && comment.text === undefined)?.about;

const commandsOf = (block: Block): string[] =>
  aboutOf(block, 'file') || aboutOf(block, 'prints') ? [] : block.lines.map((line) => line.replace(/^- run: /, ''));

/** Matches what shows these lines one behind the other, with anything where they have `…`. */
const matching = (lines: string[]): RegExp => {
  const literal = lines.join('\n').replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('…', '.*')}$`, 'm');
};

/** Runs a command, and says what is not as README has it. */
const check = async (scene: Scene, command: string, exitCode: number, shown?: string[]): Promise<string[]> => {
  if (command in NOT_RUN) return [];
  if (!command.startsWith('sf ')) return [`is neither run nor among what scripts/readme.ts does not run: ${command}`];
  const { status, stdout } = await scene.run(command, ANSWERS[command]);
  if (status !== exitCode) return [`ends with ${status}, not ${exitCode}: ${command}\n${stdout}`];
  return shown && !matching(shown).test(stdout) ? [`is not what this prints: ${command}\n${stdout}`] : [];
};

/** README shows a file where it explains it, which may be behind the first command that takes it. */
const writeFiles = async (scene: Scene, blocks: Block[]): Promise<void> => {
  const comments = blocks.flatMap((block) => block.comments);
  for (const comment of comments.filter(isAboutFile)) await scene.follow(comment);
};

const checkBlock = async (scene: Scene, block: Block): Promise<string[]> => {
  for (const comment of block.comments.filter((one) => !isAboutFile(one))) await scene.follow(comment);
  const exitCodes = (aboutOf(block, 'exit') ?? '').split(' ').map(Number);
  const printing = aboutOf(block, 'prints');
  if (printing) return check(scene, printing, exitCodes[0], block.lines);
  const problems: string[] = [];
  for (const [index, command] of commandsOf(block).entries()) {
    problems.push(...(await check(scene, command, exitCodes[index] ?? 0)));
  }
  return problems;
};

/** What stands in the two tables and no longer in README. */
const leftOver = (blocks: Block[]): string[] => {
  const commands = blocks.flatMap(commandsOf);
  return Object.keys({ ...NOT_RUN, ...ANSWERS })
    .filter((command) => !commands.includes(command))
    .map((command) => `scripts/readme.ts: README.md does not have this any more: ${command}`);
};

const page = await read('README.md');
const blocks = readBlocks(page);
const problems = leftOver(blocks);
const scene = await Scene.open(page, DOMAIN);
try {
  await writeFiles(scene, blocks);
  for (const block of blocks) {
    const found = await checkBlock(scene, block);
    problems.push(...found.map((problem) => `README.md:${block.line}: ${problem}`));
  }
} finally {
  await scene.close();
}
problems.forEach((problem) => console.error(problem));
if (problems.length > 0) process.exitCode = 1;
