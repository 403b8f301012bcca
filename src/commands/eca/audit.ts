import { extname } from 'node:path';
import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { Org, type Connection } from '@salesforce/core';
import type { SfError } from '@salesforce/core/sfError';
import { RULE_IDS, SEVERITIES } from '../../audit/rules.js';
import { toCommand } from '../../definition/shell.js';
import type { Acceptance } from '../../fleet/acceptances.js';
import { mergeReports } from '../../fleet/orgsReport.js';
import { auditOrgs, isJudged, type AuditOutcome, type OrgToAudit } from '../../operations/auditOrgs.js';
import { readAcceptances } from '../../operations/readAcceptances.js';
import type { Run } from '../../operations/run.js';
import { WriteError, writeWhole } from '../../operations/wholeFiles.js';
import { orgWord } from '../../org/runningUser.js';
import { staleAcceptances } from '../../ui/audit/acceptances.js';
import { fixFlags, type FixFlags } from '../../ui/audit/fixFlags.js';
import type { FixResult } from '../../ui/audit/fixResult.js';
import { viewOf, type AnyReport, type ReportView } from '../../ui/audit/reportView.js';
import { readAndTell, sayAwaited } from '../../ui/awaited.js';
import { nameFlag } from '../../ui/commonFlags.js';
import { EcaCommand } from '../../ui/ecaCommand.js';
import { exitCodeOfAudit, exitCodeOfFix } from '../../ui/exitCodes.js';
import { distinctOrgs, orgsByDefault, orgsFlag, type NamedOrg } from '../../ui/orgsFlag.js';
import { tellOnce } from '../../ui/retryWarning.js';
import { toUserError } from '../../ui/userErrors.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.audit');

/** What was found in one org, or in several, and what became of it where that was asked for. */
export type EcaAuditResult = AnyReport & { fix?: FixResult };

/** The orgs of a run, and what is accepted of them. */
interface Audited {
  orgs: OrgToAudit[];
  acceptances?: readonly Acceptance[];
}

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

const explain = (error: Error, alias: string): SfError => toUserError(error, toCommand([alias]));

const toReport = ({ orgs, acceptances }: AuditOutcome, now: Date, isFleet: boolean): AnyReport => {
  const [only] = orgs;
  return orgs.length === 1 && isJudged(only) && !isFleet
    ? { ...only.report, acceptances }
    : mergeReports(orgs, acceptances, now);
};

