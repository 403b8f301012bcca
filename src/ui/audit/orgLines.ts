import { Messages } from '@salesforce/core/messages';
import type { OrgsReport } from '../../fleet/orgsReport.js';
import { describeAcceptances } from './acceptances.js';
import { describeCaution, describeCounts, describeEachRule, plainRows } from './lines.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.audit');

/** How much was found in how many orgs, in one line. */
export const describeOrgsSummary = (report: OrgsReport): string => {
  const judged = report.orgs.filter(({ error }) => error === null);
  const apps = judged.reduce((sum, org) => sum + org.apps.length, 0);
  return [
    messages.getMessage('orgsJudged', [judged.length, report.orgs.length]),
    messages.getMessage('appsJudged', [apps]),
    describeCounts(report),
  ].join(' ');
};

/** The orgs that could not be asked, and why, as sentences. */
export const describeFailedOrgs = ({ orgs }: OrgsReport): string[] =>
  orgs.flatMap(({ alias, error }) =>
    error === null
      ? []
      : [messages.getMessage('orgNotAsked', [alias, error.message]), ...error.actions.map((action) => `  ${action}`)]
  );

/** What could not be judged, each reason once, with the orgs that it holds for. */
export const notJudgedIn = ({ orgs }: OrgsReport): Array<{ rule: string; reason: string; aliases: string[] }> => {
  const all = orgs.flatMap(({ alias, notJudged }) => notJudged.map((one) => ({ ...one, alias })));
  const alike = Map.groupBy(all, ({ rule, reason }) => JSON.stringify([rule, reason]));
  return [...alike.values()].map((group) => ({ ...group[0], aliases: group.map(({ alias }) => alias) }));
};

const describeNotJudged = (report: OrgsReport): string[] =>
  notJudgedIn(report).flatMap(({ rule, reason, aliases }) => [
    '',
    messages.getMessage('notJudged.in', [aliases.join(', '), rule, reason]),
  ]);

/** What the rules that found something say, and what mends it in which org and app, as lines for people. */
export const describeRulesOfOrgs = (report: OrgsReport): string[] => [
  ...describeCaution(report.findings),
  ...describeEachRule(report.rules, report.findings),
  ...describeNotJudged(report),
];

/** The whole report as plain text. */
export const describeOrgsReport = (report: OrgsReport): string[] => [
  describeOrgsSummary(report),
  ...describeFailedOrgs(report),
  '',
  ...plainRows(report.findings),
  ...describeRulesOfOrgs(report),
  ...describeAcceptances(report.acceptances),
];
