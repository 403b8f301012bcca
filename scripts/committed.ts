import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const isCheck = process.argv.includes('--check');

/** Writes generated JSON to a committed file; with --check on the command line only tells whether it is current. */
export const commitJson = async (file: URL, content: object): Promise<void> => {
  const path = fileURLToPath(file);
  const text = await format(JSON.stringify(content), { ...(await resolveConfig(path)), parser: 'json' });
  if (!isCheck) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } else if ((await readFile(path, 'utf8').catch(() => '')) !== text) {
    console.error(`${path} is not current: npm run schemas writes it anew`);
    process.exitCode = 1;
  }
};
