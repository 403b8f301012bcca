import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { addRanges, allowlistOf } from '../definition/allowlist.js';
import { ALLOWLIST } from '../definition/controls.js';
import { tracelessFlowsOf, type Flow } from '../definition/flows.js';
import { whoIsPermitted } from '../definition/grants.js';
import type { ApiName } from '../settings/apiNames.js';
import type { IpRange, OrgRange } from '../settings/ipRanges.js';
import { throwProblems, type Problem } from '../definition/problems.js';
import { hasControls, reviewControls, type ControlReview } from '../definition/review.js';
import { fromValues, mergeDefinitions, type AppDefinition, type SettingValue } from '../definition/schema.js';
import type { ReadText } from '../definition/sources.js';
import { labelOf } from '../settings/table.js';
import { hasOauth, majorVersion, type LiveApp } from '../org/apps.js';
import { orgWord } from '../org/runningUser.js';
import { settingsPage } from '../org/setupPages.js';
import { readTokenUse } from '../org/tokenUse.js';
import { findTemplate } from '../templates/find.js';
import type { Template } from '../templates/template.js';
import { checkRanges, type GivenRanges } from './givenRanges.js';
import { warnOfLacked } from './hindrances.js';
import { refusalsOf } from './lockRefusals.js';
import { findAppToChange } from './readApps.js';
import type { AppTest } from './appTest.js';
import type { Run } from './run.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.lock-security');
const changing = Messages.loadMessages('sf-plugin-eca', 'changing');
const refusals = Messages.loadMessages('sf-plugin-eca', 'refusals');

export interface LockPlanOptions {
  connection: Connection;
  name: ApiName;
  /** Name or path of the template that the app was set up with. */
  template?: string;
  /** Ranges to add to the allowlist, as typed. */
  allowIps: string[];
  /** Refuse, and not only warn, where the app has never issued a token. */
  mustBeTested: boolean;
  /** Logs in through the app, and so finds out whether that works. */
  test?: (app: LiveApp, usedWith: readonly Flow[] | undefined) => Promise<AppTest>;
  now: Date;
  readText?: ReadText;
}

/** What shows that the app is in use, or can be. */
export type Evidence = {
  /**
   * Whether the app has issued a token that still exists; null where the org does not show it, or does not say of which
   * app of the label a token is.
   */
  hasIssuedTokens: boolean | null;
  /** Users for whom it has one. */
  users: number;
  /** When one was last used, ISO 8601. */
  lastUsed: string | null;
  /** Other apps of the same label, whose tokens these may be as well. */
  sharedWith: string[];
  /** Flows of the app that may be in use without a token that tells of it. */
  traceless: Flow[];
  /** Flows by which this run has logged in. */
  provedBy: Flow[];
};

/** What is to be done before an app's controls are locked, and what speaks against it. Nothing is done yet. */
export interface LockPlan {
  app: LiveApp;
  template: Template | undefined;
  /** The settings to change, and the app's name. */
  changes: AppDefinition;
  hasChanges: boolean;
  controls: ControlReview[];
  /** The allowlist as it is to be. */
  ranges: OrgRange[];
  evidence: Evidence;
  /** Nothing in the app itself speaks against locking it. */
  isSound: boolean;
  /** What speaks against locking; with any, nothing may be changed. */
  refusals: Problem[];
  /** What should be known, and does not hinder. */
  warnings: string[];
}

/** The switches that have to be turned on, and the allowlist with what is to be added. */
const changesFor = (app: LiveApp, controls: ControlReview[], added: IpRange[], ranges: OrgRange[]): AppDefinition => {
  const switches = controls
    .filter(({ required, before }) => required && before === false)
    .map(({ control }): SettingValue => [control, true]);
  const allowlist: SettingValue[] = added.length > 0 ? [[ALLOWLIST, ranges]] : [];
  return { ...fromValues([...switches, ...allowlist]), name: app.name };
};

const evidenceOf = async (connection: Connection, { name, id, definition }: LiveApp): Promise<Evidence> => {
  const use = await readTokenUse(connection, { label: definition.label ?? name, id });
  const common = { traceless: tracelessFlowsOf(definition), provedBy: [] };
  if (use === undefined) return { hasIssuedTokens: null, users: 0, lastUsed: null, sharedWith: [], ...common };
  const { users, lastUsed, sharedWith } = use;
  return { hasIssuedTokens: sharedWith.length > 0 ? null : users > 0, users, lastUsed, sharedWith, ...common };
};

/** Whether anything shows that the integration works. */
const isProved = ({ hasIssuedTokens, provedBy }: Evidence): boolean => hasIssuedTokens === true || provedBy.length > 0;

/** What a test of the app found that speaks against locking it. */
const describeFailed = ({ flows }: AppTest): Problem[] =>
  flows
    .filter(({ state }) => state === 'failed' || state === 'notLive')
    .map(({ flow, cause, remedy }) => ({
      where: '--test',
      what: refusals.getMessage('testFailed', [flow, [cause, remedy].filter(Boolean).join(' ')]),
    }));

/** Without a template nobody knows what the vendor's guide says, so it is said what each change touches. */
const warnOfChanges = ({ template, controls }: Pick<LockPlan, 'template' | 'controls'>): string[] =>
  template
    ? []
    : controls
        .filter(({ required, before, after }) => required && before === false && after === true)
        .map(({ control, reason }) => messages.getMessage('warning.noTemplate', [labelOf(control), reason]));

