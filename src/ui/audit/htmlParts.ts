import { Messages } from '@salesforce/core/messages';
import type { AuditReport, Finding, RuleSummary } from '../../audit/audit.js';
import { SEVERITIES, type Severity } from '../../audit/rules.js';
import type { JudgedAcceptance } from '../../fleet/acceptances.js';
import { escapeXml as escapeMarkup } from '../../metadata/entities.js';
import { visible } from '../../settings/visible.js';
import { staleAcceptances } from './acceptances.js';
import { describeAccepted, describeCaution } from './lines.js';
import { STYLE } from './style.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.audit');

export const escapeXml = (text: string): string => escapeMarkup(visible(text));

export const say = (key: string, ...tokens: Array<string | number>): string =>
  escapeXml(messages.getMessage(key, tokens));

export const badge = (severity: Severity): string =>
  `<span class="badge ${severity}">${say(`severity.${severity}`)}</span>`;

export const link = (url: string, text: string): string => `<a href="${escapeXml(url)}">${escapeXml(text)}</a>`;

export const sourceLink = ({ source }: RuleSummary): string => link(source, messages.getMessage('html.source'));

/** What mends a finding, or why it is let be. */
export const mendCell = (finding: Finding): string => {
  const accepted = describeAccepted(finding);
  if (accepted !== undefined) return `<p>${escapeXml(accepted)}</p>`;
  const { command, definition } = finding.mend;
  return [
    `<code>${escapeXml(command)}</code>`,
    ...(definition === null ? [] : [`<p>${say('mend.file')}</p><pre>${escapeXml(definition.trimEnd())}</pre>`]),
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
  sentences.map((sentence) => `\n    <p>${escapeXml(sentence)}</p>`).join('');

/** The acceptances that accept nothing any more. */
export const acceptancesSection = (acceptances: JudgedAcceptance[]): string => {
  const sentences = staleAcceptances(acceptances);
  if (sentences.length === 0) return '';
  return `
  <section>
    <h2>${say('html.acceptances')}</h2>${paragraphs(sentences)}
  </section>`;
};

export const time = (date: string): string =>
  `<time datetime="${escapeXml(date)}">${escapeXml(date.slice(0, 16).replace('T', ' '))} UTC</time>`;

/** A page that needs nothing from elsewhere, runs no script, and can be printed. */
export const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
  <title>${title}</title>
  <style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
