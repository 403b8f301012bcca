import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { isEcaType } from '../metadata/componentTypes.js';
import { isRelatedType } from '../definition/related.js';
import { throwProblems } from '../definition/problems.js';
import { majorVersion, readApps, type LiveApp } from '../org/apps.js';
import type { DeployStatus } from '../org/deploy.js';
import { askOrg, NO_QUESTIONS } from '../org/questions.js';
import { settingsPage } from '../org/setupPages.js';
import {
  applyPlan,
  applyRelated,
  conclude,
  standingOfRunning,
  type ApplyOptions,
  type CreatedApp,
} from './applyPlan.js';
import { NO_ACCESS } from './accessPlan.js';
import { compose, wrongAnyhow, wrongWithRequest, type Composed } from './compose.js';
import { followToEnd } from './deployment.js';
import { checkDestination } from './handOver.js';
import { checkHandOver, isHandedOver } from './handOverCreated.js';
import { switchedOff } from './hindrances.js';
import { keyOfClient, planKeyPair, type KeyPairPlan } from './keyPair.js';
import { draft, readOrg, type KnownOfOrg, type OrgReading, type ReadForRequest } from './orgReading.js';
import { orgReferences } from './orgReferences.js';
import { planApp, type AppPlan, type PlanOptions } from './plan.js';
import { needsSecret, planRelated, readRelated } from './relatedPlan.js';
import type { AppRequest } from './request.js';
import type { OrgReferences } from '../templates/fill.js';
import type { Run } from './run.js';
import { awaitEarlierDeploy, placeOfApp } from './undisturbed.js';
import { apiNameFromOrg, type ApiName } from '../settings/apiNames.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');

export interface CreateOptions extends ApplyOptions, PlanOptions {
  /** What was asked of the org before, while the request was completed. */
  known?: KnownOfOrg;
  /** Called with the plan before anything of it is done; what it throws ends the run. */
  approve?: (plan: AppPlan) => Promise<void>;
}

/** Without one, nothing is deployed: that the org gives out no secret must not be found out halfway. */
const checkAccess = async (
  { related, definition }: AppPlan,
  live: LiveApp | undefined,
  { connection, enableAccess, destination, test }: CreateOptions
): Promise<void> => {
  if (enableAccess || related.isAccessOn !== false) return;
  const isForHandOver = destination !== undefined && !(await isHandedOver(destination, live));
  const isForTest = test === true && definition.oauth?.flows?.clientCredentials === true;
  if (!needsSecret(related) && !isForHandOver && !isForTest) return;
  const what = needsSecret(related) ? 'forProvider' : isForHandOver ? 'forHandOver' : 'forTest';
  throw messages.createError('error.accessOff', [messages.getMessage(`accessOff.${what}`)], [settingsPage(connection)]);
};

/** What is wrong with where credentials are to go is told together with everything else that is wrong. */
export const withDestination = async (request: AppRequest, { destination }: ApplyOptions): Promise<AppRequest> =>
  destination ? { ...request, problems: [...request.problems, ...(await checkDestination(destination))] } : request;

/** Likewise, once the org is read. */
const checkAll = async (
  composed: Composed,
  reading: OrgReading,
  { destination }: CreateOptions
): Promise<OrgReading> => {
  const problems = [...reading.problems, ...(await checkHandOver(destination, composed, reading.live))];
  if (reading.live || !composed.hasApp) throwProblems(problems);
  return { ...reading, problems };
};

/** The file that key and secret go to, if they go to one. */
const outputFileOf = ({ destination }: ApplyOptions): string | undefined =>
  destination?.kind === 'file' ? destination.path : undefined;

/** Whether the app itself is to be deployed. */
const isDeployed = ({ action }: AppPlan): boolean => action === 'create' || action === 'update';

/** What an earlier run began is waited for: an app that is still being set up would be taken for a new one. */
export const awaitOwnDeploy = async (
  run: Run,
  request: AppRequest,
  { connection, waitMs, dryRun }: Pick<CreateOptions, 'connection' | 'waitMs' | 'dryRun'>
): Promise<boolean> => {
  const drafted = draft(request, connection);
  const { name } = drafted.definition;
  if (dryRun || name === undefined || wrongAnyhow(drafted).length > 0) return false;
  return awaitEarlierDeploy(run, placeOfApp(connection, name), waitMs);
};

/** What is to be done, and the key pair that goes with it. */
export interface Decision {
  plan: AppPlan;
  keys: KeyPairPlan;
}

/**
 * Decides what is to be done, now that the org is read. Nothing is done yet.
 *
 * @throws SfError `InvalidInputError`, `AppExistsError`, `SwitchedOffError`, `AccessOffError`
 */
export const decide = async (
  request: AppRequest,
  { composed, reading }: ReadForRequest,
  options: CreateOptions
): Promise<Decision> => {
  const keys = await planKeyPair(request, composed, reading, outputFileOf(options));
  const problems = [...reading.problems, ...keys.problems];
  const checked = await checkAll(keys.composed, { ...reading, problems }, options);
  const plan = planApp(request, keys.composed, checked, options);
  if (isDeployed(plan) && reading.hindrances.isSwitchedOff) throw switchedOff(options.connection);
  await checkAccess(plan, reading.live, options);
  return { plan, keys };
};

