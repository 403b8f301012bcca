import type { Connection } from '@salesforce/core';
import pMap from 'p-map';
import type { Difference } from '../../definition/compare.js';
import {
  acceptanceOf,
  judgeAcceptances,
  type Acceptable,
  type Acceptance,
  type JudgedAcceptance,
} from '../../fleet/acceptances.js';
import type { Shard } from '../../fleet/orgs.js';
import type { LiveApp } from '../../org/apps.js';
import { instanceHost } from '../../org/setupPages.js';
import { isSameName } from '../../settings/apiNames.js';
import { awaitOwnDeploy, decide, withDestination, type CreateOptions, type Decision } from '../createApp.js';
import type { ReadForRequest } from '../orgReading.js';
import type { AppRequest } from '../request.js';
import type { Run } from '../run.js';
import { readBook, type Book } from './book.js';
import { differencesOf, toEntry } from './planEntry.js';
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
  shard?: Shard;
  explain: (error: Error, org: string) => ToldError;
  /** How apps would be set up. */
  creation: Omit<CreateOptions, 'connection' | 'destination' | 'resumeCommand' | 'updateExisting' | 'isLeft'>;
  /** The command that goes on with an app of an org. */
  again: (org: string, app: string) => string;
  /** Only looks: what an earlier run began is not waited for. */
  isReadOnly: boolean;
}

/** An app of an org that is to be worked at, or is as it should be. */
export interface PlannedApp {
  task: AppTask;
  report: AppReport;
  /** What was decided, and for which way to set it up; undefined where it could not be planned. */
  decided: { decision: Decision; options: CreateOptions } | undefined;
}

/** An org, as it was read. */
export interface PlannedOrg {
  task: OrgTask;
  report: OrgReport;
  /** Undefined where it did not answer. */
  connection: Connection | undefined;
  book: Book;
  apps: PlannedApp[];
  /** All apps that the org has. */
  live: LiveApp[];
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

const failedApp = ({ key }: AppTask, error: ToldError | null, warnings: string[] = []): AppReport => ({
  ...NOTHING_PLANNED,
  app: key,
  name: null,
  warnings,
  error,
});

const aboutOf = ({ name, entry }: OrgTask, { key }: AppTask, { setting }: Difference, app: string): Acceptable => ({
  org: [name, entry],
  app: [key, app],
  setting,
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
      const read = await readOrgForAll(run, connection, requests);
      const apps: PlannedApp[] = [];
      for (const [index, app] of task.tasks.entries())
        apps.push(
          await this.planApp(app, { connection, request: requests[index], book, reading: read.readings[index] })
        );
      return this.toPlanned({ connection, book, apps, live: read.apps }, run);
    } catch (error) {
      const told = this.options.explain(error as Error, task.name);
      const apps = task.tasks.map((app) => ({ task: app, decided: undefined, report: failedApp(app, null) }));
      return {
        task,
        connection: undefined,
        book: { orgId: '', apps: [] },
        live: [],
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
        return withDestination(request, { ...creation, connection, destination, resumeCommand: String });
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
    const options = this.optionsFor(task, connection);
    try {
      if (reading instanceof Error) throw reading;
      const app = reading.reading.live?.name ?? reading.composed.definition.name ?? '';
      const accepting = (difference: Difference): Acceptance | undefined =>
        acceptanceOf(aboutOf(this.task, task, difference, app), this.fleet.acceptances, this.options.now);
      const isLeft = (difference: Difference): boolean => accepting(difference) !== undefined;
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
        task,
        decided: { decision, options },
        report: { ...entry, app: task.key, accepted, warnings, error: null, result: null },
      };
    } catch (error) {
      const told = this.options.explain(error as Error, org);
      return { task, decided: undefined, report: failedApp(task, told, run.warnings) };
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

  private toPlanned(read: Pick<PlannedOrg, 'connection' | 'book' | 'apps' | 'live'>, run: PartRun): PlannedOrg {
    const { connection, book, apps, live } = read;
    const described = this.describe(connection, apps);
    const warned = apps.map((app, index) =>
      // What is said of the org is said once.
      index === 0 ? { ...app, report: { ...app.report, warnings: [...run.warnings, ...app.report.warnings] } } : app
    );
    const isKnown = (name: string): boolean =>
      apps.some(({ report }) => report.name !== null && isSameName(report.name, name));
    const unmanaged = this.fleet.isPartOfApps ? [] : live.map(({ name }) => name).filter((name) => !isKnown(name));
    const isRefreshed = book.orgId !== '' && described.orgId !== null && book.orgId !== described.orgId;
    const report = { ...described, apps: warned.map((app) => app.report), isRefreshed, unmanaged };
    return { task: this.task, connection, book, apps: warned, live, report };
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

/** What differs in the orgs that answered, accepted or not: by that acceptances are judged. */
const foundIn = (orgs: PlannedOrg[]): Acceptable[] =>
  orgs.flatMap(({ task, apps }) =>
    apps.flatMap((app) =>
      app.decided
        ? differencesOf(app.decided.decision.plan).map((difference) =>
            aboutOf(task, app.task, difference, app.report.name ?? '')
          )
        : []
    )
  );

/** Only what this plan is about can be judged, and nothing that could not be planned. */
const acceptancesOf = ({ acceptances }: Fleet, orgs: PlannedOrg[]): Acceptance[] =>
  acceptances.filter(({ rule, org, app }) => {
    if (rule !== undefined) return false;
    const meant = orgs.filter(({ task }) => org === undefined || org === task.name || org === task.entry);
    const apps = meant.flatMap((one) => one.apps.filter(({ task }) => app === undefined || isSameName(task.key, app)));
    // What is to be created has nothing that differs yet.
    return apps.length > 0 && apps.every(({ report }) => report.state !== 'failed' && report.state !== 'create');
  });

/** Where only a part of the fleet was looked at, what was not found there may be elsewhere. */
const openWhere =
  ({ isPart }: Fleet, orgs: PlannedOrg[]) =>
  (judged: JudgedAcceptance): JudgedAcceptance => {
    const isLookedAt = orgs.some(({ task }) => task.name === judged.org);
    return judged.state === 'notNeeded' && isPart && !isLookedAt ? { ...judged, state: 'open' } : judged;
  };

/** The report of what was planned. */
const reportOf = (fleet: Fleet, orgs: PlannedOrg[], { now, shard }: FleetPlanOptions): FleetReport => ({
  kind: 'plan',
  fleet: fleet.path,
  at: now.toISOString(),
  shards: shard ? [shard] : [],
  orgs: orgs.map(({ report }) => report),
  acceptances: judgeAcceptances(acceptancesOf(fleet, orgs), foundIn(orgs), now).map(openWhere(fleet, orgs)),
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
  return { orgs, report: reportOf(fleet, orgs, options) };
};
