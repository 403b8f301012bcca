import { Messages } from '@salesforce/core/messages';
import type { SettingChange } from '../definition/changes.js';
import { compareSettings, type Difference } from '../definition/compare.js';
import { relatedMembers } from '../definition/related.js';
import type { PartialDefinition } from '../definition/schema.js';
import type { DeployedComponent, DeployStatus } from '../org/deploy.js';
import type { LiveApp } from '../org/apps.js';
import { queryApp } from '../org/facts.js';
import { appPage, namedCredentialsPage } from '../org/setupPages.js';
import { nothingDeployed } from './deployErrors.js';
import { readBack, type DeployWatch, type NextNewApp, type Standing } from './deployment.js';
import type { AppTest } from './appTest.js';
import { settleAllowlist, stepsForAllowlist } from './allowlistAfterwards.js';
import {
  changesIn,
  contextOf,
  foretellDifferences,
  type AppPlan,
  type CreatePlan,
  type ResumedPlan,
  type UpdatePlan,
} from './plan.js';
import type { HandedOver } from './handOverCreated.js';
import { handOverAndTest, NOTHING_HANDED, type HandOverAndTestOptions } from './handOverAndTest.js';
import { credentialsStep, stepsOf, whereCredentialsAre, type Asked } from './nextSteps.js';
import { isNothingBeside } from './relatedPlan.js';
import { setUpAccess, type AccessOutcome } from './userAccess.js';
import { accessFiles } from './accessPlan.js';
import { setUpRelated, type RelatedResult } from './related.js';
import type { Run } from './run.js';
import { sendComponents, type Sent } from './sending.js';
import { changedMeanwhile, isOld, placeOfApp, readAgain, takeTurn } from './undisturbed.js';
import type { ApiName } from '../settings/apiNames.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');

export interface ApplyOptions extends HandOverAndTestOptions {
  /** Rehearse: the org validates, and nothing changes. */
  dryRun: boolean;
  /** The command that goes on with a deploy. */
  resumeCommand: (jobId: string) => string;
  /** When the org was last seen to lack the app that is to be new, ms since the epoch, if after it was read. */
  lackedAt?: number;
  /** Whether the org has it already is asked along with what is asked anyway. */
  nextNew?: NextNewApp;
}

/** What was done, and what the app is like now. Ids are null where there is none yet. */
export interface CreatedApp {
  /** API name of the app; where only what stands beside an app was asked for, the name of the first of that. */
  name: string;
  id: string | null;
  consumerKey: string | null;
  /** Of the app's deploy, or, where there was none, of the last one for what stands beside it. */
  deployId: string | null;
  state: 'created' | 'updated' | 'unchanged' | 'validated' | 'running';
  components: DeployedComponent[];
  /** What the run changed of the app's settings, or, of a rehearsal, would change. */
  changes: SettingChange[];
  differences: Difference[];
  /** What stands beside the app, in the order in which it came about; of a dry run, what was rehearsed. */
  related: RelatedResult[];
  /** What became of the app's credentials; null where they were not to be handed over, or not yet. */
  credentials: HandedOver | null;
  /** What logging in through the app came to; null where it was not to be tested, or not yet. */
  test: AppTest | null;
  setupUrl: string;
  nextSteps: string[];
}

/** What is said to stand while a deploy runs in the org. */
export const standingOfRunning = ({ resumeCommand }: ApplyOptions): Pick<Standing, 'running'> => ({
  running: (jobId) => messages.getMessage('standing.deploying', [jobId, resumeCommand(jobId)]),
});

/** An app as a run leaves it, before what stands beside it. */
type AppSoFar = Omit<CreatedApp, 'related' | 'credentials' | 'test'>;

/** What a live app comes to, given how it differs from what was asked for. */
const describeLive = (
  plan: Asked,
  { id, consumerKey, name }: LiveApp,
  differences: Difference[],
  { connection, destination }: ApplyOptions
): Pick<CreatedApp, 'name' | 'id' | 'consumerKey' | 'differences' | 'setupUrl' | 'nextSteps'> => {
  const setupUrl = appPage(connection, id);
  const credentials = whereCredentialsAre(plan, name, destination);
  const nextSteps = plan.request.template
    ? stepsOf(plan, {
        'app.name': name,
        'app.url': setupUrl,
        'app.consumerKey': consumerKey ?? undefined,
        'app.credentials': credentials,
      })
    : credentialsStep(plan, credentials, destination);
  return { name, id, consumerKey, differences, setupUrl, nextSteps };
};

