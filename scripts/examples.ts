/**
 * Runs every command that a page of the docs shows, in the real sf CLI against an org in memory, and writes its output
 * into the page. So what the pages show is what the commands print.
 *
 *     node build/scripts/examples.js [--check] [docs/fleet.md …]
 *
 * A page shows commands in blocks of the language `console`: lines that begin with `$ sf ` or `$ sh ` are run, in order, and the
 * lines behind each are its output; another `$ ` line is left alone. What it says in comments, Scene follows.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../test/support/realCli.js';
import { Scene } from './page-commands.js';

const PAGES = [
  ...['examples', 'credentials', 'ci', 'patterns', 'ai-clients', 'catalogue'],
  ...['locking', 'auditing', 'templates', 'packaging', 'exporting', 'deleting'],
  ...['fleet', 'fleet-ci', 'sandbox-refresh'],
].map((name) => `docs/${name}.md`);

/** What the usernames of the pages' orgs end in. */
const DOMAIN = 'local.org';

/** What is other in every run, or in every org, and what the pages show in its place. */
const REPLACED: ReadonlyArray<[RegExp, string]> = [
  [/http:\/\/127\.0\.0\.1:\d+(?=\/lightning\/setup)/g, 'https://acme.my.salesforce-setup.com'],
  [/http:\/\/127\.0\.0\.1:\d+/g, 'https://acme.my.salesforce.com'],
  [/3MVG9[\w.]+/g, '3MVG9…'],
  [/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '2026-12-01 09:30 UTC'],
  // How long ago a guide was read.
  [/(\d{4}-\d\d-\d\d) \([^()]*\)/g, '$1'],
  [/\/\S+\/sf-plugin-eca-\w+(?=\/)/g, '~'],
  [/0Af\w{15}/g, '0AfLo0000000…'],
  [/0xI\w{15}/g, '0xILo0000000…'],
  // How sf's own commands draw that they are under way.
  [/^[^]*^(?=(?:Deployed|Retrieved) Source$)/m, ''],
  // Orgs that are worked at side by side are done in any order.
  [/^(?:✗ )?[\w-]+: (?:[\w-]+ (?:created|updated|deleted|failed|as it should be)(?:, |$))+\n/gm, ''],
  // What must be at hand stands in the pages' own words.
  [/^To have at hand:\n(?:\*.*\n)+\n/gm, ''],
];

const present = (output: string): string[] => {
  const text = REPLACED.reduce((rest, [from, to]) => rest.replace(from, to), output);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());
};

/** A page with the output of its commands as it is now. */
const bringUpToDate = async (text: string, scene: Scene): Promise<string> => {
  const lines: string[] = [];
  let isInConsole = false;
  let isOutput = false;
  let comment = '';
  for (const line of text.split('\n')) {
    comment = line.startsWith('<!-- ') || comment !== '' ? [comment, line].filter(Boolean).join('\n') : '';
    if (comment.endsWith('-->')) {
      await scene.follow(comment);
      comment = '';
    }
    if (line.startsWith('```')) {
      isInConsole = line === '```console';
      isOutput = false;
    }
    const isCommand = isInConsole && line.startsWith('$ ');
    if (isCommand) isOutput = /^\$ (sf|sh) /.test(line);
    if (!isOutput || isCommand) lines.push(line);
    if (isCommand && isOutput) lines.push(...present((await scene.run(line.slice('$ '.length))).stdout));
  }
  return lines.join('\n');
};

/** Brings a page up to date, or says with --check where it is not. */
const runPage = async (page: string): Promise<void> => {
  const path = join(PACKAGE_ROOT, page);
  const text = await readFile(path, 'utf8');
  const scene = await Scene.open(text, DOMAIN);
  try {
    const current = await bringUpToDate(text, scene);
    if (!process.argv.includes('--check')) {
      await writeFile(path, current);
    } else if (current !== text) {
      const [was, is] = [text.split('\n'), current.split('\n')];
      const first = is.findIndex((line, index) => line !== was[index]);
      console.error(
        `${page}:${first + 1} is not what the command prints (npm run examples):\n- ${was[first]}\n+ ${is[first]}`
      );
      process.exitCode = 1;
    }
  } finally {
    await scene.close();
  }
};

// Two at a time: no page knows of another, and each waits for its orgs as long as its commands work.
const named = process.argv.filter((word) => PAGES.includes(word));
const waiting = (named.length > 0 ? named : PAGES).values();
const runWaiting = async (): Promise<void> => {
  for (const page of waiting) await runPage(page);
};
await Promise.all([runWaiting(), runWaiting()]);
