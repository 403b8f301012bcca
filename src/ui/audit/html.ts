import { Messages } from '@salesforce/core/messages';
import type { AuditReport, Finding, RuleSummary } from '../../audit/audit.js';
import { SEVERITIES, type Severity } from '../../audit/rules.js';
import { showTime } from '../../definition/showValue.js';
import { escapeXml as escapeMarkup } from '../../metadata/entities.js';
import { visible } from '../../settings/visible.js';
import { appName, describeSummary } from './lines.js';
import { STYLE } from './style.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.audit');

const escapeXml = (text: string): string => escapeMarkup(visible(text));

const say = (key: string, ...tokens: Array<string | number>): string => escapeXml(messages.getMessage(key, tokens));

const badge = (severity: Severity): string => `<span class="badge ${severity}">${say(`severity.${severity}`)}</span>`;

const link = (url: string, text: string): string => `<a href="${escapeXml(url)}">${escapeXml(text)}</a>`;

const describeMend = ({ mend: { command, definition } }: Finding): string =>
  [
    `<code>${escapeXml(command)}</code>`,
    ...(definition === null ? [] : [`<p>${say('mend.file')}</p><pre>${escapeXml(definition.trimEnd())}</pre>`]),
  ].join('');

const findingRow = (finding: Finding, titles: Map<string, string>): string => `
      <tr>
        <td>${badge(finding.severity)}</td>
        <td>${link(`#${finding.rule}`, titles.get(finding.rule) ?? finding.rule)}<p>${escapeXml(finding.message)}</p></td>
        <td>${describeMend(finding)}</td>
      </tr>`;

/** A table of what was found in one app, or in the org itself. */
const section = (title: string, url: string, findings: Finding[], titles: Map<string, string>): string => `
  <section>
    <h2>${link(url, title)}</h2>
    <table>
      <thead><tr><th>${say('column.severity')}</th><th>${say('column.message')}</th><th>${say('column.mend')}</th></tr></thead>
      <tbody>${findings.map((finding) => findingRow(finding, titles)).join('')}
      </tbody>
    </table>
  </section>`;

const sections = ({ findings, rules }: AuditReport): string => {
  const titles = new Map(rules.map(({ id, title }) => [id as string, title]));
  const byApp = new Map<string | null, Finding[]>();
  for (const finding of findings) byApp.set(finding.app, [...(byApp.get(finding.app) ?? []), finding]);
  return [...byApp].map(([app, own]) => section(appName(app), own[0].url, own, titles)).join('');
};

const cleanApps = ({ apps, findings }: AuditReport): string => {
  const clean = apps.filter(({ name }) => !findings.some(({ app }) => app === name));
  if (clean.length === 0) return '';
  const items = clean.map(({ name, url }) => `<li>${link(url, name)}</li>`).join('');
  return `
  <section>
    <h2>${say('html.clean')}</h2>
    <ul>${items}</ul>
  </section>`;
};

const ruleEntry = ({ id, severity, title, reason, source }: RuleSummary): string => `
      <dt id="${escapeXml(id)}">${badge(severity)} ${escapeXml(title)} <code>${escapeXml(id)}</code></dt>
      <dd>${escapeXml(reason)} ${link(source, messages.getMessage('html.source'))}</dd>`;

const notJudged = (report: AuditReport): string =>
  report.notJudged.map(({ rule, reason }) => `\n    <p>${say('notJudged', rule, reason)}</p>`).join('');

const caution = ({ findings }: AuditReport): string => (findings.length === 0 ? '' : `\n    <p>${say('caution')}</p>`);

const count = (severity: Severity, { summary }: AuditReport): string =>
  `<div class="count ${severity}"><strong>${summary[severity]}</strong> ${say(`severity.${severity}`)}</div>`;

/** The report as one page that needs nothing from elsewhere, runs no script, and can be printed. */
export const toHtml = (report: AuditReport): string => `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
  <title>${say('html.title', report.org.username)}</title>
  <style>${STYLE}</style>
</head>
<body>
  <header>
    <h1>${say('html.heading')}</h1>
    <p>${escapeXml(report.org.username)} · ${escapeXml(report.org.instanceUrl)} · <time datetime="${escapeXml(report.auditedAt)}">${escapeXml(showTime(report.auditedAt))}</time></p>
    <div class="counts">${SEVERITIES.toReversed()
      .map((severity) => count(severity, report))
      .join('')}</div>
    <p>${escapeXml(describeSummary(report))}</p>${caution(report)}${notJudged(report)}
  </header>${sections(report)}${cleanApps(report)}
  <section class="rules">
    <h2>${say('html.rules')}</h2>
    <dl>${report.rules.map(ruleEntry).join('')}
    </dl>
  </section>
</body>
</html>
`;
