import { Messages } from '@salesforce/core/messages';
import pMap from 'p-map';
import type { CreatedApp } from '../applyPlan.js';
import type { Difference } from '../../definition/compare.js';
import { carryOut } from '../createApp.js';
import type { NextNewApp } from '../deployment.js';
import { deleteApp, type DeleteOptions, type DeletionPlan } from '../deleteApp.js';
import type { AppPlan } from '../plan.js';
import type { Run } from '../run.js';
import { bookedAs, digest, digestSettings, withApp, withoutApp, writeBook, type Book, type BookedApp } from './book.js';
import { liveOf } from './planEntry.js';
import type { FleetPlan, FleetPlanOptions } from './planFleet.js';
import { planOf, type Decided, type PlannedApp, type PlannedOrg } from './plannedOrg.js';
import type { Fleet } from './readFleet.js';
import type { AppOutcome, AppReport, AppResult, FleetReport, OrgReport } from './report.js';
import type { FleetRuns } from './runs.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'fleet');

export interface FleetApplyOptions extends Pick<FleetPlanOptions, 'concurrency' | 'explain'> {
  /** One failure ends the run: what is under way is finished, and nothing new begun. */
  failFast: boolean;
  /** How apps would be deleted. */
  deletion: Pick<DeleteOptions, 'dryRun' | 'waitMs'>;
  /** What somebody was shown before, and wants done just so; without it, the plan itself is what was shown. */
  shown?: FleetReport;
}

const NO_RESULT: Omit<AppResult, 'outcome'> = {
  consumerKey: null,
  isKeyNew: false,
  deployId: null,
  credentials: null,
  test: null,
  nextSteps: [],
  error: null,
};

/** Whether an app is still to become what was shown. */
const isAsShown = (report: AppReport, org: string, { shown }: FleetApplyOptions): boolean =>
  shown === undefined ||
  shown.orgs
    .filter((one) => one.org === org)
    .some(({ apps }) =>
      apps.some(
        ({ app, name, fingerprint }) => app === report.app && name === report.name && fingerprint === report.fingerprint
      )
    );

/** A command takes the same key again and again without knowing it; a file is looked into. */
const isHandOverDue = ({ decision: { plan }, options }: SetUp, report: AppReport, book: Book): boolean => {
  const { destination } = options;
  if (destination?.kind !== 'command') return destination !== undefined;
  const consumerKey = liveOf(plan)?.consumerKey;
  return typeof consumerKey !== 'string' || bookedAs(book, report.name ?? '')?.handedOver !== digest(consumerKey);
};

type SetUp = Extract<Decided, { decision: unknown }>;

/** What applying changes of what was planned. */
type Applied = Pick<AppReport, 'result'> & Partial<Pick<AppReport, 'warnings' | 'differences'>>;

const isOver = (outcome: AppOutcome): boolean =>
  outcome === 'created' || outcome === 'updated' || outcome === 'unchanged';

/** One org, being brought to where its plan says. */
class OrgApplying {
  private book: Book;
  private hasFailed = false;
  /** When the org was last seen to lack an app that is to be new, by the app's name. */
  private readonly lackedAt = new Map<string, number>();

  public constructor(
    private readonly planned: PlannedOrg,
    private readonly fleet: Fleet,
    private readonly runs: FleetRuns,
    private readonly options: FleetApplyOptions,
    private readonly isStopped: () => boolean
  ) {
    const { orgId } = planned.report;
    // What was left of the org that had this name before says nothing of this one, but for the keys that were handed out.
    this.book = { ...planned.book, orgId: orgId ?? planned.book.orgId };
  }

  public async apply(): Promise<OrgReport> {
    const { report, apps, task } = this.planned;
    const done: AppReport[] = [];
    for (const app of apps) done.push({ ...app.report, ...(await this.applyApp(app)) });
    const applied = { ...report, apps: done };
    this.runs.done(task.name, report.error?.message ?? summaryOf(done), hasFailedOrg(applied));
    return applied;
  }

  private async applyApp(app: PlannedApp): Promise<Applied> {
    const { report, decided } = app;
    const ended = (outcome: AppOutcome): Applied => ({ result: { ...NO_RESULT, outcome } });
    if (decided === undefined) return ended('failed');
    if (this.hasFailed || this.isStopped()) return ended('notReached');
    if (!isAsShown(report, this.planned.task.name, this.options)) return ended('leftAlone');
    const { name: org } = this.planned.task;
    const run = this.runs.of(org, app.key);
    const warnings = (): string[] => [...new Set([...report.warnings, ...run.warnings])];
    try {
      const done = await ('deletion' in decided
        ? this.delete(run, app, decided.deletion)
        : this.setUp(run, app, decided));
      return { ...done, warnings: warnings() };
    } catch (error) {
      this.runs.stopIfInterrupted();
      const told = this.options.explain(error as Error, org);
      const stands = run.stands();
      // What somebody changed meanwhile is left as it is, and hinders nothing else.
      const isLeftAlone = told.name === 'ChangedMeanwhileError';
      this.hasFailed = !isLeftAlone;
      const outcome: AppOutcome = isLeftAlone ? 'leftAlone' : 'failed';
      const actions = stands === undefined ? told.actions : [...told.actions, stands];
      return { warnings: warnings(), result: { ...NO_RESULT, outcome, error: { ...told, actions } } };
    }
  }

