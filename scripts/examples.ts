/**
 * Runs every command that a page of the docs shows, in the real sf CLI against an org in memory, and writes its output
 * into the page. So what the pages show is what the commands print.
 *
 *     node build/scripts/examples.js [--check]
 *
 * A page shows commands in blocks of the language `console`: lines that begin with `$ sf ` are run, in order, and the
 * lines behind each are its output; another `$ ` line is left alone. In comments a page says what the org is like
 * (`<!-- org: open -->`; default: enforced) and what happens outside of what it shows: `<!-- vendor: App_Name -->` (the
 * vendor's system logs in through the app), `<!-- run: sf … -->` (somebody ran this before), `<!-- file: name -->` (the
 * block below is the content of this file), `<!-- enter: alias -->` (from here on, it is about another org).
 */
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startLocalOrg, type LocalOrg } from '../local-org/index.js';
import { connectVendor } from '../test/support/connectVendor.js';
import { PACKAGE_ROOT, RealCli } from '../test/support/realCli.js';

const PAGES = ['docs/examples.md', 'docs/locking.md', 'docs/auditing.md', 'docs/templates.md'];

const ALIAS = 'prod';

/** What is other in every run, or in every org, and what the pages show in its place. */
const REPLACED: ReadonlyArray<[RegExp, string]> = [
  [/http:\/\/127\.0\.0\.1:\d+(?=\/lightning\/setup)/g, 'https://acme.my.salesforce-setup.com'],
  [/http:\/\/127\.0\.0\.1:\d+/g, 'https://acme.my.salesforce.com'],
  [/3MVG9[\w.]+/g, '3MVG9…'],
  [/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '2026-12-01 09:30 UTC'],
  [/0Af\w{15}/g, '0AfLo0000000…'],
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

const toWords = (command: string): string[] =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);

/** Runs a command with both of its streams in one file, so that its lines stand in the order in which they came. */
const run = async (cli: RealCli, command: string): Promise<string[]> => {
  const path = join(cli.home, 'output.txt');
  const file = await open(path, 'w');
  try {
    const words = toWords(command.replace(/^(\$ )?sf /, ''));
    await cli.runInto(file.fd, words, { SF_ECA_JIRA_PASSWORD: 'token-of-the-jira-admin' });
  } finally {
    await file.close();
  }
  const output = await readFile(path, 'utf8');
  await rm(path);
  return present(cli.withoutLinkWarning(output));
};

/** Where the commands of a page run. */
interface Scene {
  cli: RealCli;
  org: LocalOrg;
}

/** What the first org is called in a page's commands. */
const aliasIn = (text: string): string => /^\$ sf .*--target-org (\w+)(?= |$)/m.exec(text)?.[1] ?? ALIAS;

const startOrg = (text: string): Promise<LocalOrg> =>
  startLocalOrg({ policy: text.includes('<!-- org: open -->') ? 'open' : 'enforced' });

/** The content of the first block behind a line of the page. */
const blockBehind = (text: string, line: string): string =>
  /^```\w*\n([^]*?)^```/m.exec(text.slice(text.indexOf(line)))?.[1] ?? '';

const enterOrg = async (scene: Scene, alias: string, text: string): Promise<void> => {
  await scene.org.stop();
  scene.org = await startOrg(text);
  await scene.cli.login(scene.org, alias);
};

/** Does what a comment of the page says. */
const follow = async (comment: string, text: string, scene: Scene): Promise<void> => {
  const [, what, about] = /^<!-- (vendor|run|file|enter): (.+) -->$/.exec(comment) ?? [];
  if (what === 'vendor') await connectVendor(scene.cli, ALIAS, scene.org, about);
  if (what === 'run') await run(scene.cli, about);
  if (what === 'file') await writeFile(join(scene.cli.home, about), blockBehind(text, comment));
  if (what === 'enter') await enterOrg(scene, about, text);
};

/** A page with the output of its commands as it is now. */
const bringUpToDate = async (text: string, scene: Scene): Promise<string> => {
  const lines: string[] = [];
  let isInConsole = false;
  let isOutput = false;
  for (const line of text.split('\n')) {
    await follow(line, text, scene);
    if (line.startsWith('```')) {
      isInConsole = line === '```console';
      isOutput = false;
    }
    const isCommand = isInConsole && line.startsWith('$ ');
    if (isCommand) isOutput = line.startsWith('$ sf ');
    if (!isOutput || isCommand) lines.push(line);
    if (isCommand && isOutput) lines.push(...(await run(scene.cli, line)));
  }
  return lines.join('\n');
};

for (const page of PAGES) {
  const path = join(PACKAGE_ROOT, page);
  const text = await readFile(path, 'utf8');
  const scene: Scene = { cli: await RealCli.create(), org: await startOrg(text) };
  try {
    await scene.cli.login(scene.org, aliasIn(text));
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
    await scene.cli.dispose();
    await scene.org.stop();
  }
}
