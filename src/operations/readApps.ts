import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import type { SfError } from '@salesforce/core/sfError';
import { withEffectivePolicy } from '../definition/controls.js';
import { flowsOf, type Flow } from '../definition/flows.js';
import type { Grants } from '../definition/grants.js';
import { throwProblems } from '../definition/problems.js';
import type { AppDefinition } from '../definition/schema.js';
import { suggest } from '../definition/suggest.js';
import { readAllApps, type LiveApp, type ReadAllOptions } from '../org/apps.js';
import { queryApps } from '../org/facts.js';
import { readAppByName } from '../org/oneApp.js';
import type { AppSettings } from '../org/secretAccess.js';
import { appPage } from '../org/setupPages.js';
import { checkApiVersion } from './apiVersion.js';
import { isSwitchedOff, switchedOff, type Hindrances } from './hindrances.js';
import type { Run } from './run.js';
import type { ApiName } from '../settings/apiNames.js';
import { orgWord } from '../org/runningUser.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'reading');

/** The security controls of an app. */
export interface SecuritySummary {
  requirePkce: boolean;
  rotateRefreshTokens: boolean;
  limitIdleRefreshTokens: boolean;
  /** How many ranges the refresh token IP allowlist has. */
  refreshTokenIpRanges: number;
  requireSecretForWebServerFlow: boolean;
  requireSecretForRefreshTokenFlow: boolean;
}

/** One line of the list of apps. */
export interface AppSummary {
  name: string;
  /** The name space of the package that it was installed from; null for one of the org's own. */
  installedFrom: string | null;
  id: string | null;
  label: string | null;
  enabled: boolean;
  flows: Flow[];
  scopes: string[];
  permittedUsers: string | null;
  security: SecuritySummary;
}

/** An app with what the org alone knows of it. */
export interface AppDetails {
  definition: AppDefinition;
  /** The name space of the package that it was installed from; null for one of the org's own. */
  installedFrom: string | null;
  id: string | null;
  consumerKey: string | null;
  /** To whom the org has granted it; undefined where it does not show that. */
  grants: Grants | undefined;
  setupUrl: string;
}

const summarizeSecurity = ({ security = {} }: NonNullable<AppDefinition['oauth']>): SecuritySummary => ({
  requirePkce: security.requirePkce ?? false,
  rotateRefreshTokens: security.rotateRefreshTokens ?? false,
  limitIdleRefreshTokens: security.limitIdleRefreshTokens ?? false,
  refreshTokenIpRanges: security.refreshTokenIpAllowlist?.length ?? 0,
  requireSecretForWebServerFlow: security.requireSecretForWebServerFlow ?? true,
  requireSecretForRefreshTokenFlow: security.requireSecretForRefreshTokenFlow ?? false,
});

const summarize = ({ id, installedFrom, definition }: LiveApp): AppSummary => {
  const { oauth = {}, policies = {} } = definition;
  return {
    name: definition.name,
    installedFrom,
    id,
    label: definition.label ?? null,
    enabled: policies.enabled ?? true,
    flows: flowsOf(definition),
    scopes: oauth.scopes ?? [],
    permittedUsers: policies.permittedUsers ?? null,
    security: summarizeSecurity(oauth),
  };
};

/**
 * Reads all apps of the org, by name, and tells how far it is.
 *
 * @param onRecords told which apps the org's records name
 */
export const readEveryApp = (
  run: Run,
  connection: Connection,
  onRecords?: ReadAllOptions['onRecords']
): Promise<LiveApp[]> => {
  run.stage(messages.getMessage('stage.readAll'));
  return readAllApps(connection, {
    onRecords: (records) => {
      run.status(messages.getMessage('status.count', [records.length]));
      onRecords?.(records);
    },
  });
};

/** All apps of the org, by name. */
export const listApps = async (run: Run, connection: Connection): Promise<AppSummary[]> => {
  throwProblems(await checkApiVersion(connection));
  const apps = await readEveryApp(run, connection);
  return apps.map(summarize);
};

/** The error for an app that the org does not have, with the name that was probably meant. */
export const appNotFound = (connection: Connection, name: ApiName, known: ApiName[]): SfError => {
  const error = messages.createError('error.appNotFound', [name], [orgWord(connection)]);
  const meant = suggest(name, known);
  if (meant) error.actions?.unshift(messages.getMessage('didYouMean', [meant]));
  return error;
};

/** For an app that the org does not have, its other apps are asked for no more than their names. */
const notFound = async (connection: Connection, name: ApiName): Promise<SfError> => {
  // Where the org does not tell them, there is nothing to suggest.
  const { apps } = await queryApps(connection).catch(() => ({ apps: [] }));
  return appNotFound(
    connection,
    name,
    apps.map((app) => app.name)
  );
};

/**
 * One app and, in the same answer, the org's settings for apps.
 *
 * @param name in any case
 * @throws SfError `AppNotFoundError`
 */
export const readAppAndSettings = async (
  connection: Connection,
  name: ApiName
): Promise<{ app: LiveApp; settings: AppSettings }> => {
  const options = { withSettings: true };
  const { app, settings = {} } = await readAppByName(connection, name, options);
  if (!app) throw await notFound(connection, name);
  return { app, settings };
};

/**
 * One app, as the org holds it.
 *
 * @param name in any case
 * @throws SfError `AppNotFoundError`
 */
export const findApp = async (connection: Connection, name: ApiName): Promise<LiveApp> => {
  throwProblems(await checkApiVersion(connection));
  const { app } = await readAppByName(connection, name);
  if (!app) throw await notFound(connection, name);
  return app;
};

/**
 * One app that is to be changed, and, in the same answers, what may keep the org from taking the change.
 *
 * @param name in any case
 * @throws SfError `AppNotFoundError`, `SwitchedOffError`
 */
export const findAppToChange = async (
  connection: Connection,
  name: ApiName
): Promise<{ app: LiveApp; hindrances: Hindrances }> => {
  throwProblems(await checkApiVersion(connection));
  const options = { withSettings: true, withPermissions: true };
  const { app, settings, lacked } = await readAppByName(connection, name, options);
  const isOff = isSwitchedOff(settings);
  if (!app) throw isOff ? switchedOff(connection) : await notFound(connection, name);
  return { app, hindrances: { isSwitchedOff: isOff, lacked } };
};

/**
 * One app, whole, with the refresh token policy that is in force.
 *
 * @throws SfError `AppNotFoundError`
 */
export const displayApp = async (connection: Connection, name: ApiName): Promise<AppDetails> => {
  const { definition, installedFrom, id, consumerKey, grants } = await findApp(connection, name);
  return {
    definition: withEffectivePolicy(definition),
    installedFrom,
    id,
    consumerKey,
    grants,
    setupUrl: appPage(connection, id),
  };
};