const liveDifferences = (
  plan: Asked & Pick<AppPlan, 'apiVersion'>,
  live: LiveApp,
  allowlistRefusal?: string
): Difference[] => compareSettings(plan.definition, live.definition, { ...contextOf(plan, live), allowlistRefusal });

/** Adds what stands beside the app: once the app is there, or rehearsed. */
const withRelated = async (
  run: Run,
  app: AppSoFar,
  plan: Pick<AppPlan, 'related' | 'readAt' | 'request'>,
  live: LiveApp | undefined,
  options: ApplyOptions
): Promise<CreatedApp> => {
  const { related, runningId, deployId, nextSteps, ...read } = await setUpRelated(run, plan, live, options);
  if (isNothingBeside(plan.related)) run.standing(undefined);
  const so = { ...app, deployId: app.deployId ?? deployId, related, ...NOTHING_HANDED };
  if (runningId === undefined) {
    const handed =
      live && !options.dryRun
        ? await handOverAndTest(run, live, read.credentials, { ...options, flows: plan.request.template?.usedWith })
        : NOTHING_HANDED;
    return { ...so, ...handed, nextSteps: [...app.nextSteps, ...nextSteps] };
  }
  const resume = options.resumeCommand(runningId);
  return {
    ...so,
    deployId: runningId,
    state: 'running',
    nextSteps: [messages.getMessage('nextStep.resume', [resume])],
  };
};

/** The app after its deploy: read back and compared, or as far as can be told of one that still runs. */
export const conclude = async (
  run: Run,
  plan: CreatePlan | UpdatePlan | ResumedPlan,
  { status, allowlistRefusal, state, changes }: Pick<CreatedApp, 'state' | 'changes'> & Sent,
  options: ApplyOptions,
  watch?: DeployWatch
): Promise<CreatedApp> => {
  const { connection, resumeCommand } = options;
  const { name } = plan.definition;
  const done = { name: name ?? '', deployId: status.id, components: status.components, changes };
  const id = plan.action === 'update' ? plan.live.id : null;
  const unproven = { id, consumerKey: null, setupUrl: appPage(connection, id) };
  if (!status.done) {
    const nextSteps = [messages.getMessage('nextStep.resume', [resumeCommand(status.id)])];
    return { ...done, ...unproven, state: 'running', differences: [], nextSteps, related: [], ...NOTHING_HANDED };
  }
  if (status.checkOnly) {
    // There is nothing to read back; what Salesforce would make of it is known beforehand.
    const differences = foretellDifferences(plan, allowlistRefusal);
    const nextSteps = [messages.getMessage('nextStep.forReal')];
    const validated = { ...done, ...unproven, state: 'validated' as const, differences, nextSteps };
    return withRelated(run, validated, plan, undefined, { ...options, dryRun: true });
  }
  if (name === undefined) throw nothingDeployed(name);
  run.standing(messages.getMessage('standing.deployed', [name]));
  run.stage(messages.getMessage('stage.prove'));
  const before = plan.action === 'update' ? plan.live.components : [];
  const read = await readBack(connection, name, [...status.components, ...before], options.nextNew);
  const asked = { ...plan.definition, name };
  const settled = await settleAllowlist(run, read, asked, allowlistRefusal, {
    connection,
    waitMs: options.waitMs,
    standing: standingOfDeploy(name, options),
    watch,
  });
  const { live } = settled;
  const proof = describeLive(plan, live, liveDifferences(plan, live, settled.allowlistRefusal), options);
  const nextSteps = [...stepsForAllowlist(connection, settled, asked), ...proof.nextSteps];
  return withRelated(run, { ...done, ...proof, nextSteps, state }, plan, live, options);
};

const standingOfDeploy = (name: ApiName, options: ApplyOptions): Standing => ({
  sending: messages.getMessage('standing.sending', [name]),
  ...standingOfRunning(options),
});

/** What was to be new was there when it arrived: somebody else had set it up since the org was read. */
const isOverwritten = ({ components }: DeployStatus): boolean =>
  components.some(({ type, state }) => type === 'ExternalClientApplication' && state !== 'created');

/** Nothing is sent that rests on what is no longer so: another run may have set the app up, or changed it. */
const checkIsStillSo = async (
  plan: CreatePlan | UpdatePlan,
  { connection, lackedAt = 0 }: ApplyOptions,
  hadToWait: boolean
): Promise<void> => {
  if (plan.action === 'update') await readAgain(connection, plan.live);
  else if (
    (hadToWait || isOld({ readAt: Math.max(plan.readAt, lackedAt) })) &&
    (await queryApp(connection, plan.definition.name))
  )
    throw changedMeanwhile(plan.definition.name);
};

