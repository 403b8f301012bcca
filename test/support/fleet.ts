import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AuthInfo, Connection, StateAggregator } from '@salesforce/core';
import { startLocalOrg, type LocalOrg, type LocalOrgOptions } from '../../local-org/index.js';
import { applyFleet } from '../../src/operations/fleet/applyFleet.js';
import { planFleet, type FleetPlan, type FleetPlanOptions } from '../../src/operations/fleet/planFleet.js';
import { readFleet, type Fleet, type FleetOptions } from '../../src/operations/fleet/readFleet.js';
import type { AppReport, FleetReport, OrgReport } from '../../src/operations/fleet/report.js';
import { FleetRuns, type FleetProgress } from '../../src/operations/fleet/runs.js';
import { makeSteady } from '../../src/org/transport.js';
import { Commands } from './appCommands.js';
import { recordRun, type RecordedRun } from './operations.js';
import { startRecorder, type Recorder } from './recorder.js';

const UNTOLD: FleetProgress = { stage: () => undefined, status: () => undefined, done: () => undefined };

interface BenchOrg {
  org: LocalOrg;
  recorder: Recorder;
  options: LocalOrgOptions;
}

/** What may be said of a run beside its fleet. */
export interface FleetRunOptions {
  selection?: Partial<FleetOptions>;
  creation?: Partial<FleetPlanOptions['creation']>;
  concurrency?: number;
  failFast?: boolean;
  shown?: FleetReport;
  now?: Date;
  run?: RecordedRun;
}

/** A billing app, as a definition file has it. */
const BILLING = `name: Billing
label: Billing
contactEmail: owner@example.com
oauth:
  callbackUrls: [https://billing.example.com/callback]
  scopes: [api, refresh_token]
policies:
  permittedUsers: allSelfAuthorized
`;

/** Several orgs that one CLI is logged in to, and a fleet file about them. */
export class FleetBench {
  public readonly orgs = new Map<string, BenchOrg>();

  private constructor(public readonly folder: string) {}

  /** @param orgs alias → what the org is like */
  public static async start(orgs: Record<string, LocalOrgOptions>): Promise<FleetBench> {
    const bench = new FleetBench(await mkdtemp(join(tmpdir(), 'fleet-')));
    await bench.write('billing.yaml', BILLING);
    for (const [alias, options] of Object.entries(orgs)) await bench.startOrg(alias, options);
    return bench;
  }

  public async stop(): Promise<void> {
    const { aliases } = await StateAggregator.getInstance();
    for (const [alias, { org, recorder }] of this.orgs) {
      await aliases.unsetAndSave(alias);
      await recorder.stop();
      await org.stop();
    }
    await rm(this.folder, { recursive: true });
  }

  public async write(name: string, content: string): Promise<string> {
    const path = join(this.folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    return path;
  }

  /** A new and empty org under the same name, as after a refresh. */
  public async renew(alias: string, changed: LocalOrgOptions = {}): Promise<void> {
    const { org, recorder, options } = this.get(alias);
    await org.stop();
    const renewed = await startLocalOrg({ ...options, ...changed });
    recorder.retarget(renewed.instanceUrl);
    this.orgs.set(alias, { org: renewed, recorder, options });
    await this.logIn(alias, { ...renewed, instanceUrl: recorder.url });
  }

  public get(alias: string): BenchOrg {
    const found = this.orgs.get(alias);
    if (!found) throw new Error(`There is no org ${alias}.`);
    return found;
  }

  /** What somebody else does in one of the orgs. */
  public async inOrg(alias: string): Promise<Commands> {
    return new Commands(await this.connect(this.get(alias).org.username));
  }

  public async connect(username: string): Promise<Connection> {
    const version = [...this.orgs.values()].find(({ org }) => org.username === username)?.options.apiVersion ?? '68.0';
    const authInfo = await AuthInfo.create({ username });
    const connection = await Connection.create({ authInfo, connectionOptions: { version } });
    makeSteady(connection);
    return connection;
  }

  public async read(fleet: string, selection: Partial<FleetOptions> = {}): Promise<Fleet> {
    const path = await this.write('fleet.yaml', fleet);
    return readFleet({ path, output: 'stdout', environment: {}, ...selection });
  }

  /** As `sf eca plan` does. */
  public async plan(fleet: string, options: FleetRunOptions = {}): Promise<FleetReport> {
    const read = await this.read(fleet, { withoutSecrets: true, ...options.selection });
    return (await this.planFor(read, options, true)).report;
  }

  /** As `sf eca apply` does. */
  public async apply(fleet: string, options: FleetRunOptions = {}): Promise<FleetReport> {
    const read = await this.read(fleet, options.selection);
    return this.carryOut(read, await this.planFor(read, options, false), options);
  }

  public planFor(fleet: Fleet, options: FleetRunOptions, isReadOnly: boolean): Promise<FleetPlan> {
    const { creation, concurrency = 8, now = new Date(), run = recordRun() } = options;
    return planFleet(fleet, new FleetRuns(run, UNTOLD), {
      connect: ({ username }) => this.connect(username),
      concurrency,
      now,
      explain: ({ name, message }) => ({ name, message, actions: [] }),
      creation: { dryRun: false, enableAccess: isReadOnly, waitMs: 60_000, ...creation },
      again: (org, app) => `sf eca apply --org ${org} --app ${app}`,
      isReadOnly,
    });
  }

  public carryOut(fleet: Fleet, plan: FleetPlan, options: FleetRunOptions = {}): Promise<FleetReport> {
    const { concurrency = 8, failFast = false, shown, run = recordRun() } = options;
    return applyFleet(fleet, plan, new FleetRuns(run, UNTOLD), {
      concurrency,
      failFast,
      shown,
      deletion: { dryRun: false, waitMs: 60_000 },
      explain: ({ name, message }) => ({ name, message, actions: [] }),
    });
  }

  private async startOrg(alias: string, given: LocalOrgOptions): Promise<void> {
    const options = { deployTime: 0, domain: `${alias}.acme.example`, ...given };
    const org = await startLocalOrg(options);
    const recorder = await startRecorder(org.instanceUrl);
    this.orgs.set(alias, { org, recorder, options });
    await this.logIn(alias, { ...org, instanceUrl: recorder.url });
  }

  private async logIn(alias: string, { username, instanceUrl, accessToken, orgId }: LocalOrg): Promise<void> {
    const { orgs, aliases } = await StateAggregator.getInstance();
    if (await orgs.hasFile(username)) await orgs.remove(username);
    const login = { username, accessTokenOptions: { accessToken, instanceUrl, loginUrl: instanceUrl } };
    const authInfo = await AuthInfo.create(login);
    await authInfo.save({ orgId });
    await aliases.setAndSave(alias, username);
  }
}

export const orgIn = ({ orgs }: FleetReport, name: string): OrgReport => {
  const found = orgs.find(({ org }) => org === name);
  if (!found) throw new Error(`There is no org ${name} in the report.`);
  return found;
};

export const appIn = (report: FleetReport, org: string, key: string): AppReport => {
  const found = orgIn(report, org).apps.find(({ app }) => app === key);
  if (!found) throw new Error(`There is no app ${key} of ${org} in the report.`);
  return found;
};

/** What each app is to become, or became: `org app: state`. */
export const statesIn = ({ orgs }: FleetReport): string[] =>
  orgs.flatMap(({ org, error, apps }) =>
    error
      ? [`${org}: ${error.name}`]
      : apps.map(({ app, state, result }) => `${org} ${app}: ${result?.outcome ?? state}`)
  );
