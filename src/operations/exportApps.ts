import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { throwProblems } from '../definition/problems.js';
import { majorVersion, type LiveApp } from '../org/apps.js';
import { appMeant } from '../org/namespaces.js';
import { orgWord } from '../org/runningUser.js';
import { partsOf, type ApiName, type OwnNamespace } from '../settings/apiNames.js';
import { settingIntroducedIn, settingRows } from '../settings/table.js';
import { checkApiVersion } from './apiVersion.js';
import { planExport, type PlannedExport } from './exportedFiles.js';
import { refuseExisting, tellingOfFiles } from './outputFiles.js';
import { appNotFound, readEveryApp } from './readApps.js';
import type { Run } from './run.js';
import { writeWhole } from './wholeFiles.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.export');

export interface ExportOptions {
  connection: Connection;
  /** What the user calls the org. */
  orgName: string;
  /** Folder that the files go into. */
  outputDir: string;
  /** The apps to export, in any case; without any, all of them. */
  names: readonly ApiName[];
  /** Overwrite files that exist. */
  force: boolean;
}

/** The files that were written, and what is in none. */
export type ExportedOrg = Omit<PlannedExport, 'files'> & { outputDir: string };

/** The name space that the org owns: its own apps go without it, and what belongs to them does not. */
const ownNamespaceIn = (apps: readonly LiveApp[]): OwnNamespace =>
  apps
    .filter(({ installedFrom }) => installedFrom === null)
    .flatMap(({ components }) => components.map(({ elements }) => elements.externalClientApplication))
    .map((owner) => (typeof owner === 'string' ? partsOf(owner).namespace : null))
    .find((namespace) => namespace !== null);

/** @throws SfError `AppNotFoundError`, `AppsNotFoundError`, `AmbiguousNameError` */
const pick = (connection: Connection, apps: LiveApp[], names: readonly ApiName[]): LiveApp[] => {
  if (names.length === 0) return apps;
  const own = ownNamespaceIn(apps);
  const meant = names.map((name) => ({ name, app: appMeant(name, apps, own) }));
  const missing = meant.filter(({ app }) => app === undefined).map(({ name }) => name);
  if (missing.length === 1)
    throw appNotFound(
      connection,
      missing[0],
      apps.map(({ name }) => name)
    );
  if (missing.length > 1) throw messages.createError('error.appsNotFound', [missing.join(', ')], [orgWord(connection)]);
  return apps.filter((app) => meant.some((one) => one.app === app));
};

/** What an API version does not show is in no file, and nobody would miss it before it is needed. */
const warnOfUnseen = (run: Run, connection: Connection): void => {
  const unseen = [...settingRows].filter(([, setting]) => settingIntroducedIn(setting) > majorVersion(connection));
  if (unseen.length === 0) return;
  run.warn(
    messages.getMessage('warning.unseen', [connection.getApiVersion(), unseen.map(([path]) => path).join(', ')])
  );
};

/**
 * Writes the apps of an org as definition files, and a fleet file that names them all: all of the files, or none.
 *
 * @throws SfError `AppNotFoundError`, `AppsNotFoundError`, `AmbiguousNameError`; `FilesExistError`; `NotWrittenError`,
 *   `PartlyWrittenError`
 */
export const exportApps = async (run: Run, options: ExportOptions): Promise<ExportedOrg> => {
  const { connection, outputDir, names, force } = options;
  throwProblems(await checkApiVersion(connection));
  const apps = pick(connection, await readEveryApp(run, connection), names);
  const { files, ...planned } = planExport(apps, options);
  if (!force) await refuseExisting(files.map(({ path }) => path));
  if (apps.length > 0) warnOfUnseen(run, connection);
  await tellingOfFiles(force, () => writeWhole(run, files, { force, makeFolders: true }));
  return { outputDir, ...planned };
};
