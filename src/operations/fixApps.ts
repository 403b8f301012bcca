import { isDeepStrictEqual } from 'node:util';
import pMap from 'p-map';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import type { SfError } from '@salesforce/core/sfError';
import { fixesFor, type AppFix } from '../audit/fixes.js';
import type { Finding } from '../audit/audit.js';
import { settingsGiven, valueAt, type AppDefinition } from '../definition/schema.js';
import type { CreatedApp } from './applyPlan.js';
import { isJudged, MOST_AT_ONCE, type AuditOutcome } from './auditOrgs.js';
import { announce, carryOut, planCreation, type CreateOptions, type Decision } from './createApp.js';
import { FLAG_OF_SETTING } from './flagSettings.js';
import type { AppPlan } from './plan.js';
import { readRequest, type AppInput, type FlagSetting } from './request.js';
import type { Run } from './run.js';
import { changedMeanwhile } from './undisturbed.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'fleet');

/** An app that can be mended, and where. */
export interface OrgFix extends AppFix {
  /** Alias of the org. */
  org: string;
  connection: Connection;
}

/** All that can be mended by itself, and what is left to a person. */
export interface FoundFixes {
  apps: OrgFix[];
  left: Array<{ org: string; finding: Finding }>;
}

/** What can be mended of what an audit found. */
export const findFixes = ({ orgs }: Pick<AuditOutcome, 'orgs'>): FoundFixes => {
  const found = orgs.filter(isJudged).map(({ alias, connection, report, apps }) => ({
    org: alias,
    connection,
    ...fixesFor(report.findings, apps),
  }));
  return {
    apps: found.flatMap(({ org, connection, apps }) => apps.map((fix) => ({ ...fix, org, connection }))),
    left: found.flatMap(({ org, left }) => left.map((finding) => ({ org, finding }))),
  };
};

export interface FixOptions {
  /** Rehearse: the org validates, and nothing changes. */
  dryRun: boolean;
  waitMs: number;
  /** The command that goes on with a deploy. */
  resumeCommand: (fix: OrgFix, jobId: string) => string;
  /** The error for the user, of an app that cannot be mended. */
  explain: (error: Error, org: string) => SfError;
}

interface Failed {
  fix: OrgFix;
  error: SfError;
}

interface DecidedFix extends Decision {
  fix: OrgFix;
  options: CreateOptions;
}

/** What will become of an app, or why nothing can. */
export type PlannedFix = DecidedFix | Failed;

/** What became of an app, or why nothing did. */
export type AppliedFix = { fix: OrgFix; app: CreatedApp } | Failed;

export const isPlanned = (planned: PlannedFix): planned is DecidedFix => 'plan' in planned;

const calledIn = ({ org, definition: { name } }: OrgFix): string => messages.getMessage('appInOrg', [name, org]);

const inputOf = (definition: AppDefinition): AppInput => ({
  parameters: [],
  flags: [
    { flag: 'name', path: 'name', value: definition.name },
    ...settingsGiven(definition).map(({ path, value }): FlagSetting => ({
      flag: FLAG_OF_SETTING.get(path) ?? path,
      path,
      value,
    })),
  ],
});

/** Lists are sent whole: what came into one since the app was judged must not go. */
const checkIsAsJudged = ({ definition, judged }: OrgFix, plan: AppPlan): void => {
  if (plan.action !== 'update') return;
  const now = plan.live.definition;
  const isSame = settingsGiven(definition).every(({ path }) =>
    isDeepStrictEqual(valueAt(now, path), valueAt(judged, path))
  );
  if (!isSame) throw changedMeanwhile(definition.name);
};

/** One of several runs at once: it says whom its words are about, and keeps what stands of the others. */
const runFor = (run: Run, fix: OrgFix, standing: Map<OrgFix, string>): Run => ({
  ...run,
  stage: (name) => run.status(name),
  note: (message) => run.note(`${calledIn(fix)}: ${message}`),
  warn: (message) => run.warn(`${calledIn(fix)}: ${message}`),
  standing: (text) => {
    if (text === undefined) standing.delete(fix);
    else standing.set(fix, text);
    run.standing(standing.size === 0 ? undefined : [...standing.values()].join('\n'));
  },
});

const failing = (fix: OrgFix, { explain }: FixOptions): ((error: unknown) => Failed) => {
  return (error) => ({ fix, error: explain(error instanceof Error ? error : new Error(String(error)), fix.org) });
};

const planOne = async (run: Run, fix: OrgFix, options: FixOptions): Promise<PlannedFix> => {
  const creation: CreateOptions = {
    connection: fix.connection,
    dryRun: options.dryRun,
    waitMs: options.waitMs,
    enableAccess: false,
    updateExisting: true,
    resumeCommand: (jobId) => options.resumeCommand(fix, jobId),
  };
  const decision = await planCreation(run, await readRequest(inputOf(fix.definition)), creation);
  checkIsAsJudged(fix, decision.plan);
  announce(run, decision);
  return { fix, ...decision, options: creation };
};

/** Decides what becomes of each app, as `create --update-existing` does. Only reads. */
export const planFixes = (run: Run, fixes: OrgFix[], options: FixOptions): Promise<PlannedFix[]> => {
  const standing = new Map<OrgFix, string>();
  run.stage(messages.getMessage('stage.planFixes'));
  return pMap(fixes, (fix) => planOne(runFor(run, fix, standing), fix, options).catch(failing(fix, options)), {
    concurrency: MOST_AT_ONCE,
  });
};

/**
 * Does what was planned: orgs side by side, the apps of one in order. One that fails keeps no other from being mended.
 */
export const applyFixes = async (run: Run, planned: PlannedFix[], options: FixOptions): Promise<AppliedFix[]> => {
  const standing = new Map<OrgFix, string>();
  const applyOne = async (one: PlannedFix): Promise<AppliedFix> => {
    if (!isPlanned(one)) return one;
    const { fix, plan } = one;
    if (plan.action === 'update') run.stage(messages.getMessage('stage.fix', [calledIn(fix)]));
    const applied = carryOut(runFor(run, fix, standing), one, one.options).then((app) => ({ fix, app }));
    return applied.catch(failing(fix, options));
  };
  const byOrg = [...Map.groupBy(planned, ({ fix }) => fix.org).values()];
  const applyAll = async (ofOrg: PlannedFix[]): Promise<AppliedFix[]> => {
    const results: AppliedFix[] = [];
    for (const one of ofOrg) results.push(await applyOne(one));
    return results;
  };
  return (await pMap(byOrg, applyAll, { concurrency: MOST_AT_ONCE })).flat();
};
