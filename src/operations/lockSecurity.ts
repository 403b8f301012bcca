import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import type { SfError } from '@salesforce/core/sfError';
import { toAnyJson } from '@salesforce/ts-types';
import { allowlistOf, useOf } from '../definition/allowlist.js';
import { compareSettings, type Difference } from '../definition/compare.js';
import type { ApiName } from '../settings/apiNames.js';
import type { OrgRange } from '../settings/ipRanges.js';
import type { Problem } from '../definition/problems.js';
import { hasControls, isAllowlistRequired, reviewControls, type ControlReview } from '../definition/review.js';
import type { AppDefinition } from '../definition/schema.js';
import { majorVersion, type LiveApp } from '../org/apps.js';
import { appPage } from '../org/setupPages.js';
import { changeApp, type ChangedApp } from './changeApp.js';
import type { Evidence, LockPlan } from './lockPlan.js';
import type { Run } from './run.js';
import { orgWord } from '../org/runningUser.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.lock-security');
const changing = Messages.loadMessages('sf-plugin-eca', 'changing');

/** An app on its way to having its controls locked. */
export interface LockedApp {
  name: string;
  state: 'checked' | 'validated' | 'unchanged' | 'updated' | 'running';
  /** Whether the org holds it, now, in the state in which its controls can be locked. */
  ready: boolean;
  controls: ControlReview[];
  /** Settings that may be frozen together with the controls. */
  secretRequirements: { requireSecretForWebServerFlow: boolean; requireSecretForRefreshTokenFlow: boolean };
  allowlist: { ranges: OrgRange[]; addresses: number; addressLimit: number; rangeLimit: number };
  evidence: Evidence;
  /** What speaks against locking. */
  refusals: Problem[];
  /** What was to be changed, and is not so in the org. */
  differences: Difference[];
  deployId: string | null;
  /** The page on which a person reviews and confirms. */
  confirmUrl: string;
  nextSteps: string[];
}

/**
 * That somebody named the app whose controls are to become unchangeable. Nothing is deployed without it, and only the
 * app's very name gives it.
 */
export class Consent {
  private constructor(public readonly appName: ApiName) {}

  /** @returns undefined where the app is called otherwise */
  public static to({ app }: LockPlan, named: string): Consent | undefined {
    return named === app.name ? new Consent(app.name) : undefined;
  }
}

/** The one error with everything that speaks against locking. */
export const lockRefused = ({ app, refusals }: LockPlan): SfError => {
  const lines = refusals.map(({ where, what }) => `${where}: ${what}`);
  const error = messages.createError('error.lockRefused', [app.name]);
  error.message = [error.message, ...lines].join('\n  ');
  error.data = toAnyJson(refusals);
  return error;
};

const secretRequirementsOf = ({ oauth }: AppDefinition): LockedApp['secretRequirements'] => ({
  requireSecretForWebServerFlow: oauth?.security?.requireSecretForWebServerFlow ?? true,
  requireSecretForRefreshTokenFlow: oauth?.security?.requireSecretForRefreshTokenFlow ?? false,
});

/** What is left to a person, in order: no API has the checkbox, the review or the lock. */
const handOver = ({ app, controls }: LockPlan, connection: Connection): string[] => {
  if (!hasControls(controls)) return [messages.getMessage('nextStep.nothingToLock')];
  const hasAllowlist = isAllowlistRequired(controls);
  return [
    ...(hasAllowlist ? [messages.getMessage('nextStep.enforce'), messages.getMessage('nextStep.testAgain')] : []),
    messages.getMessage('nextStep.review'),
    messages.getMessage('nextStep.confirm'),
    ...(hasAllowlist ? [messages.getMessage('nextStep.later', [app.name, orgWord(connection)])] : []),
  ];
};

/** Whether the app is so, whoever asks and however: that nobody has tested it is for its owner to judge. */
const isReady = (definition: AppDefinition, { template, isSound }: LockPlan, connection: Connection): boolean => {
  const controls = reviewControls(definition, definition, majorVersion(connection), template?.usedWith);
  return isSound && hasControls(controls) && controls.every(({ ok }) => ok);
};

