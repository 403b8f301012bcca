import type { SettingPath, SettingValues } from '../settings/table.js';
import { isPlainHttp } from '../definition/callbacks.js';
import { whoIsPermitted } from '../definition/grants.js';
import { formatYaml } from '../definition/document.js';
import { quoteWord, toCommand } from '../definition/shell.js';
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

/** How a finding is mended. */
type Way = { values: SettingValue[]; flag?: string; isForPerson?: boolean } | { words: string[] };

const byDefinition = (...values: SettingValue[]): Way => ({ values });

const byFlag = (flag: string, path: SettingPath, value: string[]): Way => ({ values: [[path, value]], flag });

/** What only a person can say stands in angle brackets. */
const byPerson = (flag: string, path: SettingPath, placeholder: string): Way => ({
  values: [[path, [placeholder]]],
  flag,
  isForPerson: true,
});

const byOpening = (page: string): Way => ({ words: ['org', 'open', '--path', new URL(page).pathname.slice(1)] });

const withoutFull = ({ oauth }: SettingValues): string[] => {
  const rest = (oauth?.scopes ?? []).filter((scope) => scope !== 'full');
  return rest.some((scope) => scope !== 'refresh_token' && scope !== 'offline_access') ? rest : ['api', ...rest];
};

const onHttps = ({ oauth }: SettingValues): string[] => [
  ...new Set((oauth?.callbackUrls ?? []).map((url) => (isPlainHttp(url) ? url.replace(/^http:/i, 'https:') : url))),
];

/** Whoever is granted, is the org's own decision. */
const SOMEBODY = '<permission set of the users>';

const byShutting = ({ definition, grants }: AuditedApp): Way => {
  const shut: SettingValue = ['policies.permittedUsers', 'adminApproved'];
  const policies = { ...definition.policies, permittedUsers: 'adminApproved' as const };
  return whoIsPermitted({ policies }, grants) === 'somebody'
    ? byDefinition(shut)
    : { values: [shut, ['policies.permissionSets', [SOMEBODY]]], isForPerson: true };
};

const WAYS: Readonly<Record<Exclude<RuleId, 'secret-access-on'>, (app: AuditedApp, found: unknown) => Way>> = {
  'pkce-off': () => byDefinition(['oauth.security.requirePkce', true]),
  'rotation-off': () => byDefinition(['oauth.security.rotateRefreshTokens', true]),
  'idle-limit-off': () => byDefinition(['oauth.security.limitIdleRefreshTokens', true]),
  'allowlist-empty': ({ name }) => ({
    words: ['eca', 'allowlist', 'add', '--name', name, '--allow-ip', '<address of the vendor>'],
  }),
  'scope-full': ({ definition }) => byFlag('scope', 'oauth.scopes', withoutFull(definition)),
  'self-authorized': byShutting,
  'nobody-permitted': () => byPerson('permission-set', 'policies.permissionSets', SOMEBODY),
  'refresh-token-long-lived': () =>
    byDefinition(['policies.refreshToken', { expireAfterIdle: { amount: 30, unit: 'days' } }]),
  'callback-http': ({ definition }) => byFlag('callback-url', 'oauth.callbackUrls', onHttps(definition)),
  'secret-not-required': (_app, found) =>
    byDefinition(
      ...(found as string[]).map((setting): SettingValue => [`oauth.security.${setting}` as SettingPath, true])
    ),
  'run-as-admin': () => byPerson('run-as', 'policies.runAs', '<integration user>'),
  // What came with a package can only be switched off; what is the org's own, a person deletes who sees who uses it.
  unused: ({ name, url, installedFrom }) =>
    installedFrom === null ? { words: ['eca', 'delete', '--name', name] } : byOpening(url),
};

const wayOf = (rule: RuleId, app: AuditedApp | undefined, settingsUrl: string, found: unknown): Way => {
  if (rule === 'secret-access-on' || app === undefined) return byOpening(settingsUrl);
  // What is the publisher's, the org can only switch off, with the app.
  return isForPublisher(rule, app) ? byOpening(app.url) : WAYS[rule](app, found);
};

const wordsOf = (way: Way, name: string): string[] => {
  if ('words' in way) return way.words;
  const { flag, values } = way;
  if (flag === undefined) return ['eca', 'create', '--definition-file', FILE, '--update-existing'];
  const given = values.flatMap(([, value]) => (value as string[]).flatMap((item) => [`--${flag}`, item]));
  return ['eca', 'create', '--name', name, ...given, '--update-existing'];
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
  const way = wayOf(rule, app, settingsUrl, found);
  const name = app?.name ?? '';
  const hasFile = 'values' in way && way.flag === undefined;
  return {
    command: toCommand(['sf', ...wordsOf(way, name), '--target-org', username]),
    definition: hasFile ? formatYaml({ name, ...fromValues(way.values) }) : null,
  };
};

/**
 * The settings that mend it by themselves; undefined where a person must say something, or do it.
 *
 * @param app undefined for a rule of the org
 */
export const settingsThatMend = (
  rule: RuleId,
  app: AuditedApp | undefined,
  found: unknown
): SettingValue[] | undefined => {
  if (app === undefined) return undefined;
  const way = wayOf(rule, app, app.url, found);
  return 'values' in way && way.isForPerson !== true ? way.values : undefined;
};

/** A mend without the names of its app and its org: those of two findings that are alike differ in nothing else. */
export const likeness = ({ command, definition }: Mend, app: string | null): string => {
  const name = app === null ? '' : `--name ${quoteWord(app)} `;
  const words = command.slice(0, command.lastIndexOf(' --target-org '));
  return JSON.stringify([words.replace(name, () => ''), definition?.replace(/^name: .*\n/, '') ?? null]);
};
