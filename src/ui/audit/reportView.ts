import type { OrgsReport } from '../../fleet/orgsReport.js';
import type { Table } from '../table/widths.js';
import {
  describeReport,
  describeRules,
  describeSummary,
  FINDING_COLUMNS,
  findingRows,
  ORG_FINDING_COLUMNS,
  type OneReport,
} from './lines.js';
import { describeFailedOrgs, describeOrgsReport, describeOrgsSummary, describeRulesOfOrgs } from './orgLines.js';

/** A report on one org, or one on several. */
export type AnyReport = OneReport | OrgsReport;

/** A report as it is shown. */
export interface ReportView {
  /** How much was found, and which orgs could not be asked. */
  summary: string[];
  table: Table;
  /** What stands below the table. */
  rules: string[];
  /** All of it as plain text. */
  text: string[];
  toHtml: () => Promise<string>;
}

const isOfSeveral = (report: AnyReport): report is OrgsReport => 'orgs' in report;

// Pages are heavy to load, and seldom asked for.
const viewOfOne = (report: OneReport): ReportView => ({
  summary: [describeSummary(report)],
  table: { data: findingRows(report.findings), columns: FINDING_COLUMNS },
  rules: describeRules(report),
  text: describeReport(report),
  toHtml: async () => (await import('./html.js')).toHtml(report),
});

const viewOfSeveral = (report: OrgsReport): ReportView => ({
  summary: [describeOrgsSummary(report), ...describeFailedOrgs(report)],
  table: { data: findingRows(report.findings), columns: ORG_FINDING_COLUMNS },
  rules: describeRulesOfOrgs(report),
  text: describeOrgsReport(report),
  toHtml: async () => (await import('./orgsHtml.js')).toOrgsHtml(report),
});

export const viewOf = (report: AnyReport): ReportView =>
  isOfSeveral(report) ? viewOfSeveral(report) : viewOfOne(report);
