import { Args } from '@oclif/core';
import type { InferredFlags } from '@oclif/core/interfaces';
import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { FLEET_FILE } from '../../fleet/file.js';
import { applyFleet } from '../../operations/fleet/applyFleet.js';
import { planFleet, type FleetPlan, type FleetPlanOptions } from '../../operations/fleet/planFleet.js';
import { readFleet, type Fleet } from '../../operations/fleet/readFleet.js';
import { readReport } from '../../operations/fleet/readReport.js';
import { hasWork, partOf, type FleetReport } from '../../operations/fleet/report.js';
import { FleetRuns } from '../../operations/fleet/runs.js';
import { sayAwaited } from '../../ui/awaited.js';
import { waitFlag } from '../../ui/commonFlags.js';
import { exitCodeOfFleet } from '../../ui/exitCodes.js';
import { FleetCommand, fleetFlags } from '../../ui/fleet/fleetCommand.js';
import { checkReportFiles, writeReports } from '../../ui/fleet/reportFiles.js';
import { toCommand } from '../../definition/shell.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.apply');

export type EcaApplyResult = FleetReport;

export default class EcaApply extends FleetCommand<EcaApplyResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  public static readonly args = {
    // What is piped in may be secrets, and is no path.
    plan: Args.string({ ignoreStdin: true, description: messages.getMessage('args.plan.description') }),
  };

  public static readonly flags = {
    ...fleetFlags,
    fleet: Flags.string({ char: 'f', summary: messages.getMessage('flags.fleet.summary') }),
    'fail-fast': Flags.boolean({ summary: messages.getMessage('flags.fail-fast.summary') }),
    'dry-run': Flags.boolean({ summary: messages.getMessage('flags.dry-run.summary') }),
    'enable-access': Flags.boolean({ summary: messages.getMessage('flags.enable-access.summary') }),
    test: Flags.boolean({ summary: messages.getMessage('flags.test.summary') }),
    'secrets-file': Flags.string({
      summary: messages.getMessage('flags.secrets-file.summary'),
      description: messages.getMessage('flags.secrets-file.description'),
    }),
    wait: waitFlag,
    'no-prompt': Flags.boolean({ summary: messages.getMessage('flags.no-prompt.summary') }),
  };

  public async run(): Promise<EcaApplyResult> {
    const { flags, args } = await this.parse(EcaApply);
    const { 'output-file': outputFiles = [], 'dry-run': dryRun, 'fail-fast': failFast, concurrency } = flags;
    checkReportFiles(outputFiles);
    const run = this.startRun();
    const shown = args.plan === undefined ? undefined : await this.readPlan(args.plan);
    const fleet = await this.read(flags, shown);
    const planning = await this.showProgress(fleet.orgs.length, false);
    const plan = await planFleet(fleet, new FleetRuns(run, planning), this.planOptions(flags));
    planning.stop();
    if (!dryRun) await this.ask(plan, flags['no-prompt']);
    this.goOn = toCommand([
      ...this.words(flags),
      ...this.selected(flags),
      ...(args.plan === undefined ? [] : [args.plan]),
    ]);
    const progress = await this.showProgress(fleet.orgs.length, true);
    const runs = new FleetRuns(run, progress);
    const report = await applyFleet(fleet, plan, runs, {
      concurrency,
      failFast,
      shown,
      deletion: { dryRun, waitMs: flags.wait.milliseconds },
      explain: this.explainFor,
    });
    progress.stop();
    await writeReports(run, outputFiles, report);
    this.showReport(report);
    outputFiles.forEach((path) => this.log(messages.getMessage('written', [path])));
    process.exitCode = exitCodeOfFleet(report);
    return report;
  }

  private async readPlan(path: string): Promise<FleetReport> {
    const shown = await readReport(path);
    if (shown.kind !== 'plan') throw messages.createError('error.noPlan', [path]);
    return shown;
  }

  private read(flags: ApplyFlags, shown: FleetReport | undefined): Promise<Fleet> {
    const { org, app, shard, 'secrets-file': secretsFile } = flags;
    const before = shown && partOf(shown);
    return readFleet({
      path: flags.fleet ?? shown?.fleet ?? FLEET_FILE,
      orgs: org ?? before?.orgs,
      apps: app ?? before?.apps,
      shard,
      secretsFile,
      output: this.jsonEnabled() ? 'stderr' : 'stdout',
      onWait: sayAwaited,
    });
  }

  private planOptions(flags: ApplyFlags): FleetPlanOptions {
    const { concurrency, 'api-version': apiVersion, 'enable-access': enableAccess, test, wait } = flags;
    return {
      connect: (org) => this.connectToOrg(org, apiVersion),
      concurrency,
      now: new Date(),
      explain: this.explainFor,
      creation: { dryRun: flags['dry-run'], enableAccess, waitMs: wait.milliseconds, test },
      again: (org, app) => toCommand([...this.words(flags), '--org', org, '--app', app]),
      isReadOnly: false,
    };
  }

  /** Shows what is to be done, and has somebody say yes where there is anything. */
  private async ask({ report }: FleetPlan, noPrompt: boolean): Promise<void> {
    this.showReport(report, { isLast: false });
    if (!hasWork(report)) return;
    const { create, update, drift, delete: deleted } = report.summary;
    const key = deleted > 0 ? 'confirm.deleting' : 'confirm';
    await this.approve(messages.getMessage(key, [create, update + drift, report.orgs.length, deleted]), noPrompt, {
      noTerminal: messages.createError('error.noTerminal'),
      declined: messages.createError('error.declined'),
    });
  }

  /** What the run was about: going on with it is about no more. */
  private selected({ org = [], app = [], shard }: ApplyFlags): string[] {
    return [
      ...org.flatMap((one) => ['--org', one]),
      ...app.flatMap((one) => ['--app', one]),
      ...(shard === undefined ? [] : ['--shard', `${shard.index}/${shard.count}`]),
    ];
  }

  /** The command that goes on. */
  private words(flags: ApplyFlags): string[] {
    return [
      ...[this.config.bin, 'eca', 'apply'],
      ...(flags.fleet === undefined ? [] : ['--fleet', flags.fleet]),
      ...(flags['enable-access'] ? ['--enable-access'] : []),
      ...(flags.test ? ['--test'] : []),
      ...(flags['secrets-file'] === undefined ? [] : ['--secrets-file', flags['secrets-file']]),
      ...(flags['no-prompt'] ? ['--no-prompt'] : []),
    ];
  }
}

type ApplyFlags = InferredFlags<typeof EcaApply.flags>;
