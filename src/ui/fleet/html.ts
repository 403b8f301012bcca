import { Messages } from '@salesforce/core/messages';
import type { AppReport, FleetReport, OrgReport } from '../../operations/fleet/report.js';
import { STYLE } from '../audit/style.js';
import { markup, momentIn, toPage } from '../page.js';
import { aboutOf, appOf, describeFleet, describeSummary, stateOf } from './lines.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'fleet');

const say = (key: string, ...tokens: string[]): string => markup(messages.getMessage(key, tokens));

const FLEET_STYLE = `${STYLE}
    .matrix { overflow-x: auto; }
    .matrix table { table-layout: auto; } .matrix th:first-child, .matrix th:last-child { width: auto; }
    .matrix tbody th { color: var(--text); font-size: inherit; white-space: nowrap; }
    .matrix p { font-size: .8rem; font-weight: 400; max-width: 22rem; }
    .good { color: var(--low); } .work { color: var(--medium); } .bad { color: var(--high); }
    @media (max-width: 40rem) { .matrix tbody th { display: block; border: 0; } }
    @media print { .matrix p { max-width: none; } }
  `;

const BAD = ['failed', 'notReached', 'leftAlone'];
const GOOD = ['unchanged', 'created', 'updated', 'deleted', 'validated'];

const lookOf = ({ state, result }: AppReport): string => {
  const word = result?.outcome ?? state;
  if (BAD.includes(word)) return 'bad';
  return GOOD.includes(word) ? 'good' : 'work';
};

const cell = (app: AppReport | undefined): string => {
  if (!app) return '<td>–</td>';
  const about = aboutOf(app);
  const badge = `<span class="badge ${lookOf(app)}">${markup(stateOf(app))}</span>`;
  return `<td>${badge}${about === '' ? '' : `<p>${markup(about)}</p>`}</td>`;
};

const row = (org: OrgReport, keys: string[]): string => {
  const address = org.instanceUrl === null ? '' : `<p>${markup(org.instanceUrl)}</p>`;
  const cells = org.error
    ? `<td colspan="${keys.length}"><span class="badge bad">${say('state.failed')}</span><p>${markup(org.error.message)}</p></td>`
    : keys.map((key) => cell(org.apps.find((app) => appOf(app) === key))).join('');
  return `
        <tr><th scope="row">${markup(org.org)}${address}</th>${cells}</tr>`;
};

const matrix = (orgs: OrgReport[]): string => {
  const keys = [...new Set(orgs.flatMap(({ apps }) => apps.map(appOf)))];
  const heads = [messages.getMessage('column.org'), ...keys].map((key) => `<th scope="col">${markup(key)}</th>`);
  return `
  <div class="matrix">
    <table>
      <thead><tr>${heads.join('')}</tr></thead>
      <tbody>${orgs.map((org) => row(org, keys)).join('')}
      </tbody>
    </table>
  </div>`;
};

/** The report as one page: orgs down, apps across, and below that what is said of them. */
export const toHtml = (report: FleetReport): string => {
  const title = say(`html.title.${report.kind}`, report.fleet);
  const details = describeFleet(report).join('\n').trim();
  return toPage({
    title,
    style: FLEET_STYLE,
    body: `  <header>
    <h1>${title}</h1>
    <p>${momentIn(report.at)}</p>
    <p>${markup(describeSummary(report))}</p>
  </header>${matrix(report.orgs)}${details === '' ? '' : `\n  <pre>${markup(details)}</pre>`}`,
  });
};
