import type { SettingChange } from '../../definition/changes.js';
import type { Difference } from '../../definition/compare.js';
import type { JudgedAcceptance } from '../../fleet/acceptances.js';
import type { FleetSelection, Shard } from '../../fleet/orgs.js';
import type { LastChange } from '../../org/zip.js';
import type { AppTest } from '../appTest.js';
import type { HandedOver } from '../handOverCreated.js';

/**
 * What is to be done with an app of an org. `drift`: somebody has changed it since it was last set up; `delete`: the file
 * has managed it and does not any more; `failed`: nobody can tell.
 */
export type AppState = 'create' | 'update' | 'drift' | 'delete' | 'unchanged' | 'failed';

/** What became of it. `leftAlone`: it is not as it was shown any more; `notReached`: something before it failed. */
export type AppOutcome =
  'created' | 'updated' | 'deleted' | 'unchanged' | 'validated' | 'running' | 'leftAlone' | 'failed' | 'notReached';

/** A setting that is to be changed. */
export type FleetChange = SettingChange & {
  /** What a list loses. */
  removed: unknown[];
  /** Who made it differ: the file, or somebody in the org; null where no earlier run tells. */
  cause: 'file' | 'org' | null;
};

/** An error as it is told. */
export type ToldError = { name: string; message: string; actions: string[] };

/** What an app was made of by a run. */
export type AppResult = {
  outcome: AppOutcome;
  consumerKey: string | null;
  /** Whether whoever uses the app must learn a new consumer key. */
  isKeyNew: boolean;
  deployId: string | null;
  credentials: HandedOver | null;
  test: AppTest | null;
  nextSteps: string[];
  error: ToldError | null;
};

/** One app of one org. */
export type AppReport = {
  /** What the file calls it; null for one that is not in it any more. */
  app: string | null;
  /** API name; null where it could not be found out. */
  name: string | null;
  state: AppState;
  /** Setting by setting, for one that exists: what is changed; for a new one: all that it gets. */
  changes: FleetChange[];
  /** What is made beside it: metadata type and name. */
  beside: Array<{ type: string; fullName: string }>;
  /** What will differ from what was asked for all the same: what Salesforce enforces, or this API version lacks. */
  differences: Difference[];
  /** What differs and is accepted. */
  accepted: Array<{ setting: string; reason: string; until: string | null }>;
  /** Who changed it last, and when; null where the org does not tell. */
  lastChange: LastChange | null;
  /** When an earlier run set it up, of one that has gone since, ISO 8601. */
  lostSince: string | null;
  warnings: string[];
  /** Why it could not be planned. */
  error: ToldError | null;
  /** What is to be done, in short: a plan that was shown is carried out only where it is still the same. */
  fingerprint: string | null;
  /** What became of it; null in a plan. */
  result: AppResult | null;
};

/** One org. */
export type OrgReport = {
  /** Alias or username, as the file has it. */
  org: string;
  username: string;
  /** Null where the org did not answer. */
  instanceUrl: string | null;
  orgId: string | null;
  /** Whether it is another org than the one of this name that an earlier run set up: a sandbox that was refreshed. */
  isRefreshed: boolean;
  /** Why nothing is known of it. */
  error: ToldError | null;
  apps: AppReport[];
  /** API names of apps that the file says nothing of. */
  unmanaged: string[];
};

/** All that a plan, or a run of it, came to. */
export type FleetReport = {
  kind: 'plan' | 'apply';
  /** Path of the fleet file. */
  fleet: string;
  /** ISO 8601 */
  at: string;
  /** The parts of the fleet that are in here; none where it was not divided. */
  shards: Shard[];
  /** The orgs and the apps that it was to be about alone; null: all. */
  selection: { orgs: string[] | null; apps: string[] | null };
  orgs: OrgReport[];
  acceptances: JudgedAcceptance[];
  /** How many apps are so. */
  summary: Record<AppState, number>;
};

/** The part of a fleet that a report is about: its orgs, and of these all apps, unless it left some out. */
export const partOf = ({ orgs, selection }: FleetReport): FleetSelection => ({
  orgs: orgs.map(({ org }) => org),
  apps: selection.apps ?? undefined,
});

const STATES: readonly AppState[] = ['create', 'update', 'drift', 'delete', 'unchanged', 'failed'];

/** How many apps are to be what; those of an org that could not be asked are in it as failed. */
export const summarize = (orgs: OrgReport[]): FleetReport['summary'] => {
  const all = orgs.flatMap(({ apps }) => apps);
  const count = (state: AppState): number => all.filter((app) => app.state === state).length;
  return Object.fromEntries(STATES.map((state) => [state, count(state)])) as FleetReport['summary'];
};

/** Whether an acceptance is of no use any more. */
export const isBadAcceptance = ({ state }: Pick<JudgedAcceptance, 'state'>): boolean =>
  state === 'notNeeded' || state === 'runOut';

/** Whether something could not be planned, or an acceptance is of no use any more. */
export const hasFailed = ({ orgs, acceptances }: FleetReport): boolean =>
  orgs.some(({ error, apps }) => error !== null || apps.some(({ state }) => state === 'failed')) ||
  acceptances.some(isBadAcceptance);

/** Whether something was not done that was to be, or only to be tried later. */
export const hasFailedToApply = (report: FleetReport): boolean =>
  hasFailed(report) ||
  report.orgs.some(({ apps }) =>
    apps.some(({ result }) => result !== null && ['failed', 'leftAlone', 'notReached'].includes(result.outcome))
  );

/** Whether something still runs: a deploy, or the org's own work until an app can be used. */
export const isRunning = ({ orgs }: FleetReport): boolean =>
  orgs.some(({ apps }) =>
    apps.some(({ result }) => result?.outcome === 'running' || result?.test?.state === 'notLive')
  );

/** Whether, with all done, something is not as it was asked for, or nobody can log in. */
export const hasMattering = ({ orgs }: FleetReport): boolean =>
  orgs.some(({ apps }) =>
    apps.some(
      ({ result, differences }) =>
        result?.test?.state === 'failed' || differences.some(({ matters, reason }) => matters && reason !== 'enforced')
    )
  );

/** Whether there is something to do. */
export const hasWork = ({ orgs }: FleetReport): boolean =>
  orgs.some(({ apps }) => apps.some(({ state }) => state !== 'unchanged' && state !== 'failed'));
