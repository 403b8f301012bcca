import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { askTogether, type Answer } from '../org/batch.js';
import { areTold, lackedIn, setUpQueries, type PermissionQuery } from '../org/permissions.js';
import { usernameOf } from '../org/runningUser.js';
import { areAppsOn, isAccessOn, readAppSettings, type AppSettings } from '../org/secretAccess.js';
import { settingsPage } from '../org/setupPages.js';
import { OLDEST_API_VERSION } from '../settings/platform.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'doctor');

/** One thing that was looked at, and what to do about it where it is not as it should be. */
export interface Diagnosis {
  test: string;
  /** `unknown` where the org does not tell. */
  status: 'pass' | 'warn' | 'fail' | 'unknown';
  suggestion?: string;
}

/** What was found out, with nothing in it that is secret. */
export interface Report {
  data: Record<string, unknown>;
  diagnoses: Diagnosis[];
}

const diagnosis = (test: string, status: Diagnosis['status'], suggestion?: () => string): Diagnosis => ({
  test: messages.getMessage(`test.${test}`),
  status,
  ...(suggestion && status !== 'pass' && status !== 'unknown' && { suggestion: suggestion() }),
});

const judgeVersion = (user: string, newest: string): Diagnosis =>
  diagnosis('apiVersion', Number(newest) >= OLDEST_API_VERSION ? 'pass' : 'fail', () =>
    messages.getMessage('suggestion.apiVersion', [user, newest, OLDEST_API_VERSION])
  );

const judgeOptedIn = (user: string, settings: AppSettings, page: string): Diagnosis => {
  const isOn = areAppsOn(settings);
  const status = isOn === undefined ? 'unknown' : isOn ? 'pass' : 'fail';
  return diagnosis('optedIn', status, () => messages.getMessage('suggestion.optedIn', [user, page]));
};

const judgeAccess = (user: string, settings: AppSettings): Diagnosis =>
  diagnosis('secretAccess', isAccessOn(settings) ? 'warn' : 'pass', () =>
    messages.getMessage('suggestion.secretAccess', [user, user])
  );

const judgePermissions = (user: string, answers: Partial<Record<PermissionQuery, Answer>>): Diagnosis => {
  const lacked = lackedIn(answers);
  return diagnosis('permissions', lacked.length > 0 ? 'warn' : areTold(answers) ? 'pass' : 'unknown', () =>
    messages.getMessage('suggestion.permissions', [user, lacked.map((name) => `"${name}"`).join(', ')])
  );
};

/** What may keep the plugin from working in this org, asked side by side; nothing is changed. */
export const diagnoseOrg = async (connection: Connection): Promise<Report> => {
  const user = usernameOf(connection);
  const [newest, settings, answers] = await Promise.all([
    connection.retrieveMaxApiVersion(),
    readAppSettings(connection),
    askTogether(connection, setUpQueries(user)),
  ]);
  return {
    data: { newestApiVersion: newest, usedApiVersion: connection.getApiVersion(), settings },
    diagnoses: [
      judgeVersion(user, newest),
      judgeOptedIn(user, settings, settingsPage(connection)),
      judgeAccess(user, settings),
      judgePermissions(user, answers),
    ],
  };
};

/** An org that could not be asked. */
export const noAnswer = (org: string, error: unknown): Report => ({
  data: {},
  diagnoses: [
    diagnosis('org', 'fail', () =>
      messages.getMessage('suggestion.org', [org, error instanceof Error ? error.message : String(error)])
    ),
  ],
});

/** No org was named. */
export const noOrg = (): Report => ({
  data: {},
  diagnoses: [
    { test: messages.getMessage('test.org'), status: 'unknown', suggestion: messages.getMessage('suggestion.noOrg') },
  ],
});

/** Plugins whose commands get in the way of this one's. */
export const diagnosePlugins = (plugins: Array<{ name: string; commandIDs: string[] }>): Diagnosis => {
  const others = plugins
    .filter(({ name, commandIDs }) => name !== 'sf-plugin-eca' && commandIDs.some((id) => /^eca(:|$)/.test(id)))
    .map(({ name }) => name);
  return diagnosis('conflicts', others.length > 0 ? 'warn' : 'pass', () =>
    messages.getMessage('suggestion.conflicts', [others.join(', ')])
  );
};
