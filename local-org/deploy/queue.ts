import type { OrgState } from '../org/state.js';
import { countComponents, readDeployPackage, type PackageOptions, type ZipFiles } from './package.js';
import { runDeploy } from './run.js';
import type { DeployPackage } from './package.js';
import type { DeployMessage } from './messages.js';

/** The options of a deploy that mean something here, with Salesforce's defaults. */
export type DeployOptions = {
  allowMissingFiles: boolean;
  autoUpdatePackage: boolean;
  checkOnly: boolean;
  ignoreWarnings: boolean;
  rollbackOnError: boolean;
  singlePackage: boolean;
};

export type DeployStatus =
  'Pending' | 'InProgress' | 'Succeeded' | 'SucceededPartial' | 'Failed' | 'Canceling' | 'Canceled';

export type DeployJob = {
  id: string;
  options: DeployOptions;
  package: DeployPackage;
  files: number;
  zipSize: number;
  createdAt: number;
  startsAt: number;
  endsAt: number;
  /** What came of it; undefined until it is done. */
  outcome: { status: DeployStatus; messages: DeployMessage[]; at: number } | undefined;
  canceled: boolean;
};

export type DeployZip = { files: ZipFiles; size: number };

/** The part of a deploy's time during which it waits. */
const PENDING_SHARE = 0.25;

const isError = ({ success }: DeployMessage): boolean => !success;

const statusOf = (messages: DeployMessage[], { rollbackOnError }: DeployOptions): DeployStatus => {
  if (!messages.some(isError)) return 'Succeeded';
  const entered = messages.some(({ success, problemType }) => success && problemType === undefined);
  return rollbackOnError || !entered ? 'Failed' : 'SucceededPartial';
};

/**
 * The deploys of an org, one after the other as a real org runs them. Nothing here waits: a deploy happens when the
 * org is next asked after its time has come.
 */
export class DeployQueue {
  readonly #org: OrgState;
  readonly #jobs: DeployJob[] = [];

  public constructor(org: OrgState) {
    this.#org = org;
  }

  public add(zip: DeployZip, options: DeployOptions, versions: Pick<PackageOptions, 'endpointVersion'>): DeployJob {
    const { clock, deployTime, isAheadOfSchema } = this.#org.options;
    const now = clock();
    const startsAt = Math.max(now, this.#jobs.at(-1)?.endsAt ?? now);
    const job: DeployJob = {
      id: this.#org.newId('0Af'),
      options,
      package: readDeployPackage(zip.files, {
        ...options,
        ...versions,
        newestVersion: this.#org.apiVersion,
        isAheadOfSchema,
      }),
      files: zip.files.size,
      zipSize: zip.size,
      createdAt: now,
      startsAt: startsAt + deployTime * PENDING_SHARE,
      endsAt: startsAt + deployTime,
      outcome: undefined,
      canceled: false,
    };
    this.#jobs.push(job);
    return job;
  }

  public find(id: string): DeployJob | undefined {
    return this.#jobs.find((job) => job.id.slice(0, 15) === id.slice(0, 15));
  }

  /** Asks a deploy to stop; false where it is already done. */
  public cancel(job: DeployJob): boolean {
    if (job.outcome) return false;
    job.canceled = true;
    return true;
  }

  public settle(): void {
    const now = this.#org.options.clock();
    for (const job of this.#jobs) {
      if (!job.outcome && (job.canceled || job.endsAt <= now)) this.#finish(job);
    }
  }

  public statusOf(job: DeployJob): DeployStatus {
    if (job.outcome) return job.outcome.status;
    if (job.canceled) return 'Canceling';
    return this.#org.options.clock() < job.startsAt ? 'Pending' : 'InProgress';
  }

  #finish(job: DeployJob): void {
    const at = job.canceled ? this.#org.options.clock() : job.endsAt;
    if (job.canceled) {
      job.outcome = { status: 'Canceled', messages: [], at };
      job.endsAt = at;
      return;
    }
    const { messages, draft } = runDeploy(job.package, this.#org);
    const status = statusOf(messages, job.options);
    job.outcome = { status, messages, at };
    if (status !== 'Failed' && !job.options.checkOnly) this.#org.components = draft;
  }
}

/** How many of a deploy's components have been looked at. */
export const progressOf = (job: DeployJob, now: number): { total: number; done: number; failed: number } => {
  if (job.outcome) {
    const components = job.outcome.messages.filter(({ fileName }) => !fileName.endsWith('package.xml'));
    const failed = job.outcome.messages.filter(isError).length;
    const done = components.filter(({ success }) => success).length;
    return { total: Math.max(countComponents(job.package), done), done, failed };
  }
  if (now < job.startsAt) return { total: 0, done: 0, failed: 0 };
  const total = countComponents(job.package);
  const share = (now - job.startsAt) / Math.max(1, job.endsAt - job.startsAt);
  return { total, done: Math.min(total, Math.floor(total * share)), failed: 0 };
};
