import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { compareSettings } from '../definition/compare.js';
import { throwProblems } from '../definition/problems.js';
import { isRelatedType } from '../definition/related.js';
import type { AppDefinition } from '../definition/schema.js';
import { startDeploy, type DeployedComponent, type DeployStatus } from '../org/deploy.js';
import { readApps, type LiveApp } from '../org/apps.js';
import { appPage } from '../org/setupPages.js';
import type { OrgFacts } from '../templates/fill.js';
import { compose } from './compose.js';
import { toFiles } from './files.js';
import { followToEnd } from './followToEnd.js';
import { readInput, type AppInput, type AppParts } from './input.js';
import { planApp } from './plan.js';
import { contextOf, proofOf, proofOfNoApp, prove, readOrgFacts, type Proof } from './proof.js';
import { setUpRelated, type RelatedResult } from './related.js';
import type { Run } from './run.js';
import { tellWithout } from './secrecy.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');

export interface CreateOptions {
  connection: Connection;
  input: AppInput;
  /** Turn the org's access to consumer secrets over REST on for the read, where one is needed and it is off. */
  enableAccess: boolean;
  /** Rehearse: the org validates, and nothing changes. */
  dryRun: boolean;
  /** Change an app that exists and differs. */
  updateExisting: boolean;
  /** How long to wait for the deploy, ms. */
  waitMs: number;
  /** Go on with a deploy that was started before, instead of starting one. */
  jobId?: string;
  /** The command that goes on with a deploy. */
  resumeCommand: (jobId: string) => string;
}

/** What was done, and what the app is like now. Ids are null where there is none yet. */
export interface CreatedApp extends Proof {
  /** API name of the app; where only what stands beside an app was asked for, the name of the first of that. */
  name: string;
  /** Of the app's deploy, or, where there was none, of the last one for what stands beside it. */
  deployId: string | null;
  state: 'created' | 'updated' | 'unchanged' | 'validated' | 'running';
  components: DeployedComponent[];
  /** What stands beside the app, in the order in which it came about; of a dry run, what was rehearsed. */
  related: RelatedResult[];
}

/** @param secrets that the deploy may have held; no error repeats them */
const follow = (run: Run, jobId: string, options: CreateOptions, secrets: string[] = []): Promise<DeployStatus> => {
  const { connection, waitMs, resumeCommand } = options;
  const standing = messages.getMessage('standing.deploying', [jobId, resumeCommand(jobId)]);
  return tellWithout(secrets, () => followToEnd(run, connection, jobId, { waitMs, standing }));
};

/** An app as it is now, before what stands beside it. */
type AppSoFar = Omit<CreatedApp, 'related'>;

/** Adds what stands beside the app: once the app is there, or rehearsed. */
const withRelated = async (
  run: Run,
  app: AppSoFar,
  { related: wanted }: AppDefinition,
  live: LiveApp | undefined,
  options: CreateOptions
): Promise<CreatedApp> => {
  const { related, runningId, deployId, nextSteps } = await setUpRelated(run, wanted, live, options);
  const so = { ...app, deployId: app.deployId ?? deployId, related };
  if (runningId === undefined) return { ...so, nextSteps: [...app.nextSteps, ...nextSteps] };
  const resumed = messages.getMessage('nextStep.resume', [options.resumeCommand(runningId)]);
  return { ...so, deployId: runningId, state: 'running', nextSteps: [resumed] };
};

/** A deploy at its end, or at the end of waiting for it. */
interface Deployed {
  /** What was asked for, with the name of the app. */
  definition: AppDefinition;
  status: DeployStatus;
  state: 'created' | 'updated' | 'unchanged';
  org: OrgFacts;
}

