import { Messages } from '@salesforce/core/messages';
import type { Connection } from '@salesforce/core';
import { compareSettings, type Difference } from '../definition/compare.js';
import { isForGrantedOnly, isNobodyPermitted } from '../definition/grants.js';
import { throwProblems, type Problem } from '../definition/problems.js';
import { fromValues, mergeDefinitions, valueAt, type AppDefinition, type SettingValue } from '../definition/schema.js';
import { introducedIn } from '../settings/platform.js';
import { encodeChanges, encodeComponents, type Component } from '../metadata/components.js';
import { majorVersion, readApps, type LiveApp } from '../org/apps.js';
import { askOrg, type OrgAnswers } from '../org/facts.js';
import { loadSdr } from '../org/sdr.js';
import type { OrgFacts } from '../templates/fill.js';
import { checkApiVersion } from './apiVersion.js';
import { compose, warningsFor, type Composed } from './compose.js';
import { appExists } from './createErrors.js';
import type { AppParts } from './input.js';
import { contextOf, orgFacts } from './proof.js';
import { missingReferences } from './references.js';
import { warnOfRetries, type Run } from './run.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');

/** What is to be sent, and to which app. */
export interface Plan {
  /** What the app is to be; what was not asked for is left as it is. */
  definition: AppDefinition;
  /** False where only what stands beside an app is to be set up. */
  hasApp: boolean;
  /** What to deploy; empty where the org has it all. */
  components: Component[];
  existing: LiveApp | undefined;
  /** How the existing app differs now. */
  differences: Difference[];
  org: OrgFacts;
}

/** Older versions show neither the 30-day idle limit nor whether it is on: docs/platform.md#versions */
const IDLE_LIMIT_SHOWN_SINCE = introducedIn('ExtlClntAppGlobalOauthSettings', 'isEnforceRefreshTokenTTL');

/** A new app is complete: it has a label, and somebody whom Salesforce can write to. */
const completeNew = (
  { definition, defaultLabel }: Composed,
  { runningUserEmail }: OrgAnswers
): { definition: AppDefinition; problems: Problem[] } => {
  const defaults = { label: defaultLabel, contactEmail: runningUserEmail || undefined };
  const completed = { ...mergeDefinitions(defaults, definition), name: definition.name };
  const isMissing = completed.contactEmail === undefined;
  return {
    definition: completed,
    problems: isMissing ? [{ where: '--contact-email', what: messages.getMessage('error.noContactEmail') }] : [],
  };
};

/** The differences that a deploy could mend: not what Salesforce enforces, nor what this API version lacks. */
const mendable = (differences: Difference[]): Difference[] =>
  differences.filter(({ requested, reason }) => requested !== null && reason === 'other');

const warnOfRemovals = (run: Run, { setting, requested, live }: Difference): void => {
  if (!Array.isArray(requested) || !Array.isArray(live)) return;
  const kept = requested.map((item) => JSON.stringify(item));
  const removed = live.map((item) => JSON.stringify(item)).filter((item) => !kept.includes(item));
  if (removed.length > 0) run.warn(messages.getMessage('warning.removes', [setting, removed.join(', ')]));
};

/** Everybody would be shut out by a switch to admin-approved users without a grant: docs/platform.md#policies */
const shutsEverybodyOut = (changes: AppDefinition, { definition: live }: LiveApp): boolean =>
  isForGrantedOnly(changes) && isNobodyPermitted(mergeDefinitions(live, changes));

const planUpdate = (
  run: Run,
  definition: AppDefinition,
  existing: LiveApp,
  parts: AppParts,
  org: OrgFacts,
  { connection, updateExisting }: PlanOptions
): Plan => {
  const context = contextOf(parts, connection, existing);
  const differences = compareSettings(definition, existing.definition, context);
  const mended = mendable(differences);
  if (mended.length === 0) return { definition, hasApp: true, components: [], existing, differences, org };
  if (!updateExisting) throw appExists(existing.name, mended);
  const values = mended.map(({ setting }): SettingValue => [setting, valueAt(definition, setting)]);
  const changes = { ...fromValues(values), name: existing.name };
  if (shutsEverybodyOut(changes, existing)) {
    throwProblems([{ where: '--profile', what: messages.getMessage('error.shutsEverybodyOut', [existing.name]) }]);
  }
  warningsFor(mergeDefinitions(existing.definition, definition)).forEach((warning) => run.warn(warning));
  mended.forEach((difference) => warnOfRemovals(run, difference));
  const { components } = encodeChanges(changes, existing.components, context.apiVersion, existing.taken);
  return { definition, hasApp: true, components, existing, differences, org };
};

/** What was asked for, as far as it is known without the org. */
export const draftApp = (parts: AppParts, connection: Connection): Composed =>
  compose(parts, orgFacts(connection, { isSandbox: false }));

export interface PlanOptions {
  connection: Connection;
  /** Change an app that exists and differs. */
  updateExisting: boolean;
}

/**
 * Checks everything that was asked for, by itself and against the org, and decides what is to be sent.
 *
 * @throws SfError `InvalidInputError` with every problem at once; `AppExistsError`
 */
export const planApp = async (run: Run, parts: AppParts, options: PlanOptions): Promise<Plan> => {
  const { connection } = options;
  const onRetry = warnOfRetries(run);
  // What is wrong in itself is known without the org, and told even if the org does not answer.
  const draft = draftApp(parts, connection);
  const tellProblemsFirst = (error: unknown): never => {
    throwProblems(draft.problems);
    throw error;
  };
  const versionProblems = await checkApiVersion(connection).catch(tellProblemsFirst);
  throwProblems(versionProblems.length > 0 ? [...draft.problems, ...versionProblems] : []);

  if (majorVersion(connection) < IDLE_LIMIT_SHOWN_SINCE) {
    run.warn(messages.getMessage('warning.idleLimitUnseen', [connection.getApiVersion(), IDLE_LIMIT_SHOWN_SINCE]));
  }
  run.stage(messages.getMessage('stage.read'));
  const { name, policies } = draft.definition;
  const questions = {
    appName: name,
    users: policies?.runAs === undefined ? [] : [policies.runAs],
    profiles: policies?.profiles ?? [],
    permissionSets: policies?.permissionSets ?? [],
  };
  // Whatever the org answers, it will be needed.
  void loadSdr();
  const answers = await askOrg(connection, questions, onRetry).catch(tellProblemsFirst);
  const org = orgFacts(connection, answers);
  const composed = compose(parts, org);
  const problems = [...composed.problems, ...missingReferences(composed.definition, answers)];
  if (!composed.hasApp) {
    throwProblems(problems);
    return {
      definition: composed.definition,
      hasApp: false,
      components: [],
      existing: undefined,
      differences: [],
      org,
    };
  }
  if (answers.app) {
    throwProblems(problems);
    // Names are the same whatever their case; the org's spelling is the one that its components have.
    const existing = (await readApps(connection, answers.app.name, onRetry)).at(0);
    if (!existing) throw messages.createError('error.notReadable', [answers.app.name]);
    return planUpdate(run, { ...composed.definition, name: existing.name }, existing, parts, org, options);
  }
  const completed = completeNew(composed, answers);
  throwProblems([...problems, ...completed.problems]);
  warningsFor(completed.definition).forEach((warning) => run.warn(warning));
  const { components } = encodeComponents(completed.definition, majorVersion(connection));
  return { definition: completed.definition, hasApp: true, components, existing: undefined, differences: [], org };
};
