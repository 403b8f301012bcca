import type { Connection } from '@salesforce/core';
import { auditApps, type AuditReport, type AuditSelection } from '../audit/audit.js';
import type { AuditedApp } from '../audit/facts.js';
import { throwProblems } from '../definition/problems.js';
import { majorVersion, type LiveApp } from '../org/apps.js';
import { askForAudit, type AuditAnswers } from '../org/facts.js';
import { isAccessOn, readAppSettings, type AppSettings } from '../org/secretAccess.js';
import { appPage, instanceHost, settingsPage } from '../org/setupPages.js';
import { readAllTokenUse } from '../org/tokenUse.js';
import { checkApiVersion } from './apiVersion.js';
import { readAppAndSettings, readEveryApp } from './readApps.js';
import type { Run } from './run.js';
import type { ApiName } from '../settings/apiNames.js';
import { orgWord } from '../org/runningUser.js';

export interface AuditOptions extends AuditSelection {
  connection: Connection;
  /** Judge this app only. */
  name?: ApiName;
  now: Date;
}

const toAudited = (
  { name, installedFrom, id, createdDate, definition }: LiveApp,
  grantsOf: AuditAnswers['grantsOf'],
  connection: Connection
): AuditedApp => ({
  name,
  installedFrom,
  label: definition.label ?? name,
  createdDate,
  definition,
  grants: id === null ? undefined : grantsOf?.(id),
  url: appPage(connection, id),
});

interface Read {
  apps: LiveApp[];
  settings: AppSettings;
}

const readAll = async (run: Run, connection: Connection): Promise<Read> => {
  const settings = readAppSettings(connection);
  const [apps, found] = await Promise.all([readEveryApp(run, connection), settings]);
  return { apps, settings: found };
};

const readOne = async (connection: Connection, name: ApiName): Promise<Read> => {
  const { app, settings } = await readAppAndSettings(connection, name);
  return { apps: [app], settings };
};

/** What an audit found, and the apps as they were judged. */
export interface AuditedOrg {
  report: AuditReport;
  apps: AuditedApp[];
}

/**
 * Judges the apps of an org. All that is asked of the org is asked side by side, and does not grow with the number of
 * apps.
 *
 * @throws SfError `AppNotFoundError`, or what the org answered
 */
export const auditOrg = async (run: Run, options: AuditOptions): Promise<AuditedOrg> => {
  const { connection, name, now } = options;
  throwProblems(await checkApiVersion(connection));
  const asking = askForAudit(connection);
  const [{ apps, settings }, { admins, grantsOf }, tokenUse] = await Promise.all([
    name === undefined ? readAll(run, connection) : readOne(connection, name),
    asking,
    readAllTokenUse(
      connection,
      asking.then(({ seesAllTokens }) => seesAllTokens)
    ),
  ]);
  const facts = {
    apiVersion: majorVersion(connection),
    now,
    isSecretAccessOn: isAccessOn(settings),
    admins,
    tokenUse,
    areGrantsShown: grantsOf !== undefined,
    org: {
      username: orgWord(connection),
      instanceUrl: instanceHost(connection),
      settingsUrl: settingsPage(connection),
    },
  };
  const audited = apps.map((app) => toAudited(app, grantsOf, connection));
  return { report: auditApps(audited, facts, options), apps: audited };
};
