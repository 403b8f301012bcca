/**
 * Writes the table of settings in docs/definition.md from the settings table.
 *
 *     node build/scripts/definition-doc.js [--check]
 */
import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { fileURLToPath } from 'node:url';
import { OLDEST_API_VERSION } from '../src/settings/platform.js';
import { settingIntroducedIn, settingRows } from '../src/settings/table.js';

const file = fileURLToPath(new URL('../../docs/definition.md', import.meta.url));
const MARKS = { start: '<!-- settings: begin -->', end: '<!-- settings: end -->' };

const rows = [...settingRows].map(([path, setting]) => {
  const since = settingIntroducedIn(setting);
  const version = since > OLDEST_API_VERSION ? `${since}.0` : '';
  return `| \`${path}\` | ${setting.label} | \`${setting.type}\` ${setting.elements.join(', ')} | ${version} |`;
});
const table = ['| setting | in Setup | in metadata | from API |', '| --- | --- | --- | --- |', ...rows].join('\n');

const text = await readFile(file, 'utf8');
const [before, rest] = text.split(MARKS.start);
const [, after] = rest.split(MARKS.end);
const current = await format(`${before}${MARKS.start}\n\n${table}\n\n${MARKS.end}${after}`, {
  ...(await resolveConfig(file)),
  parser: 'markdown',
});
if (!process.argv.includes('--check')) {
  await writeFile(file, current);
} else if (current !== text) {
  console.error('docs/definition.md is not current: npm run schemas');
  process.exitCode = 1;
}
