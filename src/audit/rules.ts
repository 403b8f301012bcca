import { Messages } from '@salesforce/core/messages';
import { ALLOWLIST, flowsProtectedBy, withEffectivePolicy, type SecurityControl } from '../definition/controls.js';
import { whoIsPermitted } from '../definition/grants.js';
import { isPlainHttp } from '../definition/callbacks.js';
import { AUTHORIZATION_CODE_FLOWS, flowsOf, refreshTokenFlowsOf, tracelessFlowsOf } from '../definition/flows.js';
import { isEmpty, valueAt, type AppDefinition } from '../definition/schema.js';
import { daysOf, type RefreshTokenPolicy } from '../settings/values.js';
import { labelOf, settingAt, type SettingPath } from '../settings/table.js';
import type { AuditedApp, AuditFacts } from './facts.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'audit');

export const SEVERITIES = ['low', 'medium', 'high'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** What a rule found wrong: the value, and how it reads. */
interface Found {
  found: unknown;
  shown: string;
}

interface RuleBase {
  severity: Severity;
  /** The setting that it is about; null where it is none of an app's. */
  setting: SettingPath | null;
  /** Where it comes from. */
  source: string;
}

/** A rule that is asked of every app. */
export interface AppRule extends RuleBase {
  judge: (app: AuditedApp, facts: AuditFacts) => Found | undefined;
}

/** A rule that is asked of the org, once. */
export interface OrgRule extends RuleBase {
  judgeOrg: (facts: AuditFacts) => Found | undefined;
}

const HELP = 'https://help.salesforce.com/s/articleView?id=xcloud.';
const OAUTH_SETTINGS = `${HELP}configure_external_client_app_oauth_settings.htm&type=5`;
const OAUTH_POLICIES = `${HELP}configure_external_client_app_oauth_policies.htm&type=5`;
const ALLOWLIST_HELP = `${HELP}set_ip_allowlist_for_refresh_tokens.htm&type=5`;
const USAGE_HELP = `${HELP}meta_external_client_app_oauth_usage.htm&type=5`;
/** Best Current Practice for OAuth 2.0 Security. */
const OAUTH_SECURITY = 'https://www.rfc-editor.org/rfc/rfc9700.html';

/** Longer than that, a stolen refresh token is of use for too long. */
const LONGEST_LIFETIME_DAYS = 90;
/** An app that nobody has used for so long is not missed. */
const UNUSED_AFTER_DAYS = 90;

const DAY_MS = 24 * 60 * 60 * 1000;

const daysSince = (date: string, now: Date): number => Math.floor((now.getTime() - Date.parse(date)) / DAY_MS);

const controlOff =
  (control: SecurityControl) =>
  ({ definition }: AuditedApp): Found | undefined => {
    const flows = flowsProtectedBy(control, definition);
    const value = valueAt(definition, control);
    // Where an org does not say, it is what all orgs take for it, if they agree.
    const isOff = control === ALLOWLIST ? isEmpty(value) : (value ?? settingAt(control).absent) === false;
    return flows.length > 0 && isOff ? { found: value ?? null, shown: flows.join(', ') } : undefined;
  };

const lifetimeOf = (policy: RefreshTokenPolicy | undefined): number => {
  if (policy === 'validUntilRevoked') return Infinity;
  if (typeof policy !== 'object') return 0;
  return daysOf('expireAfter' in policy ? policy.expireAfter : policy.expireAfterIdle);
};

const livesLong = ({ definition }: AuditedApp): Found | undefined => {
  const policy = withEffectivePolicy(definition).policies?.refreshToken;
  const days = lifetimeOf(policy);
  if (refreshTokenFlowsOf(definition).length === 0 || days <= LONGEST_LIFETIME_DAYS) return undefined;
  const shown = messages.getMessage(days === Infinity ? 'lifetime.endless' : 'lifetime.days', [days]);
  return { found: policy, shown };
};

const secretsNotRequired = ({ definition }: AuditedApp): Found | undefined => {
  const { security = {} } = definition.oauth ?? {};
  const hasCode = flowsOf(definition).some((flow) => AUTHORIZATION_CODE_FLOWS.includes(flow));
  const open = [
    hasCode && security.requireSecretForWebServerFlow === false && ('requireSecretForWebServerFlow' as const),
    refreshTokenFlowsOf(definition).length > 0 &&
      security.requireSecretForRefreshTokenFlow === false &&
      ('requireSecretForRefreshTokenFlow' as const),
  ].filter((setting) => setting !== false);
  const labels = open.map((setting) => labelOf(`oauth.security.${setting}`));
  return open.length === 0 ? undefined : { found: open, shown: labels.join(', ') };
};

const isAdmin = (definition: AppDefinition, { admins }: AuditFacts): boolean =>
  definition.policies?.runAs !== undefined && admins.has(definition.policies.runAs.toLowerCase());

/** Whether use of the app leaves tokens that the org shows: that there is none says nothing otherwise. */
const leavesTokens = (definition: AppDefinition): boolean =>
  refreshTokenFlowsOf(definition).length > 0 && tracelessFlowsOf(definition).length === 0;

const isUnused = ({ definition, createdDate, label }: AuditedApp, { tokenUse, now }: AuditFacts): Found | undefined => {
  if (tokenUse === undefined || !leavesTokens(definition)) return undefined;
  const use = tokenUse.get(label);
  // A token that was never used may be quite new.
  const last = use === undefined ? createdDate : use.lastUsed;
  if (last === undefined || last === null) return undefined;
  const days = daysSince(last, now);
  return days < UNUSED_AFTER_DAYS ? undefined : { found: use?.lastUsed ?? null, shown: String(days) };
};

/** Whether it matters who is permitted: the client credentials flow runs as the user of the policy in any case. */
const isForPeople = (definition: AppDefinition): boolean =>
  flowsOf(definition).some((flow) => flow !== 'clientCredentials');

/**
 * What every app of an org is judged by: a few rules, each well founded. Their words stand in messages/audit.md, what
 * mends their findings in mend.ts; the four controls apply as docs/platform.md#security-controls says.
 */
export const APP_RULES = {
  'pkce-off': {
    severity: 'high',
    setting: 'oauth.security.requirePkce',
    source: `${OAUTH_SECURITY}#section-2.1.1`,
    judge: controlOff('oauth.security.requirePkce'),
  },
  'rotation-off': {
    severity: 'high',
    setting: 'oauth.security.rotateRefreshTokens',
    source: `${OAUTH_SECURITY}#section-2.2.2`,
    judge: controlOff('oauth.security.rotateRefreshTokens'),
  },
  'idle-limit-off': {
    severity: 'medium',
    setting: 'oauth.security.limitIdleRefreshTokens',
    source: OAUTH_SETTINGS,
    judge: controlOff('oauth.security.limitIdleRefreshTokens'),
  },
  'allowlist-empty': {
    severity: 'medium',
    setting: ALLOWLIST,
    source: ALLOWLIST_HELP,
    judge: controlOff(ALLOWLIST),
  },
  'scope-full': {
    severity: 'high',
    setting: 'oauth.scopes',
    source: `${OAUTH_SECURITY}#section-2.3`,
    judge: ({ definition }) =>
      definition.oauth?.scopes?.includes('full')
        ? { found: definition.oauth.scopes, shown: definition.oauth.scopes.join(', ') }
        : undefined,
  },
  'self-authorized': {
    severity: 'medium',
    setting: 'policies.permittedUsers',
    source: OAUTH_POLICIES,
    judge: ({ definition }) =>
      isForPeople(definition) && definition.policies?.permittedUsers === 'allSelfAuthorized'
        ? { found: definition.policies.permittedUsers, shown: '' }
        : undefined,
  },
  'nobody-permitted': {
    severity: 'low',
    setting: 'policies.permittedUsers',
    source: OAUTH_POLICIES,
    judge: ({ definition, grants }) =>
      isForPeople(definition) && whoIsPermitted(definition, grants) === 'nobody'
        ? { found: definition.policies?.permittedUsers, shown: '' }
        : undefined,
  },
  'refresh-token-long-lived': {
    severity: 'medium',
    setting: 'policies.refreshToken',
    source: OAUTH_POLICIES,
    judge: livesLong,
  },
  'callback-http': {
    severity: 'high',
    setting: 'oauth.callbackUrls',
    source: `${OAUTH_SECURITY}#section-2.6`,
    judge: ({ definition }) => {
      const open = (definition.oauth?.callbackUrls ?? []).filter(isPlainHttp);
      return open.length === 0 ? undefined : { found: open, shown: open.join(', ') };
    },
  },
  'secret-not-required': {
    severity: 'medium',
    setting: null,
    source: `${OAUTH_SECURITY}#section-2.5`,
    judge: secretsNotRequired,
  },
  'run-as-admin': {
    severity: 'high',
    setting: 'policies.runAs',
    source: OAUTH_POLICIES,
    judge: ({ definition }, facts) =>
      isAdmin(definition, facts)
        ? { found: definition.policies?.runAs, shown: definition.policies?.runAs ?? '' }
        : undefined,
  },
  unused: { severity: 'low', setting: null, source: USAGE_HELP, judge: isUnused },
} as const satisfies Record<string, AppRule>;

const ORG_RULES = {
  'secret-access-on': {
    severity: 'medium',
    setting: null,
    source: `${HELP}shr_external_client_apps.htm&type=5`,
    judgeOrg: ({ isSecretAccessOn }) => (isSecretAccessOn ? { found: true, shown: '' } : undefined),
  },
} as const satisfies Record<string, OrgRule>;

export type RuleId = keyof typeof APP_RULES | keyof typeof ORG_RULES;

const RULES: Readonly<Record<RuleId, AppRule | OrgRule>> = { ...APP_RULES, ...ORG_RULES };

/** In the order in which they are told. */
export const RULE_IDS = Object.keys(RULES) as RuleId[];

export const ruleOf = (id: RuleId): AppRule | OrgRule => RULES[id];

export const isAtLeast = (severity: Severity, lowest: Severity): boolean =>
  SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(lowest);

/** Rules about what each org decides for itself, also of an app that it has installed: docs/platform.md#name-spaces */
const isForOrg = (id: RuleId): boolean => ruleOf(id).setting?.startsWith('policies.') ?? id === 'unused';

/** Whether only the publisher of the app's package can mend what the rule finds. */
export const isForPublisher = (id: RuleId, { installedFrom }: AuditedApp): boolean =>
  installedFrom !== null && !isForOrg(id);
