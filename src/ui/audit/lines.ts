import { Messages } from '@salesforce/core/messages';
import type { AuditReport, Finding, RuleSummary } from '../../audit/audit.js';
import { SEVERITIES } from '../../audit/rules.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.audit');

type FindingRow = { severity: string; app: string; rule: string; message: string };

/** A finding in words that fit into a row. */
export const findingRows = (findings: Finding[]): FindingRow[] =>
  findings.map(({ severity, app, rule, message }) => ({
    severity: messages.getMessage(`severity.${severity}`),
    app: appName(app),
    rule,
    message,
  }));

export const FINDING_COLUMNS = (['severity', 'app', 'rule', 'message'] as const).map((key) => ({
  key,
  name: messages.getMessage(`column.${key}`),
}));

export const appName = (app: string | null): string => app ?? messages.getMessage('ofTheOrg');

/** How much was found, in one line. */
export const describeSummary = ({ apps, findings, summary }: AuditReport): string =>
  findings.length === 0
    ? messages.getMessage('nothingFound', [apps.length])
    : messages.getMessage('summaryLine', [
        apps.length,
        SEVERITIES.toReversed()
          .map((severity) => `${summary[severity]} ${messages.getMessage(`severity.${severity}`)}`)
          .join(', '),
      ]);

const indent = (text: string, by: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => `${by}${line}`)
    .join('\n');

/** What mends a finding, whatever its app is called: two of the same can be told at once. */
const shapeOf = ({ app, mend }: Finding): string =>
  JSON.stringify(mend).replaceAll(JSON.stringify(app).slice(1, -1), '');

/** What mends findings that differ in their apps alone. */
const describeMend = ([first, ...others]: Finding[]): string[] => {
  const { command, definition } = first.mend;
  const names = [...new Set(others.map(({ app }) => appName(app)))];
  return [
    `  ${messages.getMessage('mend', [appName(first.app)])} ${command}`,
    ...(definition === null ? [] : [`  ${messages.getMessage('mend.file')}`, indent(definition, '    ')]),
    ...(names.length === 0 ? [] : [`  ${messages.getMessage('mend.others', [names.join(', ')])}`]),
  ];
};

const describeRule = ({ id, title, reason, source }: RuleSummary, findings: Finding[]): string[] => {
  const ofRule = Map.groupBy(
    findings.filter(({ rule }) => rule === id),
    shapeOf
  );
  if (ofRule.size === 0) return [];
  return ['', `${id}: ${title}`, `  ${reason}`, `  ${source}`, ...[...ofRule.values()].flatMap(describeMend)];
};

/** What the rules that found something say, and what mends it, as lines for people. */
export const describeRules = ({ rules, findings, notJudged }: AuditReport): string[] => [
  ...(findings.length === 0 ? [] : [messages.getMessage('caution')]),
  ...rules.flatMap((rule) => describeRule(rule, findings)),
  ...notJudged.flatMap(({ rule, reason }) => ['', messages.getMessage('notJudged', [rule, reason])]),
];

/** The whole report as plain text. */
export const describeReport = (report: AuditReport): string[] => [
  describeSummary(report),
  '',
  ...findingRows(report.findings).map(({ severity, app, rule, message }) => `${severity}  ${app}  ${rule}  ${message}`),
  ...describeRules(report),
];
