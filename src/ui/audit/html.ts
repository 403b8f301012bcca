import type { AuditReport, Finding, RuleSummary } from '../../audit/audit.js';
import {
  acceptancesSection,
  badge,
  caution,
  countBoxes,
  escapeXml,
  link,
  mendCell,
  page,
  say,
  sourceLink,
  time,
} from './htmlParts.js';
import { appName, describeSummary, type OneReport } from './lines.js';

const findingRow = (finding: Finding, titles: Map<string, string>): string => `
      <tr>
        <td>${badge(finding.severity)}</td>
        <td>${link(`#${finding.rule}`, titles.get(finding.rule) ?? finding.rule)}<p>${escapeXml(finding.message)}</p></td>
        <td>${mendCell(finding)}</td>
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

const ruleEntry = (rule: RuleSummary): string => `
      <dt id="${escapeXml(rule.id)}">${badge(rule.severity)} ${escapeXml(rule.title)} <code>${escapeXml(rule.id)}</code></dt>
      <dd>${escapeXml(rule.reason)} ${sourceLink(rule)}</dd>`;

const notJudged = (report: AuditReport): string =>
  report.notJudged.map(({ rule, reason }) => `\n    <p>${say('notJudged', rule, reason)}</p>`).join('');

/** The report on one org, app by app. */
export const toHtml = (report: OneReport): string =>
  page(
    say('html.title', report.org.username),
    `  <header>
    <h1>${say('html.heading')}</h1>
    <p>${escapeXml(report.org.username)} · ${escapeXml(report.org.instanceUrl)} · ${time(report.auditedAt)}</p>
    <div class="counts">${countBoxes(report)}</div>
    <p>${escapeXml(describeSummary(report))}</p>${caution(report.findings)}${notJudged(report)}
  </header>${sections(report)}${acceptancesSection(report.acceptances)}${cleanApps(report)}
  <section class="rules">
    <h2>${say('html.rules')}</h2>
    <dl>${report.rules.map(ruleEntry).join('')}
    </dl>
  </section>`
  );