const deployAlone = (run: Run, plan: CreatePlan | UpdatePlan, options: ApplyOptions): Promise<CreatedApp> => {
  const { connection, dryRun, waitMs } = options;
  if (dryRun) return deployApp(run, plan, options);
  return takeTurn(run, placeOfApp(connection, plan.definition.name), waitMs, async ({ hadToWait, watch }) => {
    await checkIsStillSo(plan, options, hadToWait);
    return deployApp(run, plan, options, watch);
  });
};

const deployApp = async (
  run: Run,
  plan: CreatePlan | UpdatePlan,
  options: ApplyOptions,
  watch?: DeployWatch
): Promise<CreatedApp> => {
  const { connection, dryRun, waitMs } = options;
  run.stage(messages.getMessage('stage.deploy'));
  const before = plan.action === 'update' ? plan.live.components : [];
  const standing = standingOfDeploy(plan.definition.name, options);
  const sending = { connection, dryRun, waitMs, standing, watch };
  // What a rehearsal did not make, the app cannot name.
  const beside = dryRun ? accessFiles(plan.access) : [];
  const sent = await sendComponents(run, plan.components, before, { ...sending, beside });
  const { status } = sent;
  const state = plan.action === 'create' && !isOverwritten(status) ? 'created' : 'updated';
  if (plan.action === 'create' && state === 'updated') {
    run.warn(messages.getMessage('warning.overwritten', [plan.definition.name]));
  }
  return conclude(run, plan, { ...sent, state, changes: changesIn(plan) }, options, watch);
};

/** Sets up only what stands beside an app. */
export const applyRelated = async (run: Run, plan: AppPlan, options: ApplyOptions): Promise<CreatedApp> => {
  const before: AppSoFar = {
    name: nameOfRelated(plan.definition),
    id: null,
    consumerKey: null,
    deployId: null,
    state: 'unchanged',
    components: [],
    changes: [],
    differences: [],
    setupUrl: namedCredentialsPage(options.connection),
    nextSteps: stepsOf(plan, {}),
  };
  const after = await withRelated(run, before, plan, undefined, options);
  if (after.state === 'running' || after.related.every(({ state }) => state === 'unchanged')) return after;
  if (options.dryRun) return { ...after, state: 'validated', nextSteps: [messages.getMessage('nextStep.forReal')] };
  return { ...after, state: after.related.some(({ state }) => state === 'created') ? 'created' : 'updated' };
};

/** What a result is called by where there is no app: the first of what stands beside one. */
const nameOfRelated = ({ related = {} }: PartialDefinition): string => relatedMembers(related).at(0)?.fullName ?? '';

/** The permission sets are still on their way, so that nothing can name them. */
const waitingForAccess = (
  plan: AppPlan,
  { results, runningId = '' }: AccessOutcome,
  { connection }: ApplyOptions
): CreatedApp => ({
  name: plan.definition.name ?? nameOfRelated(plan.definition),
  id: null,
  consumerKey: null,
  deployId: runningId,
  state: 'running',
  components: [],
  changes: [],
  differences: [],
  related: results,
  ...NOTHING_HANDED,
  setupUrl: appPage(connection, null),
  nextSteps: [messages.getMessage('nextStep.access', [runningId])],
});

const applyToApp = async (run: Run, plan: AppPlan, options: ApplyOptions): Promise<CreatedApp> => {
  if (plan.action === 'related') return applyRelated(run, plan, options);
  if (plan.action !== 'unchanged') return deployAlone(run, plan, options);
  const { live } = plan;
  const proof = describeLive(plan, live, liveDifferences(plan, live), options);
  const app = { ...proof, deployId: null, state: 'unchanged' as const, components: [], changes: [] };
  return withRelated(run, app, plan, live, options);
};

/**
 * Does what a plan says: makes who may use the app, deploys the app where there is something to deploy, reads it back
 * and compares; then what is to stand beside it.
 *
 * @throws SfError `DeployFailedError`, `DeployCanceledError`, what {@link setUpAccess} and {@link setUpRelated} throw, or
 * what the org answered
 */
export const applyPlan = async (run: Run, plan: AppPlan, options: ApplyOptions): Promise<CreatedApp> => {
  const access = await setUpAccess(run, plan, options);
  if (access.runningId !== undefined) return waitingForAccess(plan, access, options);
  const applied = await applyToApp(run, plan, options);
  return { ...applied, related: [...access.results, ...applied.related] };
};