/** What there is to say of a deploy: that it goes on, that the org would take it, or what the app is like now. */
const conclude = async (
  run: Run,
  { definition, status, state, org }: Deployed,
  parts: AppParts,
  options: CreateOptions
): Promise<CreatedApp> => {
  const { connection, resumeCommand } = options;
  const done = { name: definition.name, deployId: status.id, components: status.components };
  const unproven = { id: null, consumerKey: null, setupUrl: appPage(connection, null) };
  if (!status.done) {
    const nextSteps = [messages.getMessage('nextStep.resume', [resumeCommand(status.id)])];
    return { ...done, ...unproven, state: 'running', differences: [], nextSteps, related: [] };
  }
  if (status.checkOnly) {
    // There is nothing to read back: what can be told is what would not have been sent.
    const differences = compareSettings(definition, definition, contextOf(parts, connection));
    const nextSteps = [messages.getMessage('nextStep.forReal')];
    const validated = { ...done, ...unproven, state: 'validated' as const, differences, nextSteps };
    return withRelated(run, validated, definition, undefined, { ...options, dryRun: true });
  }
  run.standing(messages.getMessage('standing.deployed', [definition.name]));
  run.stage(messages.getMessage('stage.prove'));
  const { live, proof } = await prove(definition, parts, { connection, org });
  return withRelated(run, { ...done, state, ...proof }, definition, live, options);
};

/** Sets up only what stands beside an app. */
const createRelated = async (
  run: Run,
  definition: AppDefinition,
  parts: AppParts,
  org: OrgFacts,
  options: CreateOptions
): Promise<CreatedApp> => {
  const { name } = definition;
  const proof = proofOfNoApp(definition, parts, { connection: options.connection, org });
  const before = { ...proof, name, deployId: null, state: 'unchanged' as const, components: [] };
  const after = await withRelated(run, before, definition, undefined, options);
  if (after.state === 'running' || !after.related.some(({ state }) => state === 'created')) return after;
  return options.dryRun
    ? { ...after, state: 'validated', nextSteps: [messages.getMessage('nextStep.forReal')] }
    : { ...after, state: 'created' };
};

/** The app whose components a deploy changed; an update need not hold the app itself. */
const ownerOfDeploy = async (connection: Connection, { components }: DeployStatus): Promise<string> => {
  const apps = components.length === 0 ? [] : await readApps(connection);
  const isOf = (app: LiveApp): boolean =>
    components.some(({ type, fullName }) =>
      app.components.some((owned) => owned.type === type && owned.fullName === fullName)
    );
  return apps.find(isOf)?.name ?? '';
};

/** Goes on with a deploy: it says itself which app it is about. */
const resume = async (run: Run, jobId: string, parts: AppParts, options: CreateOptions): Promise<CreatedApp> => {
  const { connection } = options;
  run.stage(messages.getMessage('stage.deploy'));
  const status = await follow(run, jobId, options, Object.values(parts.secrets));
  const org = await readOrgFacts(connection);
  const { definition, hasApp } = compose(parts, org);
  if (!hasApp && status.done) return createRelated(run, definition, parts, org, options);
  const app = status.components.find(({ type }) => type === 'ExternalClientApplication');
  const name = app?.fullName ?? (definition.name || (await ownerOfDeploy(connection, status)));
  // The deploy of what stands beside an app has nothing of the app in it.
  const isBeside = status.components.every(({ type }) => isRelatedType(type));
  const state = app?.state === 'created' ? 'created' : isBeside ? 'unchanged' : 'updated';
  return conclude(run, { definition: { ...definition, name }, status, state, org }, parts, options);
};

/**
 * Sets up an app: checks what was asked for, deploys what the org lacks, reads the app back and compares; then what is
 * to stand beside it.
 *
 * @throws SfError `InvalidInputError`, `AppExistsError`, `DeployFailedError`, `DeployCanceledError`, what
 * {@link setUpRelated} throws, or what the org answered
 */
export const createApp = async (run: Run, options: CreateOptions): Promise<CreatedApp> => {
  const { connection, dryRun, jobId } = options;
  const parts = await readInput(options.input);
  if (jobId !== undefined) {
    throwProblems(parts.problems);
    return resume(run, jobId, parts, options);
  }
  const { definition, hasApp, components, existing, differences, org } = await planApp(run, parts, options);
  if (!hasApp) return createRelated(run, definition, parts, org, options);
  if (existing && components.length === 0) {
    const proof = proofOf(existing, differences, parts, { connection, org });
    const app = { name: existing.name, deployId: null, state: 'unchanged' as const, components: [], ...proof };
    return withRelated(run, app, definition, existing, options);
  }
  run.stage(messages.getMessage('stage.deploy'));
  run.standing(messages.getMessage('standing.sending', [definition.name]));
  const startedId = await startDeploy(connection, toFiles(components), { checkOnly: dryRun });
  const status = await follow(run, startedId, options);
  const state = existing === undefined ? 'created' : 'updated';
  return conclude(run, { definition, status, state, org }, parts, options);
};
