/**
 * Runs every command that a page of the docs shows, in the real sf CLI against an org in memory, and writes its output
 * into the page. So what the pages show is what the commands print.
 *
 *     node build/scripts/examples.js [--check]
 *
 * A page shows commands in blocks of the language `console`: lines that begin with `$ sf ` are run, in order, and the
 * lines behind each are its output; another `$ ` line is left alone. In comments a page says what the org is like
 * (`<!-- org: open -->`; default: enforced) and what happens outside of sf (`<!-- vendor: App_Name -->`: the vendor's
 * system logs in through the app).
 */
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startLocalOrg, type LocalOrg } from '../local-org/index.js';
import { connectVendor } from '../test/support/connectVendor.js';
import { PACKAGE_ROOT, RealCli } from '../test/support/realCli.js';

const PAGES = ['docs/examples.md', 'docs/locking.md', 'docs/auditing.md'];

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
    const words = toWords(command.replace(/^\$ sf /, ''));
    await cli.runInto(file.fd, words, { SF_ECA_JIRA_PASSWORD: 'token-of-the-jira-admin' });
  } finally {
    await file.close();
  }
  const output = await readFile(path, 'utf8');
  await rm(path);
  return present(cli.withoutLinkWarning(output));
};

/** A page with the output of its commands as it is now. */
const bringUpToDate = async (text: string, cli: RealCli, org: LocalOrg): Promise<string> => {
  const lines: string[] = [];
  let isInConsole = false;
  let isOutput = false;
  for (const line of text.split('\n')) {
    const [, app] = /^<!-- vendor: (\w+) -->$/.exec(line) ?? [];
    if (app !== undefined) await connectVendor(cli, ALIAS, org, app);
    if (line.startsWith('```')) {
      isInConsole = line === '```console';
      isOutput = false;
    }
    const isCommand = isInConsole && line.startsWith('$ ');
    if (isCommand) isOutput = line.startsWith('$ sf ');
    if (!isOutput || isCommand) lines.push(line);
    if (isCommand && isOutput) lines.push(...(await run(cli, line)));
  }
  return lines.join('\n');
};

for (const page of PAGES) {
  const path = join(PACKAGE_ROOT, page);
  const text = await readFile(path, 'utf8');
  const policy = text.includes('<!-- org: open -->') ? 'open' : 'enforced';
  const org = await startLocalOrg({ policy });
  const cli = await RealCli.create();
  try {
    await cli.login(org, ALIAS);
    const current = await bringUpToDate(text, cli, org);
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
    await cli.dispose();
    await org.stop();
  }
}
