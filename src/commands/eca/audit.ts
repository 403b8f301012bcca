import { extname } from 'node:path';
import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import type { AuditReport } from '../../audit/audit.js';
import { isAtLeast, RULE_IDS, SEVERITIES } from '../../audit/rules.js';
import { auditOrg } from '../../operations/auditOrg.js';
import type { Run } from '../../operations/run.js';
import { WriteError, writeWhole } from '../../operations/wholeFiles.js';
import { describeReport, describeRules, describeSummary, FINDING_COLUMNS, findingRows } from '../../ui/audit/lines.js';
import { nameFlag } from '../../ui/commonFlags.js';
import { EcaCommand } from '../../ui/ecaCommand.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.audit');

export type EcaAuditResult = AuditReport;

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

export default class EcaAudit extends EcaCommand<EcaAuditResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  public static readonly flags = {
    'target-org': Flags.requiredOrg(),
    'api-version': Flags.orgApiVersion(),
    name: nameFlag({ summary: messages.getMessage('flags.name.summary') }),
    rule: Flags.option({ options: RULE_IDS, multiple: true })({ summary: messages.getMessage('flags.rule.summary') }),
    severity: Flags.option({ options: SEVERITIES })({ summary: messages.getMessage('flags.severity.summary') }),
    format: Flags.option({ options: FORMATS })({ summary: messages.getMessage('flags.format.summary') }),
    'output-file': Flags.string({ char: 'f', summary: messages.getMessage('flags.output-file.summary') }),
    'fail-on': Flags.option({ options: SEVERITIES })({ summary: messages.getMessage('flags.fail-on.summary') }),
  };

  public async run(): Promise<EcaAuditResult> {
    const { flags } = await this.parse(EcaAudit);
    const { name, rule: rules, severity, 'fail-on': failOn, 'output-file': outputFile } = flags;
    const { format = formatOf(outputFile) } = flags;
    const connection = await this.connect(flags['target-org'], flags['api-version']);
    const run = this.startReading();
    const report = await auditOrg(run, {
      connection,
      name,
      rules,
      severity,
      now: new Date(),
    });
    this.endStages();
    if (outputFile !== undefined) await this.write(run, outputFile, format, report);
    else if (format === 'table') this.showTable(report);
    else this.log(await this.toText(format, report));
    if (failOn !== undefined && report.findings.some((found) => isAtLeast(found.severity, failOn)))
      process.exitCode = 1;
    return report;
  }

  private showTable(report: AuditReport): void {
    this.log(describeSummary(report));
    if (report.findings.length > 0) {
      this.drawTable({ data: findingRows(report.findings), columns: FINDING_COLUMNS });
    }
    describeRules(report).forEach((line) => this.log(line));
  }

  /** Heavy to load, and not every format is asked for. */
  private async toText(format: Format, report: AuditReport): Promise<string> {
    if (format === 'table') return describeReport(report).join('\n');
    if (format === 'html') return (await import('../../ui/audit/html.js')).toHtml(report).trimEnd();
    if (format === 'json') return JSON.stringify(report, null, 2);
    const { toSarif } = await import('../../ui/audit/sarif.js');
    return JSON.stringify(toSarif(report, this.ctor.plugin?.version ?? this.config.version), null, 2);
  }

  private async write(run: Run, path: string, format: Format, report: AuditReport): Promise<void> {
    const content = `${await this.toText(format, report)}\n`;
    try {
      await writeWhole(run, [{ path, content }], { force: true });
    } catch (error) {
      if (!(error instanceof WriteError)) throw error;
      throw messages.createError('error.notWritten', [path, error.code]);
    }
    this.log(messages.getMessage('written', [path]));
    this.log(describeSummary(report));
  }
}
