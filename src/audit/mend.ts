import type { SettingPath, SettingValues } from '../settings/table.js';
import { isPlainHttp } from '../definition/callbacks.js';
import { whoIsPermitted } from '../definition/grants.js';
import { formatYaml } from '../definition/document.js';
import { toCommand } from '../definition/shell.js';
import { fromValues, type SettingValue } from '../definition/schema.js';
import type { AuditedApp, AuditFacts } from './facts.js';
import { isForPublisher, type RuleId } from './rules.js';

/** What mends a finding. */
export type Mend = {
  /** The command; what stands in angle brackets is for the user to say. */
  command: string;
  /** The content of the definition file that the command takes, as YAML; null where it takes none. */
  definition: string | null;
};

/** The name of the file in a command that takes one. */
const FILE = 'mend.yaml';

const commandOf = (words: string[], org: string): string => toCommand(['sf', ...words, '--target-org', org]);

const byDefinition = (app: AuditedApp, org: string, values: SettingValue[]): Mend => ({
  command: commandOf(['eca', 'create', '--definition-file', FILE, '--update-existing'], org),
  definition: formatYaml({ name: app.name, ...fromValues(values) }),
});

const byFlags = ({ name }: AuditedApp, org: string, words: string[]): Mend => ({
  command: commandOf(['eca', 'create', '--name', name, ...words, '--update-existing'], org),
  definition: null,
});

const byCommand = (org: string, ...words: string[]): Mend => ({ command: commandOf(words, org), definition: null });

const byOpening = (page: string, org: string): Mend =>
  byCommand(org, 'org', 'open', '--path', new URL(page).pathname.slice(1));

const withoutFull = ({ oauth }: SettingValues): string[] => {
  const rest = (oauth?.scopes ?? []).filter((scope) => scope !== 'full');
  return rest.some((scope) => scope !== 'refresh_token' && scope !== 'offline_access') ? rest : ['api', ...rest];
};

const onHttps = ({ oauth }: SettingValues): string[] =>
  (oauth?.callbackUrls ?? []).map((url) => (isPlainHttp(url) ? url.replace(/^http:/i, 'https:') : url));

/** Whoever is granted, is the org's own decision. */
const SOMEBODY = '<permission set of the users>';

const grantOf = ({ definition, grants }: AuditedApp): SettingValue[] =>
  whoIsPermitted({ policies: { ...definition.policies, permittedUsers: 'adminApproved' } }, grants) === 'somebody'
    ? []
    : [['policies.permissionSets', [SOMEBODY]]];

type MendMaker = (app: AuditedApp, org: string, found: unknown) => Mend;

const MENDS: Readonly<Record<Exclude<RuleId, 'secret-access-on'>, MendMaker>> = {
  'pkce-off': (app, org) => byDefinition(app, org, [['oauth.security.requirePkce', true]]),
  'rotation-off': (app, org) => byDefinition(app, org, [['oauth.security.rotateRefreshTokens', true]]),
  'idle-limit-off': (app, org) => byDefinition(app, org, [['oauth.security.limitIdleRefreshTokens', true]]),
  'allowlist-empty': ({ name }, org) =>
    byCommand(org, 'eca', 'allowlist', 'add', '--name', name, '--allow-ip', '<address of the vendor>'),
  'scope-full': (app, org) =>
    byFlags(
      app,
      org,
      withoutFull(app.definition).flatMap((scope) => ['--scope', scope])
    ),
  'self-authorized': (app, org) =>
    byDefinition(app, org, [['policies.permittedUsers', 'adminApproved'], ...grantOf(app)]),
  'nobody-permitted': (app, org) => byFlags(app, org, ['--permission-set', SOMEBODY]),
  'refresh-token-long-lived': (app, org) =>
    byDefinition(app, org, [['policies.refreshToken', { expireAfterIdle: { amount: 30, unit: 'days' } }]]),
  'callback-http': (app, org) =>
    byFlags(
      app,
      org,
      onHttps(app.definition).flatMap((url) => ['--callback-url', url])
    ),
  'secret-not-required': (app, org, found) =>
    byDefinition(
      app,
      org,
      (found as string[]).map((setting): SettingValue => [`oauth.security.${setting}` as SettingPath, true])
    ),
  'run-as-admin': (app, org) => byFlags(app, org, ['--run-as', '<integration user>']),
  // What came with a package can only be switched off; what is the org's own, a person deletes who sees who uses it.
  unused: ({ name, url, installedFrom }, org) =>
    installedFrom === null ? byCommand(org, 'eca', 'delete', '--name', name) : byOpening(url, org),
};

/**
 * What mends it, in this org.
 *
 * @param app undefined for a rule of the org
 */
export const mendFor = (
  rule: RuleId,
  app: AuditedApp | undefined,
  { username, settingsUrl }: AuditFacts['org'],
  found: unknown
): Mend => {
  if (rule === 'secret-access-on' || app === undefined) return byOpening(settingsUrl, username);
  // What is the publisher's, the org can only switch off, with the app.
  return isForPublisher(rule, app) ? byOpening(app.url, username) : MENDS[rule](app, username, found);
};
