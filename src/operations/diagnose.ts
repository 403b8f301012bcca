import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { askTogether, QueryRefused, type Answer } from '../org/batch.js';
import { usernameOf } from '../org/runningUser.js';
import { isAccessOn, readAppSettings, type AppSettings } from '../org/secretAccess.js';
import { settingsPage } from '../org/setupPages.js';
import { quote } from '../org/soql.js';
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

/** User permissions of those who set up External Client Apps, as columns of permission sets: docs/platform.md#credentials */
const PERMISSIONS = {
  'External Client App Developer': 'PermissionsExternalClientAppDeveloper',
  'Customize Application': 'PermissionsCustomizeApplication',
} as const;

type Permission = keyof typeof PERMISSIONS;

const diagnosis = (test: string, status: Diagnosis['status'], suggestion?: () => string): Diagnosis => ({
  test: messages.getMessage(`test.${test}`),
  status,
  ...(suggestion && status !== 'pass' && status !== 'unknown' && { suggestion: suggestion() }),
});

const judgeVersion = (user: string, newest: string): Diagnosis =>
  diagnosis('apiVersion', Number(newest) >= OLDEST_API_VERSION ? 'pass' : 'fail', () =>
    messages.getMessage('suggestion.apiVersion', [user, newest, OLDEST_API_VERSION])
  );

/** Of an org that says nothing of it, it is not known: the switch is not in all of them. */
const judgeOptedIn = (user: string, settings: AppSettings, page: string): Diagnosis => {
  const { enableExternalClientApps: isOn } = settings;
  const status = isOn === undefined ? 'unknown' : isOn === 'false' ? 'fail' : 'pass';
  return diagnosis('optedIn', status, () => messages.getMessage('suggestion.optedIn', [user, page]));
};

const judgeAccess = (user: string, settings: AppSettings): Diagnosis =>
  diagnosis('secretAccess', isAccessOn(settings) ? 'warn' : 'pass', () =>
    messages.getMessage('suggestion.secretAccess', [user, user])
  );

const judgePermissions = (user: string, answers: Partial<Record<Permission, Answer>>): Diagnosis => {
  const all = Object.entries(answers) as Array<[Permission, Answer]>;
  const lacking = all.filter(([, answer]) => !(answer instanceof QueryRefused) && answer.length === 0);
  const isTold = all.some(([, answer]) => !(answer instanceof QueryRefused));
  return diagnosis('permissions', lacking.length > 0 ? 'warn' : isTold ? 'pass' : 'unknown', () =>
    messages.getMessage('suggestion.permissions', [user, lacking.map(([name]) => `"${name}"`).join(', ')])
  );
};

const permissionQueries = (user: string): Record<Permission, string> =>
  Object.fromEntries(
    Object.entries(PERMISSIONS).map(([name, column]) => [
      name,
      `SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.${column} = true AND Assignee.Username = ${quote(user)} LIMIT 1`,
    ])
  ) as Record<Permission, string>;

/** What may keep the plugin from working in this org, asked side by side; nothing is changed. */
export const diagnoseOrg = async (connection: Connection): Promise<Report> => {
  const user = usernameOf(connection);
  const [newest, settings, answers] = await Promise.all([
    connection.retrieveMaxApiVersion(),
    readAppSettings(connection),
    askTogether(connection, permissionQueries(user)),
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
