import { Messages } from '@salesforce/core/messages';
import { changesOfExisting, changesOfNew, listChange, type SettingChange } from '../definition/changes.js';
import { compareSettings, type ComparisonContext, type Difference } from '../definition/compare.js';
import { ALLOWLIST, withEnforcedControls } from '../definition/controls.js';
import { isForGrantedOnly, NO_GRANTS, whoIsPermitted } from '../definition/grants.js';
import { throwProblems, type Problem } from '../definition/problems.js';
import type { PermissionSetDefinition } from '../definition/related.js';
import {
  fromValues,
  mergeDefinitions,
  settingsGiven,
  valueAt,
  type AppDefinition,
  type PartialDefinition,
  type SettingValue,
} from '../definition/schema.js';
import { isSameName } from '../settings/apiNames.js';
import type { SettingValues } from '../settings/table.js';
import { encodeChanges, encodeComponents, type Component } from '../metadata/components.js';
import type { LiveApp } from '../org/apps.js';
import type { OrgReferences } from '../templates/fill.js';
import { accept, warningsFor, type Composed } from './compose.js';
import { appExists } from './deployErrors.js';
import { showItems } from '../definition/showValue.js';
import { warnOfLacked } from './hindrances.js';
import { checkIsForSubscriber } from './installedApps.js';
import { policiesWithoutOauth, withOauthPlugin } from './oauthOfApp.js';
import type { OrgReading } from './orgReading.js';
import { planAccess, type AccessPlan } from './accessPlan.js';
import { planRelated, type RelatedPlan } from './relatedPlan.js';
import type { AppRequest } from './request.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');

/** What every plan has. */
interface Planned {
  request: AppRequest;
  /** What was asked for, whole. */
  definition: PartialDefinition;
  /** What the template refers to of the org. */
  org: OrgReferences;
  /** Major API version in use. */
  apiVersion: number;
  related: RelatedPlan;
  access: AccessPlan;
  /** When the org was as this plan has it (ms since the epoch). */
  readAt: number;
  /** What should be known before it is done. */
  notes: string[];
  warnings: string[];
}

/** What is planned for an app: it has a name. */
type PlannedApp = Planned & { definition: AppDefinition };

/** A new app. */
export type CreatePlan = PlannedApp & { action: 'create'; components: Component[] };

/** An app that exists and gets what differs. */
export type UpdatePlan = PlannedApp & {
  action: 'update';
  live: LiveApp;
  /** The settings to change, and the app's name. */
  changed: AppDefinition;
  changes: SettingChange[];
  components: Component[];
};

/** An app that exists and is as asked, as far as a deploy could help. */
export type UnchangedPlan = PlannedApp & { action: 'unchanged'; live: LiveApp };

/** No app at all: only what stands beside one. */
export type RelatedOnlyPlan = Planned & { action: 'related' };

/** A deploy that an earlier run started: what it sent is known as far as it was given again. */
export type ResumedPlan = Planned & { action: 'resume' };

/** What is to be done in an org, complete before anything is sent. */
export type AppPlan = CreatePlan | UpdatePlan | UnchangedPlan | RelatedOnlyPlan;

/** By what the differences of this app are judged. */
export const contextOf = (
  { request: { template }, apiVersion }: Pick<Planned, 'request' | 'apiVersion'>,
  live?: LiveApp
): ComparisonContext => ({
  apiVersion,
  // A packaged app is as old as its publisher has it; what the org knows is the day of its installation.
  createdDate: live?.installedFrom ? undefined : live?.createdDate,
  usedWith: template?.usedWith,
  why: template?.why,
});

/** A new app is complete: it has a label, and somebody whom Salesforce can write to. */
const completeNew = (
  { definition, defaultLabel }: Composed,
  runningUserEmail: string
): { definition: PartialDefinition; problems: Problem[] } => {
  const defaults = { label: defaultLabel, contactEmail: runningUserEmail || undefined };
  const completed = mergeDefinitions(defaults, definition);
  const isMissing = completed.contactEmail === undefined;
  return {
    definition: completed,
    problems: isMissing ? [{ where: '--contact-email', what: messages.getMessage('error.noContactEmail') }] : [],
  };
};

