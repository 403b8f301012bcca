import type { AuditReport, Finding, RuleSummary } from '../../audit/audit.js';
import { markup, momentIn, toPage } from '../page.js';
import { acceptancesSection, badge, caution, countBoxes, link, mendCell, say, sourceLink } from './htmlParts.js';
import { STYLE } from './style.js';
import { appName, describeSummary, type OneReport } from './lines.js';

const findingRow = (finding: Finding, titles: Map<string, string>): string => `
      <tr>
        <td>${badge(finding.severity)}</td>
        <td>${link(`#${finding.rule}`, titles.get(finding.rule) ?? finding.rule)}<p>${markup(finding.message)}</p></td>
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
      <dt id="${markup(rule.id)}">${badge(rule.severity)} ${markup(rule.title)} <code>${markup(rule.id)}</code></dt>
      <dd>${markup(rule.reason)} ${sourceLink(rule)}</dd>`;

const notJudged = (report: AuditReport): string =>
  report.notJudged.map(({ rule, reason }) => `\n    <p>${say('notJudged', rule, reason)}</p>`).join('');

/** The report on one org, app by app. */
export const toHtml = (report: OneReport): string =>
  toPage({
    title: say('html.title', report.org.username),
    style: STYLE,
    body: `  <header>
    <h1>${say('html.heading')}</h1>
    <p>${markup(report.org.username)} · ${markup(report.org.instanceUrl)} · ${momentIn(report.auditedAt)}</p>
    <div class="counts">${countBoxes(report)}</div>
    <p>${markup(describeSummary(report))}</p>${caution(report.findings)}${notJudged(report)}
  </header>${sections(report)}${acceptancesSection(report.acceptances)}${cleanApps(report)}
  <section class="rules">
    <h2>${say('html.rules')}</h2>
    <dl>${report.rules.map(ruleEntry).join('')}
    </dl>
  </section>`,
  });
