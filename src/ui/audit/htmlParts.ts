import { Messages } from '@salesforce/core/messages';
import type { AuditReport, Finding, RuleSummary } from '../../audit/audit.js';
import { SEVERITIES, type Severity } from '../../audit/rules.js';
import type { JudgedAcceptance } from '../../fleet/acceptances.js';
import { markup } from '../page.js';
import { staleAcceptances } from './acceptances.js';
import { describeAccepted, describeCaution } from './lines.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.audit');

export const say = (key: string, ...tokens: Array<string | number>): string => markup(messages.getMessage(key, tokens));

export const badge = (severity: Severity): string =>
  `<span class="badge ${severity}">${say(`severity.${severity}`)}</span>`;

export const link = (url: string, text: string): string => `<a href="${markup(url)}">${markup(text)}</a>`;

export const sourceLink = ({ source }: RuleSummary): string => link(source, messages.getMessage('html.source'));

/** What mends a finding, or why it is let be. */
export const mendCell = (finding: Finding): string => {
  const accepted = describeAccepted(finding);
  if (accepted !== undefined) return `<p>${markup(accepted)}</p>`;
  const { command, definition } = finding.mend;
  return [
    `<code>${markup(command)}</code>`,
    ...(definition === null ? [] : [`<p>${say('mend.file')}</p><pre>${markup(definition.trimEnd())}</pre>`]),
  ].join('');
};

const countBox = (severity: Severity, summary: AuditReport['summary']): string =>
  `<div class="count ${severity}"><strong>${summary[severity]}</strong> ${say(`severity.${severity}`)}</div>`;

export const countBoxes = ({ summary, accepted }: Pick<AuditReport, 'summary' | 'accepted'>): string =>
  [
    ...SEVERITIES.toReversed().map((severity) => countBox(severity, summary)),
    ...(accepted === 0 ? [] : [`<div class="count"><strong>${accepted}</strong> ${say('html.accepted')}</div>`]),
  ].join('');

export const caution = (findings: readonly Finding[]): string => paragraphs(describeCaution(findings));

export const paragraphs = (sentences: string[]): string =>
  sentences.map((sentence) => `\n    <p>${markup(sentence)}</p>`).join('');

/** The acceptances that accept nothing any more. */
export const acceptancesSection = (acceptances: JudgedAcceptance[]): string => {
  const sentences = staleAcceptances(acceptances);
  if (sentences.length === 0) return '';
  return `
  <section>
    <h2>${say('html.acceptances')}</h2>${paragraphs(sentences)}
  </section>`;
};
