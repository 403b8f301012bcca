import type { InferredFlags } from '@oclif/core/interfaces';
import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { mergeReports } from '../../operations/fleet/merge.js';
import { planFleet } from '../../operations/fleet/planFleet.js';
import { readFleet } from '../../operations/fleet/readFleet.js';
import { readReport } from '../../operations/fleet/readReport.js';
import type { FleetReport } from '../../operations/fleet/report.js';
import type { Run } from '../../operations/run.js';
import { FleetRuns } from '../../operations/fleet/runs.js';
import { sayAwaited } from '../../ui/awaited.js';
import { exitCodeOfFleet } from '../../ui/exitCodes.js';
import { FleetCommand, fleetFlags } from '../../ui/fleet/fleetCommand.js';
import { checkReportFiles, writeReports } from '../../ui/fleet/reportFiles.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.plan');

export type EcaPlanResult = FleetReport;

export default class EcaPlan extends FleetCommand<EcaPlanResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  public static readonly flags = {
    ...fleetFlags,
    merge: Flags.string({
      multiple: true,
      exclusive: ['org', 'app', 'shard'],
      summary: messages.getMessage('flags.merge.summary'),
    }),
  };

  public async run(): Promise<EcaPlanResult> {
    const { flags } = await this.parse(EcaPlan);
    const { 'output-file': outputFiles = [], merge } = flags;
    checkReportFiles(outputFiles);
    const run = this.startRun();
    const report = merge ? await this.merge(merge) : await this.plan(run, flags);
    await writeReports(run, outputFiles, report);
    this.showReport(report);
    outputFiles.forEach((path) => this.log(messages.getMessage('written', [path])));
    process.exitCode = exitCodeOfFleet(report);
    return report;
  }

  private async merge(paths: string[]): Promise<FleetReport> {
    return mergeReports(await Promise.all(paths.map(async (path) => ({ path, report: await readReport(path) }))));
  }

  private async plan(run: Run, flags: PlanFlags): Promise<FleetReport> {
    const { fleet: path, org: orgs, app: apps, shard, concurrency, 'api-version': apiVersion } = flags;
    const fleet = await readFleet({
      ...{ path, orgs, apps, shard, output: 'stderr', withoutSecrets: true },
      onWait: sayAwaited,
    });
    const progress = await this.showProgress(fleet.orgs.length, false);
    const { report } = await planFleet(fleet, new FleetRuns(run, progress), {
      connect: (org) => this.connectToOrg(org, apiVersion),
      concurrency,
      now: new Date(),
      explain: this.explainFor,
      creation: { dryRun: false, enableAccess: true, waitMs: 0 },
      again: () => '',
      isReadOnly: true,
    });
    progress.stop();
    return report;
  }
}

type PlanFlags = InferredFlags<typeof EcaPlan.flags>;
