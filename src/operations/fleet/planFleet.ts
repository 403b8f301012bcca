import type { Connection } from '@salesforce/core';
import pMap from 'p-map';
import type { Difference } from '../../definition/compare.js';
import type { Problem } from '../../definition/problems.js';
import { acceptanceOf, type Acceptance } from '../../fleet/acceptances.js';
import type { LiveApp } from '../../org/apps.js';
import { loadSdr } from '../../org/sdr.js';
import { instanceHost } from '../../org/setupPages.js';
import type { ApiName } from '../../settings/apiNames.js';
import { awaitOwnDeploy, decide, withDestination, type CreateOptions } from '../createApp.js';
import { checkMayDelete, planDeletion } from '../deleteApp.js';
import type { ReadForRequest } from '../orgReading.js';
import type { AppRequest } from '../request.js';
import type { Run } from '../run.js';
import { bookedAs, digest, EMPTY_BOOK, readBook, type Book, type BookedApp } from './book.js';
import { aboutOf, judgeAccepted } from './acceptances.js';
import { destinationNow } from './handedOver.js';
import { differencesOf, toEntry } from './planEntry.js';
import { isCalled, type PlannedApp, type PlannedOrg } from './plannedOrg.js';
import type { AppTask, Fleet, OrgTask } from './readFleet.js';
import { readOrgForAll } from './readOrgForAll.js';
import { summarize, type AppReport, type FleetReport, type OrgReport, type ToldError } from './report.js';
import type { FleetRuns, PartRun } from './runs.js';

/** What planning a fleet needs to know. */
export interface FleetPlanOptions {
  connect: (org: OrgTask) => Promise<Connection>;
  /** How many orgs are worked at side by side. */
  concurrency: number;
  now: Date;
  explain: (error: Error, org: string) => ToldError;
  /** How apps would be set up. */
  creation: Omit<CreateOptions, 'connection' | 'destination' | 'resumeCommand' | 'updateExisting' | 'isLeft'>;
  /** The command that goes on with an app of an org. */
  again: (org: string, app: string) => string;
  /** Only looks: what an earlier run began is not waited for. */
  isReadOnly: boolean;
}

/** What is to be done in all orgs. */
export interface FleetPlan {
  orgs: PlannedOrg[];
  report: FleetReport;
}

const NOTHING_PLANNED: Omit<AppReport, 'app' | 'name' | 'warnings' | 'error'> = {
  state: 'failed',
  changes: [],
  beside: [],
  differences: [],
  accepted: [],
  lastChange: null,
  lostSince: null,
  fingerprint: null,
  result: null,
};

const failedApp = (key: string, error: ToldError | null, warnings: string[] = []): PlannedApp => ({
  key,
  decided: undefined,
  report: { ...NOTHING_PLANNED, app: key, name: null, warnings, error },
});

/** What is wrong with where key and secret go is told by the flag that a single app has for it. */
const inFleetFile = ({ where, what }: Problem): Problem => ({
  where: /^--(output-file|exec|key-variable|secret-variable)$/.test(where) ? 'handOver' : where,
  what,
});

/** One org, being planned. */
class OrgPlanning {
  public constructor(
    private readonly task: OrgTask,
    private readonly fleet: Fleet,
    private readonly runs: FleetRuns,
    private readonly options: FleetPlanOptions
  ) {}

  public async plan(): Promise<PlannedOrg> {
    const run = this.runs.of(this.task.name);
    const { task } = this;
    let connection: Connection | undefined;
    try {
      const book = await readBook(this.fleet.path, task.name);
      connection = await this.options.connect(task);
      const requests = await this.awaitOwn(run, connection);
      // While the org answers.
      if (!this.options.isReadOnly) void loadSdr();
      const read = await readOrgForAll(run, connection, requests);
      const apps: PlannedApp[] = [];
      for (const [index, app] of task.tasks.entries())
        apps.push(
          await this.planApp(app, { connection, request: requests[index], book, reading: read.readings[index] })
        );
      const orphans = await this.planOrphans({ connection, book, apps, live: read.apps });
      return this.toPlanned({ connection, book, apps: [...apps, ...orphans], live: read.apps }, run);
    } catch (error) {
      const told = this.options.explain(error as Error, task.name);
      const apps = task.tasks.map(({ key }) => failedApp(key, null));
      return {
        task,
        connection: undefined,
        book: EMPTY_BOOK,
        apps,
        report: { ...this.describe(connection, apps), error: told },
      };
    }
  }

  /** What is to be asked for, with what is wrong with where key and secret go; and no deploy of it under way. */
  private async awaitOwn(run: Run, connection: Connection): Promise<AppRequest[]> {
    const { isReadOnly, creation } = this.options;
    return Promise.all(
      this.task.tasks.map(async ({ request, destination }) => {
        if (isReadOnly) return request;
        await awaitOwnDeploy(run, request, { ...creation, connection });
        const checked = await withDestination(request, { ...creation, connection, destination, resumeCommand: String });
        return { ...checked, problems: checked.problems.map(inFleetFile) };
      })
    );
  }

