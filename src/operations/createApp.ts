import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { compareSettings } from '../definition/compare.js';
import { throwProblems } from '../definition/problems.js';
import type { AppDefinition } from '../definition/schema.js';
import { followDeploy, startDeploy, type DeployedComponent, type DeployStatus } from '../org/deploy.js';
import { readApps, type LiveApp } from '../org/apps.js';
import { appPage } from '../org/setupPages.js';
import type { OrgFacts } from '../templates/fill.js';
import { compose } from './compose.js';
import { deployCanceled, deployFailed } from './createErrors.js';
import { toFiles } from './files.js';
import { readInput, type AppInput, type AppParts } from './input.js';
import { planApp } from './plan.js';
import { contextOf, proofOf, prove, readOrgFacts, type Proof } from './proof.js';
import type { Run } from './run.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');

export interface CreateOptions {
  connection: Connection;
  input: AppInput;
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
  name: string;
  deployId: string | null;
  state: 'created' | 'updated' | 'unchanged' | 'validated' | 'running';
  components: DeployedComponent[];
}

const follow = async (run: Run, jobId: string, options: CreateOptions): Promise<DeployStatus> => {
  run.standing(messages.getMessage('standing.deploying', [jobId, options.resumeCommand(jobId)]));
  const status = await followDeploy(options.connection, jobId, {
    timeoutMs: options.waitMs,
    onStatus: ({ componentsDone, componentsTotal }) => run.status(`${componentsDone}/${componentsTotal}`),
    onRetry: (reason) => run.warn(messages.getMessage('warning.retry', [reason])),
  });
  if (status.done && !status.succeeded) {
    run.standing(undefined);
    throw status.canceled ? deployCanceled(jobId) : deployFailed(status);
  }
  return status;
};

/** A deploy at its end, or at the end of waiting for it. */
interface Deployed {
  /** What was asked for, with the name of the app. */
  definition: AppDefinition;
  status: DeployStatus;
  isNew: boolean;
  org: OrgFacts;
}

/** What there is to say of a deploy: that it goes on, that the org would take it, or what the app is like now. */
const conclude = async (
  run: Run,
  { definition, status, isNew, org }: Deployed,
  parts: AppParts,
  { connection, resumeCommand }: CreateOptions
): Promise<CreatedApp> => {
  const done = { name: definition.name, deployId: status.id, components: status.components };
  const unproven = { id: null, consumerKey: null, setupUrl: appPage(connection, null) };
  if (!status.done) {
    const nextSteps = [messages.getMessage('nextStep.resume', [resumeCommand(status.id)])];
    return { ...done, ...unproven, state: 'running', differences: [], nextSteps };
  }
  if (status.checkOnly) {
    // There is nothing to read back: what can be told is what would not have been sent.
    const differences = compareSettings(definition, definition, contextOf(parts, connection));
    return {
      ...done,
      ...unproven,
      state: 'validated',
      differences,
      nextSteps: [messages.getMessage('nextStep.forReal')],
    };
  }
  run.standing(messages.getMessage('standing.deployed', [definition.name]));
  run.stage(messages.getMessage('stage.prove'));
  return { ...done, state: isNew ? 'created' : 'updated', ...(await prove(definition, parts, { connection, org })) };
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
  const status = await follow(run, jobId, options);
  const org = await readOrgFacts(connection);
  const { definition } = compose(parts, org);
  const app = status.components.find(({ type }) => type === 'ExternalClientApplication');
  const name = app?.fullName ?? (definition.name || (await ownerOfDeploy(connection, status)));
  const isNew = app?.state === 'created';
  return conclude(run, { definition: { ...definition, name }, status, isNew, org }, parts, options);
};

/**
 * Sets up an app: checks what was asked for, deploys what the org lacks, reads the app back and compares.
 *
 * @throws SfError `InvalidInputError`, `AppExistsError`, `DeployFailedError`, `DeployCanceledError`, or what the org answered
 */
export const createApp = async (run: Run, options: CreateOptions): Promise<CreatedApp> => {
  const { connection, dryRun, jobId } = options;
  const parts = await readInput(options.input);
  if (jobId !== undefined) {
    throwProblems(parts.problems);
    return resume(run, jobId, parts, options);
  }
  const { definition, components, existing, differences, org } = await planApp(run, parts, options);
  if (existing && components.length === 0) {
    const proof = proofOf(existing, differences, parts, { connection, org });
    return { name: existing.name, deployId: null, state: 'unchanged', components: [], ...proof };
  }
  run.stage(messages.getMessage('stage.deploy'));
  run.standing(messages.getMessage('standing.sending', [definition.name]));
  const startedId = await startDeploy(connection, toFiles(components), { checkOnly: dryRun });
  const status = await follow(run, startedId, options);
  return conclude(run, { definition, status, isNew: existing === undefined, org }, parts, options);
};
