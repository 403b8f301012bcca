import type { RuleSummary } from '../../audit/audit.js';
import { SEVERITIES } from '../../audit/rules.js';
import type { OrgFinding, OrgsReport, OrgSummary } from '../../fleet/orgsReport.js';
import { markup, momentIn, toPage } from '../page.js';
import {
  acceptancesSection,
  badge,
  caution,
  countBoxes,
  link,
  mendCell,
  paragraphs,
  say,
  sourceLink,
} from './htmlParts.js';
import { STYLE } from './style.js';
import { appName } from './lines.js';
import { describeOrgsSummary, notJudgedIn } from './orgLines.js';

const WORST_FIRST = SEVERITIES.toReversed();

const headings = (...keys: string[]): string =>
  `<thead><tr>${keys.map((key) => `<th>${say(key)}</th>`).join('')}</tr></thead>`;

const countCells = (alias: string, { findings }: OrgsReport): string =>
  WORST_FIRST.map((severity) => {
    const own = findings.filter(
      ({ org, accepted, severity: found }) => org === alias && !accepted && found === severity
    );
    return `<td class="number${own.length > 0 ? ` ${severity}` : ''}">${own.length}</td>`;
  }).join('');

const orgRow = ({ alias, username, apps, error }: OrgSummary, report: OrgsReport): string => {
  const cells =
    error === null
      ? `<td>${markup(username ?? '')}</td><td class="number">${apps.length}</td>${countCells(alias, report)}`
      : `<td class="high" colspan="5">${markup(error.message)}</td>`;
  return `\n      <tr><td>${markup(alias)}</td>${cells}</tr>`;
};

/** An org a line: how much was found in it, or why it could not be asked. */
const orgsTable = (report: OrgsReport): string => `
  <section>
    <h2>${say('html.orgs')}</h2>
    <table class="orgs">
      ${headings('column.org', 'html.user', 'html.apps', ...WORST_FIRST.map((severity) => `severity.${severity}`))}
      <tbody>${report.orgs.map((org) => orgRow(org, report)).join('')}
      </tbody>
    </table>
  </section>`;

const findingRow = (finding: OrgFinding): string => `
      <tr>
        <td>${markup(finding.org)}<p>${link(finding.url, appName(finding.app))}</p></td>
        <td>${markup(finding.message)}</td>
        <td>${mendCell(finding)}</td>
      </tr>`;

const ruleSection = (rule: RuleSummary, findings: OrgFinding[]): string => `
  <section>
    <h2 id="${markup(rule.id)}">${badge(rule.severity)} ${markup(rule.title)} <code>${markup(rule.id)}</code></h2>
    <p>${markup(rule.reason)} ${sourceLink(rule)}</p>
    <table class="places">
      ${headings('html.where', 'column.message', 'column.mend')}
      <tbody>${findings.map(findingRow).join('')}
      </tbody>
    </table>
  </section>`;

const rulesThatFound = ({ rules, findings }: OrgsReport): string =>
  WORST_FIRST.flatMap((severity) => rules.filter((rule) => rule.severity === severity))
    .map((rule) => ({ rule, own: findings.filter((finding) => finding.rule === rule.id) }))
    .filter(({ own }) => own.length > 0)
    .map(({ rule, own }) => ruleSection(rule, own))
    .join('');

const quietRules = ({ rules, findings }: OrgsReport): string => {
  const quiet = rules.filter(({ id }) => !findings.some(({ rule }) => rule === id));
  if (quiet.length === 0) return '';
  const items = quiet.map(({ id, title }) => `<li>${markup(title)} <code>${markup(id)}</code></li>`).join('');
  return `
  <section>
    <h2>${say('html.quiet')}</h2>
    <ul>${items}</ul>
  </section>`;
};

const notJudged = (report: OrgsReport): string =>
  notJudgedIn(report)
    .map(({ rule, reason, aliases }) => `\n    <p>${say('notJudged.in', aliases.join(', '), rule, reason)}</p>`)
    .join('');

/** The report on several orgs, rule by rule. */
export const toOrgsHtml = (report: OrgsReport): string =>
  toPage({
    title: say('html.titleOfOrgs', report.orgs.length),
    style: STYLE,
    body: `  <header>
    <h1>${say('html.heading')}</h1>
    <p>${momentIn(report.auditedAt)}</p>
    <div class="counts">${countBoxes(report)}</div>${paragraphs([describeOrgsSummary(report)])}${caution(report.findings)}${notJudged(report)}
  </header>${orgsTable(report)}${rulesThatFound(report)}${acceptancesSection(report.acceptances)}${quietRules(report)}`,
  });
