import type { Log, Notification, ReportingDescriptor, Result, Run, Suppression } from 'sarif';
import type { AcceptedFor, AuditReport, Finding, RuleSummary } from '../../audit/audit.js';
import type { OrgOutcome } from '../../fleet/orgsReport.js';
import type { Severity } from '../../audit/rules.js';

const LEVELS = { low: 'note', medium: 'warning', high: 'error' } as const satisfies Record<Severity, Result['level']>;

/** What code scanning on GitHub sorts by; the numbers are those of its own bands. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = { low: '3.0', medium: '5.5', high: '8.0' };

const toRule = ({ id, severity, title, reason, source }: RuleSummary): ReportingDescriptor => ({
  id,
  shortDescription: { text: title },
  fullDescription: { text: reason },
  helpUri: source,
  help: { text: `${reason} ${source}` },
  defaultConfiguration: { level: LEVELS[severity] },
  properties: { 'security-severity': SECURITY_SEVERITY[severity], tags: ['security'] },
});

const nameOf = ({ app, setting }: Finding): string =>
  [app === null ? 'Settings/ExternalClientApp' : `ExternalClientApplication/${app}`, setting].filter(Boolean).join('/');

const textOf = ({ app, message, mend }: Finding): string =>
  [app === null ? message : `${app}: ${message}`, mend.command, mend.definition].filter(Boolean).join('\n');

/** SARIF knows no last day. */
const suppressionOf = ({ reason, until }: AcceptedFor): Suppression => ({
  kind: 'external',
  status: 'accepted',
  justification: until === null ? reason : `${reason} (${until})`,
});

const toResult = (finding: Finding, rules: RuleSummary[]): Result => ({
  ruleId: finding.rule,
  ruleIndex: rules.findIndex(({ id }) => id === finding.rule),
  level: LEVELS[finding.severity],
  message: { text: textOf(finding) },
  locations: [
    {
      physicalLocation: { artifactLocation: { uri: finding.url } },
      logicalLocations: [{ fullyQualifiedName: nameOf(finding), kind: 'resource' }],
    },
  ],
  // The same finding is the same in the next run, whatever its value is by then.
  partialFingerprints: { 'appAndRule/v1': `${nameOf(finding)}#${finding.rule}` },
  ...(finding.accepted && { suppressions: [suppressionOf(finding.accepted)] }),
});

const runOf = (report: AuditReport, version: string): Run => ({
  tool: { driver: { name: 'sf eca audit', version, rules: report.rules.map(toRule) } },
  automationDetails: { id: `sf-eca-audit/${report.org.username}/` },
  invocations: [
    {
      executionSuccessful: true,
      endTimeUtc: report.auditedAt,
      toolConfigurationNotifications: report.notJudged.map(({ rule, reason }): Notification => ({
        level: 'note',
        message: { text: reason },
        associatedRule: { id: rule },
      })),
    },
  ],
  results: report.findings.map((finding) => toResult(finding, report.rules)),
});

/** Of an org that could not be asked, nothing is known: its results of before still stand. */
const failedRun = (alias: string, { message }: Error, version: string): Run => ({
  tool: { driver: { name: 'sf eca audit', version } },
  automationDetails: { id: `sf-eca-audit/${alias}/` },
  invocations: [
    { executionSuccessful: false, toolExecutionNotifications: [{ level: 'error', message: { text: message } }] },
  ],
});

/** The audit in SARIF 2.1.0, which code scanning tools read: a run an org. */
export const toSarif = (outcomes: OrgOutcome[], version: string): Log => ({
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
  version: '2.1.0',
  runs: outcomes.map((outcome) =>
    'report' in outcome ? runOf(outcome.report, version) : failedRun(outcome.alias, outcome.error, version)
  ),
});
