import { isDeepStrictEqual } from 'node:util';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import {
  addRanges,
  allowlistOf,
  findFlaws,
  removeRanges,
  setRanges,
  useOf,
  type AllowlistChange,
  type AllowlistFlaw,
} from '../definition/allowlist.js';
import { compareSettings, type Difference } from '../definition/compare.js';
import { ALLOWLIST } from '../definition/controls.js';
import type { ApiName } from '../settings/apiNames.js';
import { formatIpRange, isPublic, isReadable, type IpRange, type OrgRange } from '../settings/ipRanges.js';
import { throwProblems, type Problem } from '../definition/problems.js';
import { fromValues, type AppDefinition } from '../definition/schema.js';
import { firstVersionOf } from '../settings/table.js';
import { hasOauth, majorVersion, type LiveApp } from '../org/apps.js';
import type { DeployStatus } from '../org/deploy.js';
import { orgWord } from '../org/runningUser.js';
import { appPage } from '../org/setupPages.js';
import { changedMeanwhile } from './undisturbed.js';
import { changeApp, type ChangeOptions } from './changeApp.js';
import type { GivenRanges } from './givenRanges.js';
import { describeFlaw } from './lockRefusals.js';
import { switchedOff, warnOfLacked } from './hindrances.js';
import { checkIsForSubscriber } from './installedApps.js';
import { findApp, findAppToChange } from './readApps.js';
import type { Run } from './run.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'allowlist');
const changing = Messages.loadMessages('sf-plugin-eca', 'changing');

/** An app's refresh token IP allowlist. */
export interface Allowlist {
  name: string;
  ranges: OrgRange[];
  /** How many addresses the ranges have, and how many they may. */
  addresses: number;
  addressLimit: number;
  rangeLimit: number;
  setupUrl: string;
}

/** What became of an allowlist. */
export interface ChangedAllowlist extends Allowlist {
  state: 'updated' | 'unchanged' | 'validated' | 'running';
  /** Addresses that were not in it before. */
  added: OrgRange[];
  /** Addresses that are no longer in it. */
  cutOff: OrgRange[];
  /** What was sent, and is not so in the org. */
  differences: Difference[];
  deployId: string | null;
  nextSteps: string[];
}

export type AllowlistVerb = 'add' | 'remove' | 'set';

const CHANGES: Readonly<Record<AllowlistVerb, (live: OrgRange[], given: IpRange[]) => AllowlistChange>> = {
  add: addRanges,
  remove: removeRanges,
  set: setRanges,
};

const toAllowlist = (connection: Connection, app: LiveApp, ranges = allowlistOf(app.definition)): Allowlist => {
  const { addresses, addressLimit, rangeLimit } = useOf(ranges);
  return { name: app.name, ranges, addresses, addressLimit, rangeLimit, setupUrl: appPage(connection, app.id) };
};

const versionProblems = (connection: Connection): Problem[] => {
  const since = firstVersionOf(ALLOWLIST);
  return majorVersion(connection) < since
    ? [{ where: '--api-version', what: messages.getMessage('versionLacks', [connection.getApiVersion(), since]) }]
    : [];
};

/**
 * An app's allowlist, in the order in which the org has it.
 *
 * @throws SfError `AppNotFoundError`; `InvalidInputError` where the API version has no allowlist
 */
export const listAllowlist = async (connection: Connection, name: ApiName): Promise<Allowlist> => {
  throwProblems(versionProblems(connection));
  return toAllowlist(connection, await findApp(connection, name));
};

export interface AllowlistOptions {
  connection: Connection;
  name: ApiName;
  verb: AllowlistVerb;
  given: GivenRanges;
}

/** A change that is worked out and not made. */
export interface AllowlistPlan extends AllowlistChange {
  app: LiveApp;
  hasChanges: boolean;
  /** The same change of an app that is no longer as it was read. */
  planAgain: (now: LiveApp) => AllowlistPlan;
}

/** Whether the change makes the flaw, or makes it worse; those that a list has already are no reason not to change it. */
const isNew = (found: AllowlistFlaw, live: OrgRange[], verb: AllowlistVerb): boolean => {
  const before = useOf(live);
  if (found.flaw === 'tooManyRanges') return found.use.ranges > before.ranges;
  if (found.flaw === 'tooManyAddresses') return found.use.addresses > before.addresses;
  // What is only taken away from makes no range worse. That one is not public is told as a warning.
  if (verb === 'remove' || found.flaw === 'notPublic') return false;
  return !findFlaws(live).some((known) => isDeepStrictEqual(known, found));
};

const newFlaws = (live: OrgRange[], { ranges }: AllowlistChange, verb: AllowlistVerb): Problem[] =>
  findFlaws(ranges)
    .filter((found) => isNew(found, live, verb))
    .map((found) => ({ where: '--allow-ip', what: describeFlaw(found) }));

const notInList = (verb: AllowlistVerb, { unchanged }: AllowlistChange): Problem[] =>
  verb === 'remove'
    ? unchanged.map((range) => ({
        where: '--allow-ip',
        what: messages.getMessage('notInList', [formatIpRange(range)]),
      }))
    : [];

