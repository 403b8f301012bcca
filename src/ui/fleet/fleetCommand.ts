import { Flags } from '@salesforce/sf-plugins-core';
import { Org, type Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { FLEET_FILE } from '../../fleet/file.js';
import type { FleetOrg, Shard } from '../../fleet/orgs.js';
import { parseShard } from '../../fleet/shard.js';
import type { FleetReport, ToldError } from '../../operations/fleet/report.js';
import type { FleetProgress } from '../../operations/fleet/runs.js';
import { EcaCommand } from '../ecaCommand.js';
import { tellOnce } from '../retryWarning.js';
import { toUserError } from '../userErrors.js';
import { describeFleet, describeSummary, FLEET_COLUMNS, fleetRows } from './lines.js';
import { drawnProgress, toldProgress } from './progress.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'fleet');

const summary = (flag: string): string => messages.getMessage(`flags.${flag}.summary`);

/** More at once is more than a machine and a network are good for. */
const MOST_AT_ONCE = 64;

/** The flags by which a command is told which apps of which orgs it is about. */
export const fleetFlags = {
  fleet: Flags.string({ char: 'f', default: FLEET_FILE, summary: summary('fleet') }),
  org: Flags.string({ char: 'o', multiple: true, summary: summary('org') }),
  app: Flags.string({ multiple: true, summary: summary('app') }),
  shard: Flags.custom<Shard>({ parse: (text) => Promise.resolve(parseShard(text)) })({ summary: summary('shard') }),
  concurrency: Flags.integer({ default: 8, min: 1, max: MOST_AT_ONCE, summary: summary('concurrency') }),
  'output-file': Flags.string({
    multiple: true,
    summary: summary('output-file'),
    description: messages.getMessage('flags.output-file.description'),
  }),
  'api-version': Flags.orgApiVersion(),
};

/** Progress that can be ended. */
export type ShownProgress = FleetProgress & { stop: () => void };

/** The base of commands about many orgs. */
export abstract class FleetCommand<T> extends EcaCommand<T> {
  protected shownProgress: ShownProgress = toldProgress(() => undefined);

  protected override async finally(error: Error | undefined): Promise<unknown> {
    this.shownProgress.stop();
    return super.finally(error);
  }

  protected override sayGoOn(command: string): string {
    return messages.getMessage('goOn', [command]);
  }

  /** The connection to an org of the fleet. */
  protected async connectToOrg({ name, username }: FleetOrg, apiVersion: string | undefined): Promise<Connection> {
    const onRetry = tellOnce(name, (text) => void this.warn(text));
    return this.connect(await Org.create({ aliasOrUsername: username }), apiVersion, onRetry);
  }

  protected readonly explainFor = (error: Error, org: string): ToldError => {
    const { name, message, actions = [] } = toUserError(error, org);
    return { name, message, actions };
  };

  /** Drawn where somebody watches; else each org says a word when it is done, or nothing. */
  protected async showProgress(count: number, isTold: boolean): Promise<ShownProgress> {
    this.shownProgress.stop();
    const print = (line: string): void => this.logToStderr(line);
    if (process.stderr.isTTY && !this.jsonEnabled()) {
      const { createLogUpdate } = await import('log-update');
      this.shownProgress = drawnProgress(createLogUpdate(process.stderr), print, count);
    } else this.shownProgress = toldProgress(isTold ? print : () => undefined);
    return this.shownProgress;
  }

  /** @param isLast nothing else is shown behind it */
  protected showReport(report: FleetReport, { isLast = true } = {}): void {
    this.log(describeSummary(report));
    this.log('');
    this.drawTable({ data: fleetRows(report), columns: FLEET_COLUMNS });
    // The table ends with an empty line of its own.
    const text = describeFleet(report).join('\n').replace(/^\n/, '');
    if (text !== '') this.log(isLast ? text : `${text}\n`);
  }
}
