import { readFile } from 'node:fs/promises';

const PAGE = new URL('../../../docs/platform.md', import.meta.url);

const HEADING = '## What the probe asks';

const ROW = /^\| `([a-z-]+)` *\| (.+?) *\|$/gm;

/** The statements that an org is asked about, by the ids of their facts, as docs/platform.md has them. */
export const readStatements = async (): Promise<Map<string, string>> => {
  const page = await readFile(PAGE, 'utf8');
  const [, section = ''] = page.split(`${HEADING}\n`);
  const [table] = section.split('\n## ');
  return new Map(
    [...table.matchAll(ROW)].map(([, id, statement]) => [id, statement.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')])
  );
};