const warnOfChange = (run: Run, { added, cutOff, ranges, unchanged }: AllowlistChange, verb: AllowlistVerb): void => {
  for (const range of added.filter((found) => !isPublic(found)))
    run.warn(`${describeFlaw({ flaw: 'notPublic', range })}.`);
  if (verb === 'add')
    for (const range of unchanged) run.warn(messages.getMessage('warning.covered', [formatIpRange(range)]));
  if (cutOff.length > 0) run.warn(messages.getMessage('warning.cutOff', [cutOff.map(formatIpRange).join(', ')]));
  if (cutOff.length > 0 && ranges.filter(isReadable).length === 0) run.warn(messages.getMessage('warning.empty'));
};

const planOn = (app: LiveApp, verb: AllowlistVerb, ranges: IpRange[]): AllowlistPlan => {
  const live = allowlistOf(app.definition);
  const change = CHANGES[verb](live, ranges);
  throwProblems([...newFlaws(live, change, verb), ...notInList(verb, change)]);
  const hasChanges = !isDeepStrictEqual(live, change.ranges);
  return { ...change, app, hasChanges, planAgain: (now) => planOn(now, verb, ranges) };
};

/**
 * Reads an app and works out its new allowlist. Only reads.
 *
 * @throws SfError `AppNotFoundError`; `InvalidInputError` with everything that is wrong with the change;
 * `SwitchedOffError`
 */
export const planAllowlist = async (run: Run, options: AllowlistOptions): Promise<AllowlistPlan> => {
  const { connection, name, verb, given } = options;
  throwProblems([...versionProblems(connection), ...given.problems]);
  run.stage(changing.getMessage('stage.read'));
  const { app, hindrances } = await findAppToChange(connection, name);
  checkIsForSubscriber(app, fromValues([[ALLOWLIST, given.ranges]]));
  if (!hasOauth(app)) throwProblems([{ where: '--name', what: messages.getMessage('noOauth', [app.name]) }]);
  const plan = planOn(app, verb, given.ranges);
  if (plan.hasChanges && hindrances.isSwitchedOff) throw switchedOff(connection);
  warnOfChange(run, plan, verb);
  if (plan.hasChanges) warnOfLacked(orgWord(connection), hindrances).forEach((warning) => run.warn(warning));
  return plan;
};

export interface ChangeAllowlistOptions extends Omit<ChangeOptions, 'adapt'> {
  /** A person said yes to the plan: nothing is done but that. */
  wasApproved: boolean;
}

const changesOf = ({ app, ranges }: AllowlistPlan): AppDefinition => ({
  ...fromValues([[ALLOWLIST, ranges]]),
  name: app.name,
});

type Unproven = Pick<ChangedAllowlist, 'added' | 'cutOff' | 'differences' | 'deployId' | 'nextSteps'>;

const unproven = ({ added, cutOff }: AllowlistPlan): Unproven => ({
  added,
  cutOff,
  differences: [],
  deployId: null,
  nextSteps: [],
});

/** A change that was only rehearsed, or is still under way. */
const describeUnproven = (
  plan: AllowlistPlan,
  { id, done }: DeployStatus,
  connection: Connection
): ChangedAllowlist => ({
  ...toAllowlist(connection, plan.app, plan.ranges),
  ...unproven(plan),
  state: done ? 'validated' : 'running',
  deployId: id,
  nextSteps: [done ? messages.getMessage('nextStep.forReal') : changing.getMessage('nextStep.running', [id])],
});

const prove = (plan: AllowlistPlan, live: LiveApp, deployId: string, connection: Connection): ChangedAllowlist => {
  const context = { apiVersion: majorVersion(connection), createdDate: live.createdDate };
  const all = compareSettings(changesOf(plan), live.definition, context);
  const differences = all.filter(({ requested }) => requested !== null);
  const nextSteps = [messages.getMessage(differences.length === 0 ? 'nextStep.test' : 'nextStep.notKept')];
  return { ...toAllowlist(connection, live), ...unproven(plan), state: 'updated', differences, deployId, nextSteps };
};

/**
 * Makes a change of an allowlist, and reads it back. Nothing else of the app is changed.
 *
 * @throws SfError what {@link changeApp} throws
 */
export const changeAllowlist = async (
  run: Run,
  plan: AllowlistPlan,
  { wasApproved, ...options }: ChangeAllowlistOptions
): Promise<ChangedAllowlist> => {
  const { connection } = options;
  if (!plan.hasChanges) return { ...toAllowlist(connection, plan.app), ...unproven(plan), state: 'unchanged' };
  let current = plan;
  const adapt = (now: LiveApp): AppDefinition => {
    current = plan.planAgain(now);
    // To cut off what came meanwhile, nobody has agreed.
    if (current.cutOff.length > plan.cutOff.length) throw changedMeanwhile(now.name);
    return changesOf(current);
  };
  const { status, live } = await changeApp(
    run,
    plan.app,
    changesOf(plan),
    wasApproved ? options : { ...options, adapt }
  );
  return live ? prove(current, live, status.id, connection) : describeUnproven(current, status, connection);
};