/** The differences that a deploy could mend: not what Salesforce enforces, nor what this API version lacks. */
const mendable = (differences: Difference[]): Difference[] => differences.filter(({ reason }) => reason === 'other');

const warnOfRemovals = (change: SettingChange): string[] => {
  const removed = listChange(change)?.removed ?? [];
  return removed.length > 0 ? [messages.getMessage('warning.removes', [change.setting, showItems(removed)])] : [];
};

/** The permission sets that are made with the app and given to nobody: they let nobody in. */
const emptySets = ({ access, definition: { related } }: Pick<Planned, 'access' | 'definition'>): string[] => {
  const isGiven = (name: string): boolean =>
    (related?.permissionSetAssignments ?? []).some(({ permissionSet }) => isSameName(permissionSet, name));
  return access.sets.map(({ name }) => name).filter((name) => !isGiven(name));
};

const withoutEmptySets = (definition: PartialDefinition, common: Planned): PartialDefinition => {
  const empty = emptySets(common);
  const { policies } = definition;
  const permissionSets = policies?.permissionSets?.filter((name) => !empty.some((one) => isSameName(one, name)));
  return { ...definition, ...(policies && { policies: { ...policies, permissionSets } }) };
};

const warnOfEmptySets = (common: Planned): string[] =>
  emptySets(common).map((name) => messages.getMessage('warning.emptySet', [name]));

/** A permission set that was there before may give more than the use of an app. */
const warnOfOtherSets = ({ access, definition: { related } }: Planned): string[] => {
  const isAmong = (sets: PermissionSetDefinition[], wanted: string): boolean =>
    sets.some(({ name }) => isSameName(name, wanted));
  return access.assignments
    .filter(({ permissionSet }) => isAmong(related?.permissionSets ?? [], permissionSet))
    .filter(({ permissionSet }) => !isAmong(access.sets, permissionSet))
    .map(({ permissionSet, username }) => messages.getMessage('warning.otherSet', [permissionSet, username]));
};

/**
 * Everybody would be shut out by a switch to admin-approved users without a grant: docs/platform.md#policies. Where the
 * org does not show whether there is one, nobody is shut out on trust.
 */
const checkSomebodyIsPermitted = (
  changed: AppDefinition,
  { name, definition, grants }: LiveApp,
  common: Planned
): void => {
  const permitted = whoIsPermitted(withoutEmptySets(mergeDefinitions(definition, changed), common), grants);
  if (!isForGrantedOnly(changed) || permitted === 'somebody') return;
  const key = permitted === 'nobody' ? 'error.shutsEverybodyOut' : 'error.mayShutEverybodyOut';
  throwProblems([{ where: '--profile', what: messages.getMessage(key, [name]) }]);
};

export interface PlanOptions {
  /** Change an app that exists and differs. */
  updateExisting: boolean;
  /** Whether a difference of an app that exists is to be left as it is. */
  isLeft?: (difference: Difference) => boolean;
}

/** @param doubts whether the org takes any change */
const planExisting = (
  common: Planned,
  { locate }: Composed,
  live: LiveApp,
  { updateExisting, isLeft = () => false }: PlanOptions,
  doubts: string[]
): UpdatePlan | UnchangedPlan => {
  const definition = { ...common.definition, name: live.name };
  const planned = { ...common, definition, live };
  const differences = compareSettings(definition, live.definition, contextOf(common, live));
  const mended = mendable(differences).filter((difference) => !isLeft(difference));
  if (mended.length === 0) return { ...planned, action: 'unchanged', warnings: warnOfOtherSets(common) };
  const values = mended.map(({ setting }): SettingValue => [setting, valueAt(definition, setting)]);
  const changed = withOauthPlugin({ ...fromValues(values), name: live.name }, definition, live);
  throwProblems(policiesWithoutOauth(changed, locate, live));
  checkIsForSubscriber(live, changed);
  if (!updateExisting) throw appExists(live.name, mended, common.org.username ?? '');
  checkSomebodyIsPermitted(changed, live, common);
  const changes = changesOfExisting(changed, live.definition);
  return {
    ...planned,
    action: 'update',
    changed,
    changes,
    components: encodeChanges(changed, live.components, common.apiVersion, live.taken).components,
    warnings: [
      ...warningsFor(mergeDefinitions(live.definition, definition), {
        ...live,
        usedWith: common.request.template?.usedWith,
      }),
      ...changes.flatMap(warnOfRemovals),
      ...warnOfEmptySets(common),
      ...warnOfOtherSets(common),
      ...doubts,
    ],
  };
};