/** @param isOfNoUse there is nothing to lock, or the same is told already as what speaks against locking */
const warnOfEvidence = (evidence: Evidence, isOfNoUse: boolean): string[] => {
  const { hasIssuedTokens, sharedWith, traceless } = evidence;
  if (isProved(evidence)) return [];
  if (sharedWith.length > 0) return [messages.getMessage('warning.evidenceShared', [sharedWith.join(', ')])];
  if (hasIssuedTokens === null) return [messages.getMessage('warning.evidenceHidden')];
  if (isOfNoUse) return [];
  return [
    traceless.length > 0
      ? messages.getMessage('warning.untested.traceless', [traceless.join(', ')])
      : messages.getMessage('warning.untested'),
  ];
};

const describeUntested = ({ sharedWith, traceless }: Evidence): string => {
  if (sharedWith.length > 0) return refusals.getMessage('untested.shared', [sharedWith.join(', ')]);
  return traceless.length > 0
    ? refusals.getMessage('untested.traceless', [traceless.join(', ')])
    : refusals.getMessage('untested');
};

/** Whether anybody may use the app is for people to see where the org does not show all that it grants. */
const warnOfGrants = (app: LiveApp): string[] =>
  whoIsPermitted(app.definition, app.grants) === 'notSeen' ? [messages.getMessage('warning.grantsNotSeen')] : [];

const readTemplate = async (
  nameOrPath: string | undefined,
  readText: ReadText | undefined
): Promise<{ template: Template | undefined; problems: Problem[] }> =>
  nameOrPath === undefined ? { template: undefined, problems: [] } : findTemplate(nameOrPath, readText);

/** Why nobody in this org could lock anything, whatever the app's settings. */
const hinderingOf = (app: LiveApp, org: string): Problem[] => {
  const { name, installedFrom } = app;
  const problem = (key: string, ...tokens: string[]): Problem[] => [
    { where: '--name', what: refusals.getMessage(key, [name, ...tokens]) },
  ];
  if (installedFrom !== null) return problem('installed', installedFrom, name, org);
  return hasOauth(app) ? [] : problem('noOauth');
};

/** All that an app's lock is decided from. */
export interface LockReading {
  app: LiveApp;
  evidence: Evidence;
  template: Template | undefined;
  /** Ranges to add to the allowlist. */
  added: IpRange[];
  /** What is wrong with what the user gave. */
  problems: Problem[];
  /** What stands for the org in a command. */
  org: string;
  /** What of the org keeps every change from being taken. */
  hindering: Problem[];
  /** What may do so. */
  doubts: string[];
  /** Major API version in use. */
  apiVersion: number;
}

/** Decides what must be changed before an app's controls are locked, and everything that speaks against it. */
export const decideLock = (
  { app, evidence, template, problems, apiVersion, ...given }: LockReading,
  { mustBeTested, now }: Pick<LockPlanOptions, 'mustBeTested' | 'now'>
): LockPlan => {
  const before = app.definition;
  const { ranges, added } = addRanges(allowlistOf(before), given.added);
  const needed = reviewControls(before, before, apiVersion, template?.usedWith);
  const changes = changesFor(app, needed, added, ranges);
  const planned = mergeDefinitions(before, changes);
  const controls = reviewControls(before, planned, apiVersion, template?.usedWith);
  const { grants } = app;
  const against = refusalsOf({ hasAddresses: added.length > 0, planned, grants, controls, template, apiVersion, now });
  const isUntested = mustBeTested && !isProved(evidence) && hasControls(controls);
  return {
    app,
    template,
    changes,
    hasChanges: Object.keys(changes).length > 1,
    controls,
    ranges,
    evidence,
    isSound: against.length === 0 && hasOauth(app) && app.installedFrom === null,
    refusals: [
      ...problems,
      ...given.hindering,
      ...hinderingOf(app, given.org),
      ...against,
      ...(isUntested ? [{ where: '--untested', what: describeUntested(evidence) }] : []),
    ],
    warnings: [
      ...warnOfChanges({ template, controls }),
      ...warnOfGrants(app),
      ...warnOfEvidence(evidence, isUntested || !hasControls(controls)),
      ...given.doubts,
    ],
  };
};

const describeSwitchedOff = (connection: Connection): Problem => ({
  where: 'Settings:ExternalClientApp',
  what: refusals.getMessage('appsOff', [settingsPage(connection)]),
});

/**
 * Reads an app, and decides what there is to do before its controls are locked. Only reads.
 *
 * @throws SfError `AppNotFoundError`, or what the org answered
 */
export const planLock = async (run: Run, options: LockPlanOptions): Promise<LockPlan> => {
  const { connection, name } = options;
  const given: GivenRanges = checkRanges(options.allowIps);
  const { template, ...found } = await readTemplate(options.template, options.readText);
  const problems = [...found.problems, ...given.problems];
  run.stage(changing.getMessage('stage.read'));
  const { app, hindrances } = await findAppToChange(connection, name).catch((error: unknown) => {
    // What is wrong in itself is told even if the org does not answer.
    throwProblems(problems);
    throw error;
  });
  const evidence = await evidenceOf(connection, app);
  const test = problems.length === 0 ? await options.test?.(app, template?.usedWith) : undefined;
  const org = orgWord(connection);
  const reading = {
    app,
    org,
    evidence: { ...evidence, provedBy: test?.flows.filter(({ loggedIn }) => loggedIn).map(({ flow }) => flow) ?? [] },
    template,
    added: given.ranges,
    problems: [...problems, ...(test ? describeFailed(test) : [])],
    hindering: hindrances.isSwitchedOff ? [describeSwitchedOff(connection)] : [],
    doubts: warnOfLacked(org, hindrances),
    apiVersion: majorVersion(connection),
  };
  return decideLock(reading, options);
};
