import { extname } from 'node:path';
import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { RULE_IDS, SEVERITIES } from '../../audit/rules.js';
import { toCommand } from '../../definition/shell.js';
import { mergeReports } from '../../fleet/orgsReport.js';
import { auditOrgs, isJudged, type AuditOutcome, type OrgToAudit } from '../../operations/auditOrgs.js';
import { readAcceptances } from '../../operations/readAcceptances.js';
import type { Run } from '../../operations/run.js';
import { WriteError, writeWhole } from '../../operations/wholeFiles.js';
import { staleAcceptances } from '../../ui/audit/acceptances.js';
import { viewOf, type AnyReport, type ReportView } from '../../ui/audit/reportView.js';
import { readAndTell } from '../../ui/awaited.js';
import { nameFlag } from '../../ui/commonFlags.js';
import { EcaCommand } from '../../ui/ecaCommand.js';
import { exitCodeOfAudit } from '../../ui/exitCodes.js';
import { distinctOrgs, orgsByDefault, orgsFlag, type NamedOrg } from '../../ui/orgsFlag.js';
import { toUserError } from '../../ui/userErrors.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.audit');

/** What was found in one org, or in several. */
export type EcaAuditResult = AnyReport;

const FORMATS = ['table', 'json', 'sarif', 'html'] as const;

type Format = (typeof FORMATS)[number];

const FORMAT_OF_ENDING: Readonly<Record<string, Format>> = {
  '': 'table',
  '.txt': 'table',
  '.html': 'html',
  '.json': 'json',
  '.sarif': 'sarif',
};

/** The format that a file's ending asks for. */
const formatOf = (file = ''): Format => {
  const format = FORMAT_OF_ENDING[extname(file).toLowerCase()];
  if (format === undefined) throw messages.createError('error.unknownEnding', [file]);
  return format;
};

const toReport = ({ orgs, acceptances }: AuditOutcome, now: Date): AnyReport => {
  const [only] = orgs;
  return orgs.length === 1 && isJudged(only) ? { ...only.report, acceptances } : mergeReports(orgs, acceptances, now);
};

export default class EcaAudit extends EcaCommand<EcaAuditResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  public static readonly flags = {
    'target-org': orgsFlag({
      multiple: true,
      required: true,
      default: orgsByDefault,
      description: messages.getMessage('flags.target-org.description'),
    }),
    'api-version': Flags.orgApiVersion(),
    name: nameFlag({ summary: messages.getMessage('flags.name.summary') }),
    rule: Flags.option({ options: RULE_IDS, multiple: true })({ summary: messages.getMessage('flags.rule.summary') }),
    severity: Flags.option({ options: SEVERITIES })({ summary: messages.getMessage('flags.severity.summary') }),
    accept: Flags.string({
      summary: messages.getMessage('flags.accept.summary'),
      description: messages.getMessage('flags.accept.description'),
    }),
    format: Flags.option({ options: FORMATS })({ summary: messages.getMessage('flags.format.summary') }),
    'output-file': Flags.string({ char: 'f', summary: messages.getMessage('flags.output-file.summary') }),
    'fail-on': Flags.option({ options: SEVERITIES })({ summary: messages.getMessage('flags.fail-on.summary') }),
  };

  public async run(): Promise<EcaAuditResult> {
    const { flags } = await this.parse(EcaAudit);
    const { name, rule: rules, severity, 'fail-on': failOn, 'output-file': outputFile } = flags;
    const { format = formatOf(outputFile) } = flags;
    const acceptances = await readAcceptances(flags.accept, readAndTell);
    const run = this.startReading();
    const now = new Date();
    const outcome = await auditOrgs(run, {
      orgs: distinctOrgs(flags['target-org']).map((named) => this.toAudit(named, flags['api-version'])),
      acceptances,
      name,
      rules,
      severity,
      now,
      explain: (error, alias) => toUserError(error, toCommand([alias])),
    });
    this.endStages();
    const report = toReport(outcome, now);
    const view = viewOf(report);
    if (outputFile !== undefined)
      await this.write(run, outputFile, view.summary, await this.toText(format, report, outcome));
    else if (format === 'table') this.showTable(view);
    else this.log(await this.toText(format, report, outcome));
    staleAcceptances(report.acceptances).forEach((sentence) => this.warn(sentence));
    process.exitCode = exitCodeOfAudit(report, failOn);
    return report;
  }

  private toAudit({ alias, names, org }: NamedOrg, apiVersion: string | undefined): OrgToAudit {
    const connect: OrgToAudit['connect'] = async () => {
      if (org instanceof Error) throw org;
      return this.connect(org, apiVersion);
    };
    return { alias, names, connect };
  }

  private showTable({ summary, table, rules }: ReportView): void {
    summary.forEach((line) => this.log(line));
    if (table.data.length > 0) this.drawTable(table);
    rules.forEach((line) => this.log(line));
  }

  private async toText(format: Format, report: AnyReport, { orgs }: AuditOutcome): Promise<string> {
    const { text, toHtml } = viewOf(report);
    if (format === 'table') return text.join('\n');
    if (format === 'html') return (await toHtml()).trimEnd();
    if (format === 'json') return JSON.stringify(report, null, 2);
    // Not every report is for code scanning.
    const { toSarif } = await import('../../ui/audit/sarif.js');
    return JSON.stringify(toSarif(orgs, this.ctor.plugin?.version ?? this.config.version), null, 2);
  }

  private async write(run: Run, path: string, summary: string[], text: string): Promise<void> {
    try {
      await writeWhole(run, [{ path, content: `${text}\n` }], { force: true });
    } catch (error) {
      if (!(error instanceof WriteError)) throw error;
      throw messages.createError('error.notWritten', [path, error.code]);
    }
    this.log(messages.getMessage('written', [path]));
    summary.forEach((line) => this.log(line));
  }
}