const planNew = (
  common: Planned,
  composed: Composed,
  { problems, answers: { runningUserEmail, members }, hindrances }: OrgReading
): CreatePlan => {
  const completed = completeNew(composed, runningUserEmail);
  const lost = policiesWithoutOauth(completed.definition, composed.locate);
  const definition = accept(completed.definition, [...problems, ...completed.problems, ...lost]);
  return {
    ...common,
    action: 'create',
    definition,
    components: encodeComponents(definition, common.apiVersion, members?.taken).components,
    notes: composed.isNameFromLabel ? [messages.getMessage('note.nameFromLabel', [definition.name])] : [],
    warnings: [
      ...warningsFor(definition, { grants: NO_GRANTS, usedWith: common.request.template?.usedWith }),
      ...warnOfEmptySets(common),
      ...warnOfOtherSets(common),
      ...warnOfLacked(common.org.username ?? '', hindrances),
    ],
  };
};

/**
 * Decides what is to be done: from what was asked for and what the org was read to be, and from nothing else.
 *
 * @throws SfError `InvalidInputError` with every problem at once; `AppExistsError`
 */
export const planApp = (
  request: AppRequest,
  composed: Composed,
  reading: OrgReading,
  options: PlanOptions
): AppPlan => {
  const { definition, hasApp } = composed;
  const { org, live, related, access, apiVersion, readAt } = reading;
  const common: Planned = {
    request,
    definition,
    org,
    apiVersion,
    related: planRelated(definition.related ?? {}, related),
    access: planAccess(definition.related ?? {}, access),
    readAt,
    notes: [],
    warnings: [],
  };
  if (hasApp && !live) return planNew(common, composed, reading);
  const doubts = warnOfLacked(org.username ?? '', reading.hindrances);
  return live ? planExisting(common, composed, live, options, doubts) : { ...common, action: 'related' };
};

/** What a plan changes of an app's settings. */
export const changesIn = (plan: AppPlan): SettingChange[] => {
  if (plan.action === 'create') return changesOfNew(plan.definition);
  return plan.action === 'update' ? plan.changes : [];
};

const withoutAllowlist = (asked: PartialDefinition): SettingValues =>
  fromValues(
    settingsGiven(asked)
      .filter(({ path }) => path !== ALLOWLIST)
      .map(({ path, value }): SettingValue => [path, value])
  );

/** How the app will differ from what was asked for, as far as that can be known before it is deployed. */
export const foretellDifferences = (
  plan: CreatePlan | UpdatePlan | ResumedPlan,
  allowlistRefusal?: string
): Difference[] => {
  const { definition, apiVersion } = plan;
  const taken = (asked: PartialDefinition): PartialDefinition =>
    allowlistRefusal === undefined ? asked : withoutAllowlist(asked);
  if (plan.action !== 'update') {
    const foretold = withEnforcedControls(taken(definition), apiVersion);
    return compareSettings(definition, foretold, { ...contextOf(plan), allowlistRefusal });
  }
  const { live, changed } = plan;
  const foretold = mergeDefinitions(live.definition, taken(changed));
  return compareSettings(definition, foretold, { ...contextOf(plan, live), allowlistRefusal });
};
