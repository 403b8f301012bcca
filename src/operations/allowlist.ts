import { isDeepStrictEqual } from 'node:util';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import {
  addRanges,
  findFlaws,
  isReadable,
  removeRanges,
  setRanges,
  useOf,
  type AllowlistChange,
  type AllowlistUse,
} from '../definition/allowlist.js';
import { compareSettings } from '../definition/compare.js';
import { ALLOWLIST } from '../definition/controls.js';
import { formatIpRange, isPublic, type IpRange } from '../definition/ipRanges.js';
import { throwProblems, type Problem } from '../definition/problems.js';
import { fromValues } from '../definition/schema.js';
import { firstVersionOf } from '../metadata/settings.js';
import { majorVersion, type LiveApp } from '../org/apps.js';
import { appPage } from '../org/setupPages.js';
import { changeApp, type ChangeOptions } from './changeApp.js';
import type { GivenRanges } from './givenRanges.js';
import { describeFlaw } from './lockRefusals.js';
import { findApp } from './readApps.js';
import type { Run } from './run.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'allowlist');
const changing = Messages.loadMessages('sf-plugin-eca', 'changing');

/** An app's refresh token IP allowlist. */
export interface Allowlist extends AllowlistUse {
  name: string;
  list: IpRange[];
  setupUrl: string;
}

/** What became of an allowlist. */
export interface ChangedAllowlist extends Allowlist {
  state: 'updated' | 'unchanged' | 'validated' | 'running';
  /** Addresses that were not in it before. */
  added: IpRange[];
  /** Addresses that are no longer in it. */
  cutOff: IpRange[];
  /** Whether the org holds the list as it was sent. */
  isKept: boolean;
  deployId: string | null;
  nextSteps: string[];
}

export type AllowlistVerb = 'add' | 'remove' | 'set';

const CHANGES: Readonly<Record<AllowlistVerb, (live: IpRange[], given: IpRange[]) => AllowlistChange>> = {
  add: addRanges,
  remove: removeRanges,
  set: setRanges,
};

const rangesOf = ({ definition }: LiveApp): IpRange[] => definition.oauth?.security?.refreshTokenIpAllowlist ?? [];

const describe = (connection: Connection, app: LiveApp, list = rangesOf(app)): Allowlist => ({
  name: app.name,
  list,
  ...useOf(list),
  setupUrl: appPage(connection, app.id),
});

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
export const listAllowlist = async (run: Run, connection: Connection, name: string): Promise<Allowlist> => {
  throwProblems(versionProblems(connection));
  return describe(connection, await findApp(run, connection, name));
};

export interface AllowlistOptions {
  connection: Connection;
  name: string;
  verb: AllowlistVerb;
  given: GivenRanges;
}

/** A change that is worked out and not made. */
export interface AllowlistPlan extends AllowlistChange {
  app: LiveApp;
  verb: AllowlistVerb;
  hasChanges: boolean;
}

/** Flaws that the list has already are no reason not to change it, as long as the change makes none. */
const newFlaws = (live: IpRange[], { ranges }: AllowlistChange): Problem[] => {
  const known = findFlaws(live).map(describeFlaw);
  return findFlaws(ranges)
    .filter(({ flaw }) => flaw !== 'notPublic')
    .map(describeFlaw)
    .filter((what) => !known.includes(what))
    .map((what) => ({ where: '--allow-ip', what }));
};

const notInList = (verb: AllowlistVerb, { unchanged }: AllowlistChange): Problem[] =>
  verb === 'remove'
    ? unchanged.map((range) => ({
        where: '--allow-ip',
        what: messages.getMessage('notInList', [formatIpRange(range)]),
      }))
    : [];

const warn = (run: Run, { added, cutOff, ranges, unchanged }: AllowlistChange, verb: AllowlistVerb): void => {
  for (const range of added.filter((found) => !isPublic(found)))
    run.warn(messages.getMessage('warning.notPublic', [formatIpRange(range)]));
  if (verb === 'add')
    for (const range of unchanged) run.warn(messages.getMessage('warning.covered', [formatIpRange(range)]));
  if (cutOff.length > 0) run.warn(messages.getMessage('warning.cutOff', [cutOff.map(formatIpRange).join(', ')]));
  if (cutOff.length > 0 && ranges.filter(isReadable).length === 0) run.warn(messages.getMessage('warning.empty'));
};

/**
 * Reads an app and works out its new allowlist. Only reads.
 *
 * @throws SfError `AppNotFoundError`; `InvalidInputError` with everything that is wrong with the change
 */
export const planAllowlist = async (run: Run, options: AllowlistOptions): Promise<AllowlistPlan> => {
  const { connection, name, verb, given } = options;
  throwProblems([...versionProblems(connection), ...given.problems]);
  run.stage(changing.getMessage('stage.read'));
  const app = await findApp(run, connection, name);
  const live = rangesOf(app);
  const change = CHANGES[verb](live, given.ranges);
  throwProblems([...newFlaws(live, change), ...notInList(verb, change)]);
  warn(run, change, verb);
  return { ...change, app, verb, hasChanges: !isDeepStrictEqual(live, change.ranges) };
};

/**
 * Makes a change of an allowlist, and reads it back. Nothing else of the app is changed.
 *
 * @throws SfError what {@link changeApp} throws
 */
export const changeAllowlist = async (
  run: Run,
  plan: AllowlistPlan,
  options: ChangeOptions
): Promise<ChangedAllowlist> => {
  const { connection } = options;
  const { app, ranges, added, cutOff } = plan;
  const so = { added, cutOff, isKept: true, deployId: null, nextSteps: [] };
  if (!plan.hasChanges) return { ...describe(connection, app), ...so, state: 'unchanged' };
  const changes = { ...fromValues([[ALLOWLIST, ranges]]), name: app.name };
  const { status, live } = await changeApp(run, app, changes, options);
  if (!live) {
    const step = status.done
      ? messages.getMessage('nextStep.forReal')
      : changing.getMessage('nextStep.running', [status.id]);
    const state = status.done ? 'validated' : 'running';
    return { ...describe(connection, app, ranges), ...so, state, deployId: status.id, nextSteps: [step] };
  }
  const context = { apiVersion: majorVersion(connection), createdDate: live.createdDate };
  const isKept = compareSettings(changes, live.definition, context).every(({ requested }) => requested === null);
  const nextSteps = [messages.getMessage(isKept ? 'nextStep.test' : 'nextStep.notKept')];
  return { ...describe(connection, live), ...so, isKept, state: 'updated', deployId: status.id, nextSteps };
};
