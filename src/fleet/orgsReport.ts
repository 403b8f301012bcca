import { countFindings, type AuditReport, type Finding, type RuleSummary } from '../audit/audit.js';
import { RULE_IDS, SEVERITIES, type RuleId } from '../audit/rules.js';
import type { JudgedAcceptance } from './acceptances.js';

/** A finding, and the alias of its org. */
export type OrgFinding = Finding & { org: string };

/** An org among several, and what its audit came to. */
export type OrgSummary = {
  alias: string;
  /** Null where the org could not be asked, and likewise below. */
  username: string | null;
  instanceUrl: string | null;
  /** Why it could not be asked; null where it could. */
  error: { name: string; message: string; actions: string[] } | null;
  apps: AuditReport['apps'];
  notJudged: AuditReport['notJudged'];
};

/** Everything that an audit of several orgs found. */
export type OrgsReport = {
  /** ISO 8601 */
  auditedAt: string;
  /** In the order in which they were named. */
  orgs: OrgSummary[];
  /** The rules that were asked of some org. */
  rules: RuleSummary[];
  /** Worst first, then by rule. */
  findings: OrgFinding[];
  summary: AuditReport['summary'];
  accepted: number;
  acceptances: JudgedAcceptance[];
};

/** What the audit of one org came to. */
export type OrgOutcome = { alias: string } & ({ report: AuditReport } | { error: Error & { actions?: string[] } });

const summarize = (outcome: OrgOutcome): OrgSummary => {
  const { alias } = outcome;
  if (!('report' in outcome)) {
    const { name, message, actions = [] } = outcome.error;
    return { alias, username: null, instanceUrl: null, error: { name, message, actions }, apps: [], notJudged: [] };
  }
  const { org, apps, notJudged } = outcome.report;
  return { alias, ...org, error: null, apps, notJudged };
};

const byRule = (a: Finding, b: Finding): number =>
  SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
  RULE_IDS.indexOf(a.rule) - RULE_IDS.indexOf(b.rule);

const distinctRules = (reports: AuditReport[]): RuleSummary[] => {
  const byId = new Map<RuleId, RuleSummary>(reports.flatMap(({ rules }) => rules.map((rule) => [rule.id, rule])));
  return RULE_IDS.flatMap((id) => byId.get(id) ?? []);
};

/** One report on several orgs. */
export const mergeReports = (outcomes: OrgOutcome[], acceptances: JudgedAcceptance[], now: Date): OrgsReport => {
  const judged = outcomes.flatMap((outcome) => ('report' in outcome ? [outcome] : []));
  const findings = judged
    .flatMap(({ alias, report }) => report.findings.map((finding): OrgFinding => ({ org: alias, ...finding })))
    .sort(byRule);
  return {
    auditedAt: now.toISOString(),
    orgs: outcomes.map(summarize),
    rules: distinctRules(judged.map(({ report }) => report)),
    findings,
    ...countFindings(findings),
    acceptances,
  };
};
