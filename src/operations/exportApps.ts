import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { throwProblems } from '../definition/problems.js';
import { majorVersion, type LiveApp } from '../org/apps.js';
import { appMeant, type NamedRecord } from '../org/namespaces.js';
import { orgWord } from '../org/runningUser.js';
import { isSameName, partsOf, type ApiName, type OwnNamespace } from '../settings/apiNames.js';
import { settingIntroducedIn, settingRows } from '../settings/table.js';
import { checkApiVersion } from './apiVersion.js';
import { planExport, type ExportedApp, type LeftOutApp } from './exportedFiles.js';
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
export interface ExportedOrg {
  outputDir: string;
  /** Null where no app could be exported. */
  fleetFile: string | null;
  apps: ExportedApp[];
  leftOut: LeftOutApp[];
}

/** The name space that the org owns: its own apps go without it, and what belongs to them does not. */
const ownNamespaceIn = (apps: readonly LiveApp[]): OwnNamespace =>
  apps
    .filter(({ installedFrom }) => installedFrom === null)
    .flatMap(({ components }) => components.map(({ elements }) => elements.externalClientApplication))
    .map((owner) => (typeof owner === 'string' ? partsOf(owner).namespace : null))
    .find((namespace) => namespace !== null);

/** The apps of an org, as far as it gives them out. */
interface Found {
  apps: LiveApp[];
  /** Names of those that it has by its own account, and of which it gives nothing out. */
  unread: ApiName[];
}

/** Should an org not tell the name space of a record, it may be that of any app which is called so. */
const isRecordOf = ({ id, name }: NamedRecord, app: LiveApp): boolean =>
  id === app.id || isSameName(partsOf(name).bare, partsOf(app.name).bare);

const readAll = async (run: Run, connection: Connection): Promise<Found> => {
  let records: readonly NamedRecord[] = [];
  const apps = await readEveryApp(run, connection, (found) => {
    records = found;
  });
  const unread = records.filter((record) => !apps.some((app) => isRecordOf(record, app)));
  return { apps, unread: unread.map(({ name }) => name) };
};

/** @throws SfError `AppNotFoundError`, `AppsNotFoundError`, `AmbiguousNameError` */
const pick = (connection: Connection, { apps, unread }: Found, names: readonly ApiName[]): Found => {
  if (names.length === 0) return { apps, unread };
  const own = ownNamespaceIn(apps);
  const meant = names.map((name) => ({
    name,
    app: appMeant(name, apps, own),
    unread: unread.find((other) => isSameName(other, name)),
  }));
  const missing = meant.filter((one) => one.app === undefined && one.unread === undefined).map(({ name }) => name);
  const known = apps.map(({ name }) => name);
  if (missing.length === 1) throw appNotFound(connection, missing[0], known);
  if (missing.length > 1) throw messages.createError('error.appsNotFound', [missing.join(', ')], [orgWord(connection)]);
  return {
    apps: apps.filter((app) => meant.some((one) => one.app === app)),
    unread: unread.filter((name) => meant.some((one) => one.unread === name)),
  };
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
  const { apps, unread } = pick(connection, await readAll(run, connection), names);
  const { files, ...planned } = planExport(apps, options);
  if (!force) await refuseExisting(files.map(({ path }) => path));
  if (apps.length > 0) warnOfUnseen(run, connection);
  await tellingOfFiles(force, () => writeWhole(run, files, { force, makeFolders: true }));
  const notRead = unread.map((name): LeftOutApp => ({ name, reason: messages.getMessage('leftOut.unread') }));
  return { outputDir, ...planned, leftOut: [...planned.leftOut, ...notRead] };
};