/** What there is to say of a plan, or of what has become of it. */
const summarize = (
  plan: LockPlan,
  connection: Connection,
  more: Pick<LockedApp, 'state' | 'nextSteps'> & Partial<LockedApp>
): LockedApp => {
  const { app, controls, ranges, evidence, refusals } = plan;
  const { addresses, addressLimit, rangeLimit } = useOf(ranges);
  return {
    name: app.name,
    ready: isReady(app.definition, plan, connection),
    controls,
    secretRequirements: secretRequirementsOf(app.definition),
    allowlist: { ranges, addresses, addressLimit, rangeLimit },
    evidence,
    refusals,
    differences: [],
    deployId: null,
    confirmUrl: appPage(connection, app.id),
    ...more,
  };
};

const stepAfterLook = ({ refusals, controls, hasChanges }: LockPlan): string => {
  if (refusals.length > 0) return 'nextStep.mend';
  if (!hasControls(controls)) return 'nextStep.nothingToLock';
  return hasChanges ? 'nextStep.goOn' : 'nextStep.isReady';
};

/** The plan as a result, where nothing more than that was asked for. */
export const describePlan = (plan: LockPlan, connection: Connection): LockedApp => {
  const step = stepAfterLook(plan);
  return summarize(plan, connection, { state: 'checked', nextSteps: [messages.getMessage(step, [plan.app.name])] });
};

const prove = (
  plan: LockPlan,
  { live, status, allowlistRefusal, nextSteps: byHand }: ChangedApp & { live: LiveApp },
  connection: Connection
): LockedApp => {
  const { app, changes, template } = plan;
  const { definition } = live;
  const context = { apiVersion: majorVersion(connection), createdDate: live.createdDate, allowlistRefusal };
  const differences = compareSettings(changes, definition, context).filter(({ requested }) => requested !== null);
  const controls = reviewControls(app.definition, definition, context.apiVersion, template?.usedWith);
  const ranges = allowlistOf(definition);
  const proven = { ...plan, controls, ranges };
  const nextSteps =
    differences.length === 0 ? handOver(proven, connection) : [messages.getMessage('nextStep.notKept', [app.name])];
  return summarize(proven, connection, {
    state: 'updated',
    ready: differences.length === 0 && isReady(definition, plan, connection),
    differences,
    deployId: status.id,
    nextSteps: [...byHand, ...nextSteps],
    secretRequirements: secretRequirementsOf(definition),
  });
};

export interface LockOptions {
  connection: Connection;
  /** How long to wait for the deploy, ms. */
  waitMs: number;
  /** Without it nothing is changed, and the org only rehearses. */
  consent: Consent | 'rehearsal';
}

/**
 * Brings an app into the state in which its controls can be locked, reads it back, and says what is left to a person.
 * Only the settings of the plan are changed.
 *
 * @throws SfError `LockRefusedError` where something speaks against it; `ChangedMeanwhileError`; `DeployFailedError`,
 * `DeployCanceledError`, or what the org answered
 */
export const lockSecurity = async (run: Run, plan: LockPlan, options: LockOptions): Promise<LockedApp> => {
  const { connection, waitMs, consent } = options;
  const isRehearsal = consent === 'rehearsal';
  if (plan.refusals.length > 0) throw lockRefused(plan);
  if (!isRehearsal && consent.appName !== plan.app.name) throw messages.createError('error.declined');
  if (!plan.hasChanges) {
    return summarize(plan, connection, { state: 'unchanged', nextSteps: handOver(plan, connection) });
  }
  const changed = await changeApp(run, plan.app, plan.changes, {
    connection,
    waitMs,
    dryRun: isRehearsal,
  });
  const { status, live } = changed;
  if (live) return prove(plan, { ...changed, live }, connection);
  const step = status.done
    ? messages.getMessage('nextStep.forReal')
    : changing.getMessage('nextStep.running', [status.id]);
  return summarize(plan, connection, {
    state: status.done ? 'validated' : 'running',
    deployId: status.id,
    nextSteps: [step],
  });
};
