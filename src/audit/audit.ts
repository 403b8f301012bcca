import { Messages } from '@salesforce/core/messages';
import { firstVersionOf } from '../settings/table.js';
import type { AuditedApp, AuditFacts } from './facts.js';
import { mendFor, type Mend } from './mend.js';
import { isAtLeast, isForPublisher, RULE_IDS, ruleOf, SEVERITIES, type RuleId, type Severity } from './rules.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'audit');

/** Why a finding is let be. */
export type AcceptedFor = {
  reason: string;
  /** The last day, ISO 8601; null where it is for good. */
  until: string | null;
};

/** One thing that a rule found. */
export type Finding = {
  rule: RuleId;
  severity: Severity;
  /** API name; null for what is the org's. */
  app: string | null;
  /** Path in the definition; null where it is no setting of an app. */
  setting: string | null;
  found: unknown;
  /** What is so. */
  message: string;
  mend: Mend;
  /** Where in Setup it is seen. */
  url: string;
  /** Null where nobody has accepted it. */
  accepted: AcceptedFor | null;
};

/** A rule as it is told. */
export type RuleSummary = { id: RuleId; severity: Severity; title: string; reason: string; source: string };

/** Everything that an audit found. */
export type AuditReport = {
  org: { username: string; instanceUrl: string };
  /** ISO 8601 */
  auditedAt: string;
  apps: Array<{ name: string; installedFrom: string | null; label: string; url: string }>;
  /** The rules that were asked. */
  rules: RuleSummary[];
  /** The rules that could not be asked here, and why. */
  notJudged: Array<{ rule: RuleId; reason: string }>;
  /** Worst first, then by app. */
  findings: Finding[];
  /** How many there are of each severity that nobody has accepted. */
  summary: Record<Severity, number>;
  /** How many were accepted. */
  accepted: number;
};

export interface AuditSelection {
  /** Default: all. */
  rules?: RuleId[];
  /** Leave out what is less than this. */
  severity?: Severity;
}

const summarizeRule = (id: RuleId): RuleSummary => ({
  id,
  severity: ruleOf(id).severity,
  title: messages.getMessage(`${id}.title`),
  reason: messages.getMessage(`${id}.reason`),
  source: ruleOf(id).source,
});

/** Why a rule cannot be judged here, where it cannot. */
const hindranceOf = (id: RuleId, { apiVersion, tokenUse, areGrantsShown }: AuditFacts): string | undefined => {
  const { setting } = ruleOf(id);
  if (setting !== null && firstVersionOf(setting) > apiVersion) {
    return messages.getMessage('notJudged.version', [apiVersion, firstVersionOf(setting)]);
  }
  if (id === 'nobody-permitted' && !areGrantsShown) return messages.getMessage('notJudged.grants');
  return id === 'unused' && tokenUse === undefined ? messages.getMessage('notJudged.tokens') : undefined;
};

/** What this org cannot mend itself. */
const forPublisher = (rule: RuleId, app: AuditedApp | undefined): string[] =>
  app !== undefined && isForPublisher(rule, app) ? [messages.getMessage('forPublisher', [app.installedFrom])] : [];

const toFinding = (
  rule: RuleId,
  app: AuditedApp | undefined,
  { found, shown }: { found: unknown; shown: string },
  { org }: AuditFacts
): Finding => ({
  rule,
  severity: ruleOf(rule).severity,
  app: app?.name ?? null,
  setting: ruleOf(rule).setting,
  found,
  message: [messages.getMessage(`${rule}.finding`, [shown]), ...forPublisher(rule, app)].join(' '),
  mend: mendFor(rule, app, org, found),
  url: app?.url ?? org.settingsUrl,
  accepted: null,
});

const judge = (id: RuleId, apps: AuditedApp[], facts: AuditFacts): Finding[] => {
  const rule = ruleOf(id);
  if ('judgeOrg' in rule) {
    const found = rule.judgeOrg(facts);
    return found ? [toFinding(id, undefined, found, facts)] : [];
  }
  return apps.flatMap((app) => {
    const found = rule.judge(app, facts);
    return found ? [toFinding(id, app, found, facts)] : [];
  });
};

const worstFirst = (a: Finding, b: Finding): number =>
  SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
  (a.app ?? '').localeCompare(b.app ?? '') ||
  RULE_IDS.indexOf(a.rule) - RULE_IDS.indexOf(b.rule);

/** The rules that a run asks. */
export const rulesAsked = ({ rules, severity = 'low' }: AuditSelection): RuleId[] =>
  RULE_IDS.filter((id) => (rules?.includes(id) ?? true) && isAtLeast(ruleOf(id).severity, severity));

/** How much was found: what nobody has accepted by its severity, and how much was. */
export const countFindings = (findings: Finding[]): Pick<AuditReport, 'summary' | 'accepted'> => {
  const open = findings.filter(({ accepted }) => accepted === null);
  const count = (severity: Severity): number => open.filter((finding) => finding.severity === severity).length;
  return {
    summary: { low: count('low'), medium: count('medium'), high: count('high') },
    accepted: findings.length - open.length,
  };
};

/** Judges apps by the rules. */
export const auditApps = (apps: AuditedApp[], facts: AuditFacts, selection: AuditSelection = {}): AuditReport => {
  const asked = rulesAsked(selection);
  const hindrances = asked.flatMap((rule) => {
    const reason = hindranceOf(rule, facts);
    return reason === undefined ? [] : [{ rule, reason }];
  });
  const judged = asked.filter((id) => !hindrances.some(({ rule }) => rule === id));
  const findings = judged.flatMap((id) => judge(id, apps, facts)).sort(worstFirst);
  const { username, instanceUrl } = facts.org;
  return {
    org: { username, instanceUrl },
    auditedAt: facts.now.toISOString(),
    apps: apps.map(({ name, installedFrom, label, url }) => ({ name, installedFrom, label, url })),
    rules: judged.map(summarizeRule),
    notJudged: hindrances,
    findings,
    ...countFindings(findings),
  };
};