  private async setUp(run: Run, { report, key }: PlannedApp, decided: SetUp): Promise<Applied> {
    const destination = isHandOverDue(decided, report, this.book) ? decided.options.destination : undefined;
    const { decision, options } = decided;
    const lackedAt = this.lackedAt.get(decision.plan.definition.name ?? '');
    const created = await carryOut(run, decision, { ...options, destination, lackedAt, nextNew: this.nextNew(report) });
    const result = this.toResult(report, created);
    this.finish(key, result);
    if (!decided.options.dryRun && isOver(created.state))
      await this.enter(run, withApp(this.book, toBooked(key, decided.decision.plan, created, this.book)));
    const isAccepted = ({ setting }: Difference): boolean => report.accepted.some((one) => one.setting === setting);
    return { result, differences: created.differences.filter((one) => !isAccepted(one)) };
  }

  /** The first of the apps behind one that is to be new. */
  private nextNew(report: AppReport): NextNewApp | undefined {
    const { apps } = this.planned;
    const behind = apps.slice(apps.findIndex((app) => app.report === report) + 1).map(planOf);
    const name = behind.find((plan) => plan?.action === 'create')?.definition.name;
    return name && { name, isLacked: (at) => void this.lackedAt.set(name, at) };
  }

  private async delete(run: Run, { key }: PlannedApp, deletion: DeletionPlan): Promise<Applied> {
    const { connection } = this.planned;
    if (!connection) throw new Error('The org did not answer.');
    const options = { connection, ...this.options.deletion, evenInUse: false };
    const { state, name, deployId, nextSteps } = await deleteApp(run, deletion, options);
    const result = { ...NO_RESULT, outcome: state, deployId, nextSteps };
    this.finish(key, result);
    if (state === 'deleted') await this.enter(run, withoutApp(this.book, name));
    return { result };
  }

  /** It stands whatever comes of the rest. */
  private finish(key: string, { outcome }: AppResult): void {
    const { name: org } = this.planned.task;
    this.runs.finish(org, key, messages.getMessage('standing.done', [org, key, wordFor(outcome)]));
  }

  private toResult(report: AppReport, created: CreatedApp): AppResult {
    const { state, consumerKey, deployId, credentials, test, nextSteps } = created;
    const before = bookedAs(this.planned.book, report.name ?? '')?.consumerKey;
    const isOther = before !== undefined && consumerKey !== null && digest(consumerKey) !== before;
    return {
      outcome: state,
      consumerKey,
      isKeyNew: consumerKey !== null && (state === 'created' || isOther),
      deployId,
      credentials,
      test,
      nextSteps,
      error: null,
    };
  }

  /** What the next run has to know; what still runs, it finds out itself. */
  private async enter(run: Run, book: Book): Promise<void> {
    this.book = book;
    const { name: org } = this.planned.task;
    try {
      await writeBook(this.runs.of(org), this.fleet.path, org, this.book);
    } catch (error) {
      // The app is as it should be all the same.
      run.warn(messages.getMessage('warning.bookNotWritten', [org, (error as Error).message]));
    }
  }
}

const wordFor = (outcome: AppOutcome): string => messages.getMessage(`outcome.${outcome}`);

/** What is left of an app for the next run. */
const toBooked = (key: string, { definition }: AppPlan, created: CreatedApp, book: Book): BookedApp => {
  const { name, consumerKey, credentials } = created;
  const keyDigest = consumerKey === null ? undefined : digest(consumerKey);
  const isHandedOver = credentials !== null || bookedAs(book, name)?.handedOver === keyDigest;
  return {
    name,
    key,
    at: new Date().toISOString(),
    settings: digestSettings(definition),
    ...(keyDigest !== undefined && { consumerKey: keyDigest, ...(isHandedOver && { handedOver: keyDigest }) }),
  };
};

const summaryOf = (apps: AppReport[]): string =>
  apps.map(({ app, name, result }) => `${app ?? name ?? ''} ${wordFor(result?.outcome ?? 'failed')}`).join(', ');

/**
 * Does what a plan says, several orgs side by side, and the apps of one org in order: a failure ends the work at its org
 * and hinders no other.
 */
export const applyFleet = async (
  fleet: Fleet,
  { orgs, report }: FleetPlan,
  runs: FleetRuns,
  options: FleetApplyOptions
): Promise<FleetReport> => {
  let isStopped = false;
  const applied = await pMap(
    orgs,
    async (planned) => {
      const done = await new OrgApplying(planned, fleet, runs, options, () => isStopped).apply();
      isStopped ||= options.failFast && hasFailedOrg(done);
      return done;
    },
    { concurrency: options.concurrency }
  );
  return { ...report, kind: 'apply', orgs: applied };
};

const hasFailedOrg = ({ error, apps }: OrgReport): boolean =>
  error !== null || apps.some(({ result }) => result?.outcome === 'failed');
