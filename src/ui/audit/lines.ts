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

const describeRule = ({ id, title, reason, source }: RuleSummary, findings: Finding[]): string[] => {
  const [first, ...others] = findings.filter(({ rule }) => rule === id);
  if (first === undefined) return [];
  const { command, definition } = first.mend;
  return [
    '',
    `${id}: ${title}`,
    `  ${reason}`,
    `  ${source}`,
    `  ${messages.getMessage('mend', [appName(first.app)])} ${command}`,
    ...(definition === null ? [] : [`  ${messages.getMessage('mend.file')}`, indent(definition, '    ')]),
    ...(others.length === 0
      ? []
      : [`  ${messages.getMessage('mend.others', [[...new Set(others.map(({ app }) => appName(app)))].join(', ')])}`]),
  ];
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
