import { join } from 'node:path';
import { formatYaml } from '../definition/document.js';
import { toCommand } from '../definition/shell.js';
import { orgWord } from '../org/runningUser.js';
import type { OrgFix } from './fixApps.js';
import type { Run } from './run.js';
import { writeWhole } from './wholeFiles.js';

/** A file with all that mends an app. */
export interface FixFile {
  fix: OrgFix;
  path: string;
  /** The command that takes it. */
  command: string;
}

/** What an org or a user calls something, as the name of a file: nothing that leads elsewhere. */
const asFileName = (name: string): string => name.replace(/[^\w@.+-]/g, '_').replace(/^\.+/, '_');

const fileFor = (fix: OrgFix, bin: string, folder: string): FixFile => {
  const path = join(folder, `${asFileName(fix.definition.name)}.yaml`);
  const words = [bin, 'eca', 'create', '--definition-file', path, '--update-existing'];
  return { fix, path, command: toCommand([...words, '--target-org', orgWord(fix.connection)]) };
};

export interface FixFilesOptions {
  bin: string;
  outputDir: string;
  /** Each org's files in a folder of its own. */
  hasSeveralOrgs: boolean;
  /** Overwrite files that exist. */
  force: boolean;
}

/**
 * Writes a definition file for each app, all of them or none.
 *
 * @throws WriteError
 */
export const writeFixes = async (run: Run, fixes: OrgFix[], options: FixFilesOptions): Promise<FixFile[]> => {
  const { bin, outputDir, hasSeveralOrgs, force } = options;
  const files = fixes.map((fix) =>
    fileFor(fix, bin, hasSeveralOrgs ? join(outputDir, asFileName(fix.org)) : outputDir)
  );
  const contents = files.map(({ path, fix }) => ({ path, content: formatYaml(fix.definition) }));
  await writeWhole(run, contents, { force, makeFolders: true });
  return files;
};