  private async planApp(
    task: AppTask,
    found: { connection: Connection; request: AppRequest; book: Book; reading: ReadForRequest | Error }
  ): Promise<PlannedApp> {
    const { name: org } = this.task;
    const { connection, request, book, reading } = found;
    const run = this.runs.of(org, task.key);
    try {
      if (reading instanceof Error) throw reading;
      const app = reading.reading.live?.name ?? reading.composed.definition.name ?? '';
      const accepting = (difference: Difference): Acceptance | undefined =>
        acceptanceOf(aboutOf(this.task, task.key, difference, app), this.fleet.acceptances, this.options.now);
      const isLeft = (difference: Difference): boolean => accepting(difference) !== undefined;
      const destination = await destinationNow(task.destination, reading.reading.live, bookedAs(book, app));
      const options = this.optionsFor({ ...task, destination }, connection);
      const decision = await decide(request, reading, { ...options, isLeft });
      const entry = toEntry(decision.plan, book, isLeft);
      const accepted = differencesOf(decision.plan).flatMap((difference) => {
        const acceptance = accepting(difference);
        const { reason = '', until = null } = acceptance ?? {};
        return acceptance ? [{ setting: difference.setting, reason, until }] : [];
      });
      const { plan, keys } = decision;
      const warnings = [...run.warnings, ...plan.notes, ...plan.warnings, ...keys.warnings];
      return {
        key: task.key,
        decided: { decision, options },
        report: { ...entry, app: task.key, accepted, warnings, error: null, result: null },
      };
    } catch (error) {
      return failedApp(task.key, this.options.explain(error as Error, org), run.warnings);
    }
  }

  /** Apps that were set up from this file and are not in it any more, where they are to go. */
  private async planOrphans(found: {
    connection: Connection;
    book: Book;
    apps: PlannedApp[];
    live: LiveApp[];
  }): Promise<PlannedApp[]> {
    const { connection, book, apps, live } = found;
    if (!this.fleet.prune || this.fleet.selection.apps !== undefined) return [];
    const isWanted = (name: string): boolean => apps.some(({ report }) => isCalled(report, name));
    // Of an app that could not be planned, nobody knows the name: it may be one of these.
    if (apps.some(({ report }) => report.name === null)) return [];
    const orphans = live.filter(({ name }) => bookedAs(book, name) !== undefined && !isWanted(name));
    return Promise.all(orphans.map(({ name }) => this.planOrphan(connection, name, bookedAs(book, name))));
  }

  private async planOrphan(connection: Connection, name: ApiName, booked: BookedApp | undefined): Promise<PlannedApp> {
    const { key = name, at = null } = booked ?? {};
    const run = this.runs.of(this.task.name, key);
    try {
      const deletion = await planDeletion(run, { connection, name });
      checkMayDelete(deletion, false);
      const fingerprint = digest(['delete', name]);
      const about = { app: null, name, state: 'delete' as const, lostSince: at, fingerprint, warnings: run.warnings };
      return { key, decided: { deletion }, report: { ...NOTHING_PLANNED, ...about, error: null } };
    } catch (error) {
      const failed = failedApp(key, this.options.explain(error as Error, this.task.name), run.warnings);
      return { ...failed, report: { ...failed.report, app: null, name } };
    }
  }

  private optionsFor(task: AppTask, connection: Connection): CreateOptions {
    const { creation, again } = this.options;
    return {
      ...creation,
      connection,
      updateExisting: true,
      destination: task.destination,
      resumeCommand: () => again(this.task.name, task.key),
    };
  }

  private toPlanned(
    read: Pick<PlannedOrg, 'connection' | 'book' | 'apps'> & { live: LiveApp[] },
    run: PartRun
  ): PlannedOrg {
    const { connection, book, apps, live } = read;
    const described = this.describe(connection, apps);
    const warned = apps.map((app, index) =>
      // What is said of the org is said once.
      index === 0 ? { ...app, report: { ...app.report, warnings: [...run.warnings, ...app.report.warnings] } } : app
    );
    const isKnown = (name: string): boolean => apps.some(({ report }) => isCalled(report, name));
    // Where only some apps are looked at, nothing is said of the others.
    const others = this.fleet.selection.apps === undefined ? live.map(({ name }) => name) : [];
    const unmanaged = others.filter((name) => !isKnown(name));
    const isRefreshed = book.orgId !== '' && described.orgId !== null && book.orgId !== described.orgId;
    const report = { ...described, apps: warned.map((app) => app.report), isRefreshed, unmanaged };
    return { task: this.task, connection, book, apps: warned, report };
  }

  private describe(connection: Connection | undefined, apps: PlannedApp[]): OrgReport {
    const { name, username } = this.task;
    return {
      org: name,
      username,
      instanceUrl: connection ? instanceHost(connection) : null,
      orgId: connection?.getAuthInfoFields().orgId ?? null,
      isRefreshed: false,
      error: null,
      apps: apps.map(({ report }) => report),
      unmanaged: [],
    };
  }
}

/** The report of what was planned. */
const reportOf = (fleet: Fleet, orgs: PlannedOrg[], now: Date): FleetReport => ({
  kind: 'plan',
  fleet: fleet.path,
  at: now.toISOString(),
  shards: fleet.selection.shard ? [fleet.selection.shard] : [],
  selection: { orgs: fleet.selection.orgs ?? null, apps: fleet.selection.apps ?? null },
  orgs: orgs.map(({ report }) => report),
  acceptances: judgeAccepted(fleet, orgs, now),
  summary: summarize(orgs.map(({ report }) => report)),
});

/** Plans all apps of all orgs, several orgs side by side. What cannot be planned hinders nothing else. */
export const planFleet = async (fleet: Fleet, runs: FleetRuns, options: FleetPlanOptions): Promise<FleetPlan> => {
  const plan = async (task: OrgTask): Promise<PlannedOrg> => {
    const planned = await new OrgPlanning(task, fleet, runs, options).plan();
    runs.done(task.name, '', planned.report.error !== null);
    return planned;
  };
  const orgs = await pMap(fleet.orgs, plan, { concurrency: options.concurrency });
  return { orgs, report: reportOf(fleet, orgs, options.now) };
};
