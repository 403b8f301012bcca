import { Messages } from '@salesforce/core/messages';
import type { AuditReport, Finding, RuleSummary } from '../../audit/audit.js';
import { likeness } from '../../audit/mend.js';
import { SEVERITIES } from '../../audit/rules.js';
import { describeAcceptances } from './acceptances.js';
import type { JudgedAcceptance } from '../../fleet/acceptances.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.audit');

/** A report on one org, and what became of the acceptances that are about it. */
export type OneReport = AuditReport & { acceptances: JudgedAcceptance[] };

/** A finding, with the alias of its org where there are several. */
export type ToldFinding = Finding & { org?: string };

type FindingRow = { severity: string; org: string; app: string; rule: string; message: string };

/** Why and for how long it is let be. */
export const describeAccepted = ({ accepted }: Finding): string | undefined => {
  if (accepted === null) return undefined;
  const { reason, until } = accepted;
  return until === null
    ? messages.getMessage('acceptedFor', [reason])
    : messages.getMessage('acceptedUntil', [until, reason]);
};

/** A finding in words that fit into a row. */
export const findingRows = (findings: ToldFinding[]): FindingRow[] =>
  findings.map((finding) => ({
    severity: messages.getMessage(`severity.${finding.severity}`),
    org: finding.org ?? '',
    app: appName(finding.app),
    rule: finding.rule,
    message: [finding.message, describeAccepted(finding)].filter(Boolean).join(' '),
  }));

const columns = <K extends string>(keys: readonly K[]): Array<{ key: K; name: string }> =>
  keys.map((key) => ({ key, name: messages.getMessage(`column.${key}`) }));

export const FINDING_COLUMNS = columns(['severity', 'app', 'rule', 'message']);

/** Findings of several orgs. */
export const ORG_FINDING_COLUMNS = columns(['severity', 'org', 'app', 'rule', 'message']);

export const appName = (app: string | null): string => app ?? messages.getMessage('ofTheOrg');

/** Where it was found: an app, and, where there are several, the org. */
const whereFound = ({ app, org }: ToldFinding): string => {
  if (org === undefined) return appName(app);
  return app === null ? org : `${org}/${app}`;
};

/** How much was found of each severity, and how much of it is accepted. */
export const describeCounts = ({
  summary,
  accepted,
  findings,
}: Pick<AuditReport, 'summary' | 'accepted'> & { findings: unknown[] }): string => {
  if (findings.length === 0) return messages.getMessage('nothingFound');
  const counts = SEVERITIES.toReversed().map(
    (severity) => `${summary[severity]} ${messages.getMessage(`severity.${severity}`)}`
  );
  const found = messages.getMessage('found', [counts.join(', ')]);
  return accepted === 0 ? found : `${found} ${messages.getMessage('accepted', [accepted])}`;
};

/** How much was found, in one line. */
export const describeSummary = (report: AuditReport): string =>
  `${messages.getMessage('appsJudged', [report.apps.length])} ${describeCounts(report)}`;

export const indent = (text: string, by: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `${by}${line}`)
    .join('\n');

/** What mends findings that differ in the names of their apps and orgs alone. */
const describeMend = ([first, ...others]: ToldFinding[]): string[] => {
  const { command, definition } = first.mend;
  const names = [...new Set(others.map(whereFound))];
  return [
    `  ${messages.getMessage('mend', [whereFound(first)])} ${command}`,
    ...(definition === null ? [] : [`  ${messages.getMessage('mend.file')}`, indent(definition, '    ')]),
    ...(names.length === 0 ? [] : [`  ${messages.getMessage('mend.others', [names.join(', ')])}`]),
  ];
};

const describeLetBe = (finding: ToldFinding): string => `  ${whereFound(finding)}: ${describeAccepted(finding) ?? ''}`;

const describeRule = ({ id, title, reason, source }: RuleSummary, findings: ToldFinding[]): string[] => {
  const ofRule = findings.filter(({ rule }) => rule === id);
  if (ofRule.length === 0) return [];
  const [open, accepted] = [ofRule.filter((found) => !found.accepted), ofRule.filter((found) => found.accepted)];
  const alike = Map.groupBy(open, ({ mend, app }) => likeness(mend, app));
  return [
    '',
    `${id}: ${title}`,
    `  ${reason}`,
    `  ${source}`,
    ...[...alike.values()].flatMap(describeMend),
    ...accepted.map(describeLetBe),
  ];
};

/** That a mend may be what a client does not bear, where there is something to mend. */
export const describeCaution = (findings: readonly Finding[]): string[] =>
  findings.some(({ accepted }) => accepted === null) ? [messages.getMessage('caution')] : [];

/** Each rule that found something: what it says, and what mends it, once for all that are alike. */
export const describeEachRule = (rules: RuleSummary[], findings: ToldFinding[]): string[] =>
  rules.flatMap((rule) => describeRule(rule, findings));

/** What the rules that found something say, and what mends it, as lines for people. */
export const describeRules = ({ rules, findings, notJudged }: AuditReport): string[] => [
  ...describeCaution(findings),
  ...describeEachRule(rules, findings),
  ...notJudged.flatMap(({ rule, reason }) => ['', messages.getMessage('notJudged', [rule, reason])]),
];

/** A table's rows without the table. */
export const plainRows = (findings: ToldFinding[]): string[] =>
  findingRows(findings).map(({ severity, org, app, rule, message }) =>
    [severity, org, app, rule, message].filter((cell) => cell !== '').join('  ')
  );

/** The whole report as plain text. */
export const describeReport = (report: OneReport): string[] => [
  describeSummary(report),
  '',
  ...plainRows(report.findings),
  ...describeRules(report),
  ...describeAcceptances(report.acceptances),
];
