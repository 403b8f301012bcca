import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Config } from '@oclif/core/config';
import { stubSfCommandUx, stubSpinner } from '@salesforce/sf-plugins-core';
import type { Connection } from '@salesforce/core';
import sinon from 'sinon';
import type { LocalOrg } from '../../local-org/index.js';
import EcaCreate from '../../src/commands/eca/create.js';
import type { CreatedApp } from '../../src/operations/applyPlan.js';
import { exportApps, type ExportedOrg, type ExportOptions } from '../../src/operations/exportApps.js';
import { readExpected } from './expected.js';
import { create, recordRun, type CreationOptions, type RecordedRun } from './operations.js';
import { PACKAGE_ROOT } from './realCli.js';
import { shellWords } from './remedies.js';
import { saveLogin } from './savedLogin.js';
import { SIGNING_CERTIFICATE } from './signingKey.js';
import { SYSTEMS } from './systems.js';

export const ORG_NAME = 'uat';

/** Exports an org into a folder of its own, and takes back what it exported. */
export class Exporting {
  public readonly run: RecordedRun = recordRun();

  private constructor(
    public readonly connection: Connection,
    public readonly folder: string
  ) {}

  public static async of(connection: Connection): Promise<Exporting> {
    return new Exporting(connection, await mkdtemp(join(tmpdir(), 'export-')));
  }

  public export(more: Partial<ExportOptions> = {}): Promise<ExportedOrg> {
    const { connection, folder: outputDir } = this;
    return exportApps(this.run, { connection, outputDir, orgName: ORG_NAME, names: [], force: false, ...more });
  }

  /** The files that are there, as seen from the folder, with what is in them. */
  public async files(): Promise<Record<string, string>> {
    const found = await readdir(this.folder, { recursive: true, withFileTypes: true });
    const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const contents = paths.map(async (path) => [path.slice(this.folder.length + 1), await readFile(path, 'utf8')]);
    return Object.fromEntries(await Promise.all(contents)) as Record<string, string>;
  }

  /** What `create` makes of a file, in this org or another one. */
  public takeBack(file: string, more: CreationOptions, connection = this.connection): Promise<CreatedApp> {
    return create(recordRun(), connection, { definitionFile: file, parameters: [], flags: [] }, more);
  }
}

/** Each command listens for signals, and Node warns of many listeners. */
const AT_ONCE = 8;

/** Sets up an app of every template of this project. */
export const setUpAllTemplates = async (org: LocalOrg, connection: Connection, folder: string): Promise<void> => {
  const config = await Config.load(PACKAGE_ROOT);
  const certificate = join(folder, 'shop.crt');
  await writeFile(certificate, SIGNING_CERTIFICATE);
  await saveLogin(org);
  const sandbox = sinon.createSandbox();
  stubSfCommandUx(sandbox);
  stubSpinner(sandbox);
  try {
    const files = await readdir(join(PACKAGE_ROOT, 'test', 'expected'));
    const expected = files.map((file) => readExpected<{ create?: string }>(basename(file, '.yaml')));
    const typed = (await Promise.all(expected)).flatMap(({ create: words = [] }) => words);
    for (let start = 0; start < typed.length; start += AT_ONCE) {
      const runs = typed.slice(start, start + AT_ONCE).map(async (words) => {
        const line = words.replace('shop.crt', certificate).replace('ci.key', join(folder, 'ci.key'));
        await EcaCreate.run([...(await shellWords(line)), '--target-org', org.username, '--no-prompt'], config);
      });
      await Promise.all(runs);
    }
  } finally {
    sandbox.restore();
    process.exitCode = undefined;
  }
  await Promise.all(SYSTEMS.map(({ input }) => create(recordRun(), connection, input, { enableAccess: true })));
};