/** Says what should be known before it is done. */
export const announce = (run: Run, { plan, keys }: Decision): void => {
  plan.notes.forEach((note) => run.note(note));
  [...plan.warnings, ...keys.warnings].forEach((warning) => run.warn(warning));
};

/**
 * Does what was decided.
 *
 * @throws SfError `DeployUnderWayError`, and what {@link applyPlan} throws
 */
export const carryOut = async (run: Run, { plan, keys }: Decision, options: CreateOptions): Promise<CreatedApp> => {
  if (!options.dryRun) await keys.store(run);
  return applyPlan(run, plan, { ...options, jwt: keys.jwt });
};

/**
 * Reads the org, and decides what it lacks of what was asked for. Only reads.
 *
 * @throws what {@link readOrg} and {@link decide} throw, and SfError `DeployUnderWayError`
 */
export const planCreation = async (run: Run, given: AppRequest, options: CreateOptions): Promise<Decision> => {
  const request = await withDestination(given, options);
  const hadToWait = await awaitOwnDeploy(run, request, options);
  const read = await readOrg(run, options.connection, request, {
    known: hadToWait ? undefined : options.known,
    needsSecret: (options.destination !== undefined || options.test === true) && !options.enableAccess,
  });
  return decide(request, read, options);
};

/**
 * Sets up an app: reads the org, decides what it lacks of what was asked for, and does that, once nobody has anything
 * against it.
 *
 * @throws what {@link planCreation} and {@link carryOut} throw
 */
export const createApp = async (run: Run, given: AppRequest, options: CreateOptions): Promise<CreatedApp> => {
  const decision = await planCreation(run, given, options);
  announce(run, decision);
  await options.approve?.(decision.plan);
  return carryOut(run, decision, options);
};

/** The app whose components a deploy changed; an update need not hold the app itself. */
const ownerOfDeploy = async (connection: Connection, { components }: DeployStatus): Promise<ApiName | undefined> => {
  const apps = components.length === 0 ? [] : await readApps(connection);
  const isOf = (app: LiveApp): boolean =>
    components.some(({ type, fullName }) =>
      app.components.some((owned) => owned.type === type && owned.fullName === fullName)
    );
  return apps.find(isOf)?.name;
};

const checkIsOfApp = (run: Run, { id, done, components }: DeployStatus): void => {
  if (!done || components.some(({ type }) => isEcaType(type) || isRelatedType(type))) return;
  run.standing(undefined);
  throw messages.createError('error.notOfAnApp', [id]);
};

/** What was asked for of an app that an earlier run has sent: what the org holds is not new any more. */
const composeSent = async (
  connection: Connection,
  request: AppRequest,
  org: OrgReferences,
  app: ApiName | undefined
): Promise<Composed> => {
  const composed = compose(request, org);
  const name = app ?? composed.definition.name;
  if (composed.ifNew.length === 0 || name === undefined) return composed;
  const [live] = await readApps(connection, name);
  return compose(request, org, live?.definition);
};

/**
 * Goes on with a deploy that an earlier run started: it says itself which app it is about.
 *
 * @param request the same as in that run, so that the result can be compared with it
 * @throws SfError `InvalidInputError`, `NotOfAnAppError`, and what {@link applyPlan} throws
 */
export const resumeApp = async (
  run: Run,
  jobId: string,
  request: AppRequest,
  options: ApplyOptions
): Promise<CreatedApp> => {
  const { connection, waitMs } = options;
  throwProblems(wrongWithRequest(await withDestination(request, options)));
  run.stage(messages.getMessage('stage.deploy'));
  const secrets = Object.values(request.secrets);
  const status = await followToEnd(run, jobId, {
    connection,
    waitMs,
    secrets,
    standing: standingOfRunning(options),
  });
  checkIsOfApp(run, status);
  const org = orgReferences(connection, await askOrg(connection, NO_QUESTIONS));
  const app = status.components.find(({ type }) => type === 'ExternalClientApplication');
  const nameOfApp = app && apiNameFromOrg(app.fullName);
  const { definition, hasApp } = await composeSent(connection, request, org, nameOfApp);
  const reading = await readRelated(connection, definition.related ?? {}, { needsSecret: false });
  const related = planRelated(definition.related ?? {}, reading);
  const common = {
    request,
    org,
    apiVersion: majorVersion(connection),
    related,
    access: NO_ACCESS,
    readAt: Date.now(),
    notes: [],
    warnings: [],
  };
  // A rehearsal stays one.
  const dryRun = options.dryRun || status.checkOnly;
  if (!hasApp && status.done)
    return applyRelated(run, { ...common, action: 'related', definition }, { ...options, dryRun });
  const name = nameOfApp ?? definition.name ?? (await ownerOfDeploy(connection, status));
  // The deploy of what stands beside an app has nothing of the app in it.
  const isBeside = status.components.every(({ type }) => isRelatedType(type));
  const state = app?.state === 'created' ? 'created' : isBeside ? 'unchanged' : 'updated';
  const plan = { ...common, action: 'resume' as const, definition: { ...definition, name } };
  const jwt = await keyOfClient(request, org);
  return conclude(run, plan, { status, allowlistRefusal: undefined, state, changes: [] }, { ...options, jwt });
};