export default class EcaAudit extends EcaCommand<EcaAuditResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  public static readonly flags = {
    'target-org': orgsFlag({
      multiple: true,
      exclusive: ['fleet'],
      description: messages.getMessage('flags.target-org.description'),
    }),
    fleet: Flags.string({ summary: messages.getMessage('flags.fleet.summary') }),
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
    ...fixFlags,
  };

  public async run(): Promise<EcaAuditResult> {
    const { flags } = await this.parse(EcaAudit);
    const { name, rule: rules, severity, 'fail-on': failOn, 'output-file': outputFile } = flags;
    const { format = formatOf(outputFile) } = flags;
    if (flags.fix) this.checkFix(flags, format);
    const accepted = await readAcceptances(flags.accept, readAndTell);
    const { fleet: fleetFile, 'api-version': apiVersion } = flags;
    const audited: Audited =
      fleetFile === undefined
        ? { orgs: this.orgsToAudit(distinctOrgs(flags['target-org'] ?? (await orgsByDefault())), apiVersion) }
        : await this.readFleet(fleetFile, apiVersion);
    const run = this.startReading();
    const now = new Date();
    const outcome = await auditOrgs(run, {
      orgs: audited.orgs,
      acceptances: [...accepted, ...(audited.acceptances ?? [])],
      name,
      rules,
      severity,
      now,
      explain,
    });
    this.endStages();
    const report = toReport(outcome, now, fleetFile !== undefined);
    const view = viewOf(report);
    if (outputFile !== undefined)
      await this.write(run, outputFile, view.summary, await this.toText(format, report, outcome));
    else if (format === 'table') this.showTable(view);
    else this.log(await this.toText(format, report, outcome));
    staleAcceptances(report.acceptances).forEach((sentence) => this.warn(sentence));
    process.exitCode = exitCodeOfAudit(report, failOn);
    return flags.fix ? { ...report, fix: await this.fix(outcome, flags) } : report;
  }

  /** Nobody waits for an audit whose end is not possible. */
  private checkFix(flags: FixFlags & { 'output-file'?: string }, format: Format): void {
    if (format !== 'table' && flags['output-file'] === undefined) throw messages.createError('error.fixOnlyTable');
    const isAsking = flags['output-dir'] === undefined && !flags['dry-run'] && !flags['no-prompt'];
    if (isAsking && !this.isAtTerminal()) throw messages.createError('error.fixNoTerminal');
  }

  private async fix(outcome: AuditOutcome, flags: FixFlags): Promise<FixResult> {
    const { force, 'output-dir': outputDir, 'dry-run': dryRun, wait } = flags;
    const { bin } = this.config;
    // What changes apps is not loaded by an audit that only reads.
    const [{ fixByFiles, fixInOrgs }, { describeFix }] = await Promise.all([
      import('../../ui/audit/fixing.js'),
      import('../../ui/audit/fixView.js'),
    ]);
    if (outputDir === undefined) this.log();
    const run = this.startLines();
    const result =
      outputDir === undefined
        ? await fixInOrgs(run, outcome, {
            dryRun,
            waitMs: wait.milliseconds,
            explain,
            resumeCommand: ({ connection, definition: { name } }, jobId) =>
              toCommand([bin, 'eca', 'create', '--job-id', jobId, '--name', name, '--target-org', orgWord(connection)]),
            show: (lines) => this.log(lines.join('\n')),
            approve: () => this.consent(dryRun || flags['no-prompt']),
          })
        : await fixByFiles(run, outcome, { bin, outputDir, force, hasSeveralOrgs: outcome.orgs.length > 1 });
    this.log(describeFix(result).join('\n'));
    process.exitCode = process.exitCode ?? exitCodeOfFix(result.apps);
    return result;
  }

  /** Apps that work are changed: a key that slipped is no yes. */
  private async consent(isGiven: boolean): Promise<void> {
    if (isGiven) return;
    const { terminalPrompter } = await import('../../ui/prompts.js');
    const typed = await terminalPrompter.ask(messages.getMessage('fix.ask'), () => undefined);
    if (typed.toLowerCase() !== messages.getMessage('fix.yes')) throw messages.createError('error.fixDeclined');
  }

  private orgsToAudit(orgs: NamedOrg[], apiVersion: string | undefined): OrgToAudit[] {
    return orgs.map(({ alias, names, org }) => ({
      alias,
      names,
      connect: async () => {
        if (org instanceof Error) throw org;
        return this.connect(org, apiVersion, orgs.length === 1 ? undefined : this.tellOfRetries(alias));
      },
    }));
  }

  /** The orgs of a fleet file, what it calls their apps, and what it accepts. */
  private async readFleet(path: string, apiVersion: string | undefined): Promise<Audited> {
    // An audit of orgs that are named needs none of it.
    const { readFleet } = await import('../../operations/fleet/readFleet.js');
    const fleet = await readFleet({ path, output: 'stderr', withoutSecrets: true, onWait: sayAwaited });
    const orgs = fleet.orgs.map(({ name, entry, username, tasks }) => ({
      alias: name,
      names: [name, entry, username],
      apps: new Map(tasks.map((task) => [task.key, task.name ?? task.key])),
      connect: async (): Promise<Connection> =>
        this.connect(await Org.create({ aliasOrUsername: username }), apiVersion, this.tellOfRetries(name)),
    }));
    return { orgs, acceptances: fleet.acceptances };
  }

  private tellOfRetries(org: string): (reason: string) => void {
    return tellOnce(org, (text) => void this.warn(text));
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
