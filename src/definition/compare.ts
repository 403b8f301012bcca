import { isDeepStrictEqual } from 'node:util';
import { Messages } from '@salesforce/core/messages';
import {
  settingIntroducedIn,
  settingRows,
  type Setting,
  type SettingPath,
  type SettingValues,
} from '../settings/table.js';
import {
  ALLOWLIST,
  areControlsEnforced,
  flowsProtectedBy,
  isEnforcedControl,
  withEffectivePolicy,
  withEnforcedControls,
} from './controls.js';
import { FLOWS, flowsOf, refreshTokenFlowsOf, type Flow } from './flows.js';
import { settingsGiven, valueAt } from './schema.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'differences');

/** Why a setting is not as asked: Salesforce enforces it, the API version lacks it, or the org says otherwise. */
export type DifferenceReason = 'enforced' | 'unsupported' | 'other';

/** One setting that is not as it was asked for, or an enforced control that nobody asked for. */
export type Difference = {
  /** Path in the definition. */
  setting: SettingPath;
  /** What was asked for; null for an enforced control that was not asked for. */
  requested: unknown;
  /** What the org has, or, of what is enforced, will have; null where it has nothing. */
  live: unknown;
  /** The org does not show it yet: some orgs enforce minutes after the deploy. */
  pending?: true;
  reason: DifferenceReason;
  /** Those of the app's flows that the setting touches. */
  affects: Flow[];
  /** Whether it decides the exit code. */
  matters: boolean;
  /** What it means and what the client must then do. */
  advice: string;
};

/** What is known beside the two definitions. */
export interface ComparisonContext {
  /** Major API version in use. */
  apiVersion: number;
  /** When the app was created, ISO 8601; unknown counts as just now. */
  createdDate?: string;
  /** The flows that the vendor really uses; default: all that are switched on. */
  usedWith?: Flow[];
  /** The org's words, where it takes an allowlist from no deploy. */
  allowlistRefusal?: string;
  /** Setting → what its value means to the vendor; a difference on such a setting always matters. */
  why?: Partial<Record<SettingPath, string>>;
}

const isSame = (setting: Setting, asked: unknown, live: unknown): boolean => {
  const comparable = setting.comparable ?? ((value: unknown) => value);
  const has = live ?? setting.absent;
  return has !== undefined && isDeepStrictEqual(comparable(asked), comparable(has));
};

const affectedFlows = (path: SettingPath, setting: Setting, live: SettingValues, on: Flow[]): Flow[] => {
  if (isEnforcedControl(path)) return flowsProtectedBy(path, live);
  if (path === 'policies.refreshToken') return refreshTokenFlowsOf(live);
  if (path === 'policies.runAs') return ['clientCredentials'];
  return setting.section === 'Basic Information' ? [] : on;
};

const reasonFor = (
  path: SettingPath,
  setting: Setting,
  asked: unknown,
  live: SettingValues,
  context: ComparisonContext
): DifferenceReason => {
  if (settingIntroducedIn(setting) > context.apiVersion) return 'unsupported';
  // What is stored as asked for and is not in force, the 30-day idle limit overrules.
  const isOverruled = isSame(setting, asked, valueAt(live, path));
  const isHeldOn = isEnforcedControl(path) && valueAt(live, path) === true && areControlsEnforced(context.createdDate);
  return isOverruled || isHeldOn ? 'enforced' : 'other';
};

/**
 * The app as the day of its creation has it, whatever the first reading says (docs/platform.md#enforced-controls). Of one
 * whose day is unknown only what is shown counts.
 */
const enforcedBy = (shown: SettingValues, { createdDate, apiVersion }: ComparisonContext): SettingValues =>
  createdDate !== undefined && areControlsEnforced(createdDate) ? withEnforcedControls(shown, apiVersion) : shown;

/** What it means that the setting is not as asked for, by the reason for it. */
const explain = (path: SettingPath, setting: Setting, reason: DifferenceReason, affects: Flow[]): string => {
  if (reason === 'unsupported') return messages.getMessage('advice.unsupported', [settingIntroducedIn(setting)]);
  if (reason === 'other') return messages.getMessage('advice.other');
  return messages.getMessage(affects.length > 0 ? `advice.${path}` : `advice.${path}.unaffected`);
};

/** What is enforced and not shown yet is said to come. */
const withPending = (difference: Difference, shown: SettingValues): Difference =>
  difference.reason === 'enforced' &&
  isEnforcedControl(difference.setting) &&
  valueAt(shown, difference.setting) !== true
    ? { ...difference, pending: true }
    : difference;

/** An allowlist that the org takes from no deploy matters to whoever asked for one, and has a way of its own. */
const withRefusal = (difference: Difference, refusal: string | undefined): Difference =>
  refusal === undefined || difference.setting !== ALLOWLIST
    ? difference
    : { ...difference, matters: true, advice: messages.getMessage('advice.allowlistRefused', [refusal]) };

/**
 * Compares what was asked for with what the org holds, setting by setting; only what was asked for is compared, and
 * beside it every enforced control that nobody asked for is named.
 */
export const compareSettings = (
  requested: SettingValues,
  shown: SettingValues,
  context: ComparisonContext
): Difference[] => {
  const live = enforcedBy(shown, context);
  const effective = withEffectivePolicy(live);
  // A flow that was asked for and is off in the org is one of the app's all the same.
  const on = FLOWS.filter((flow) => [...flowsOf(live), ...flowsOf(requested)].includes(flow));
  const used = context.usedWith ?? on;
  const describe = (path: SettingPath, setting: Setting, asked: unknown): Difference => {
    const reason = reasonFor(path, setting, asked, live, context);
    const affects = affectedFlows(path, setting, live, on);
    const why = context.why?.[path];
    const isMoot = asked === null || (reason === 'unsupported' && isSame(setting, asked, undefined));
    return {
      setting: path,
      requested: asked,
      // What this version lacks it does not show either.
      live: reason === 'unsupported' ? null : (valueAt(effective, path) ?? null),
      reason,
      affects,
      matters: !isMoot && (why !== undefined || affects.some((flow) => used.includes(flow))),
      advice: [explain(path, setting, reason, affects), asked === null ? undefined : why?.trim()]
        .filter(Boolean)
        .join(' '),
    };
  };

  const asked = settingsGiven(requested)
    .filter(
      ({ path, setting, value }) =>
        settingIntroducedIn(setting) > context.apiVersion || !isSame(setting, value, valueAt(effective, path))
    )
    .map(({ path, setting, value }) => describe(path, setting, value));
  const unasked = areControlsEnforced(context.createdDate)
    ? [...settingRows]
        .filter(([path]) => isEnforcedControl(path))
        .filter(([path]) => valueAt(requested, path) === undefined && valueAt(live, path) === true)
        .map(([path, setting]) => describe(path, setting, null))
    : [];
  return [...asked, ...unasked]
    .map((difference) => withPending(difference, shown))
    .map((difference) => withRefusal(difference, context.allowlistRefusal));
};
