import { Messages } from '@salesforce/core/messages';
import { firstVersionOf, type SettingValues } from '../settings/table.js';
import {
  ALLOWLIST,
  flowsProtectedBy,
  isWithoutAddresses,
  SECURITY_CONTROLS,
  type SecurityControl,
} from './controls.js';
import { refreshTokenFlowsOf, type Flow } from './flows.js';
import type { OrgRange } from '../settings/ipRanges.js';
import { isEmpty, valueAt } from './schema.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'review');

/** What a control is: a switch, or the list of ranges. */
export type ControlValue = boolean | OrgRange[];

/** One security control of an app, as it is and as it is to be. */
export type ControlReview = {
  /** Path of the setting in the definition. */
  control: SecurityControl;
  /** Whether the app has anything that the control protects. */
  applies: boolean;
  /** Whether it must be on before the controls are locked: it protects what the app is really used with. */
  required: boolean;
  /** Null where the API version in use does not show it. */
  before: ControlValue | null;
  after: ControlValue | null;
  /** Whether it is, or will be, as it must be. */
  ok: boolean;
  /** Why it is required, or is not. */
  reason: string;
};

const valueOf = (control: SecurityControl, definition: SettingValues): ControlValue => {
  const value = valueAt(definition, control) as ControlValue | undefined;
  return value ?? (control === ALLOWLIST ? [] : false);
};

const isOn = (value: ControlValue | null): boolean => value === true || (Array.isArray(value) && !isEmpty(value));

const reasonFor = (control: SecurityControl, definition: SettingValues, flows: Flow[], used: Flow[]): string => {
  if (flows.length > 0 && used.length === 0) return messages.getMessage('reason.notUsed', [flows.join(', ')]);
  if (used.length > 0) return messages.getMessage(`reason.${control}`, [used.join(', ')]);
  const isForAddresses = control === ALLOWLIST && refreshTokenFlowsOf(definition).length > 0;
  if (isForAddresses && isWithoutAddresses(definition)) return messages.getMessage('reason.noAddresses');
  return messages.getMessage(control === 'oauth.security.requirePkce' ? 'reason.noCode' : 'reason.noRefreshTokens');
};

/**
 * The four controls of an app, in the order in which Setup shows them.
 *
 * @param before the app as it is
 * @param after the app as it is to be, or has become
 * @param apiVersion major number
 * @param usedWith the flows that the vendor really uses; default: all that the app allows
 */
export const reviewControls = (
  before: SettingValues,
  after: SettingValues,
  apiVersion: number,
  usedWith?: readonly Flow[]
): ControlReview[] =>
  SECURITY_CONTROLS.map((control) => {
    const flows = flowsProtectedBy(control, before);
    const used = flows.filter((flow) => usedWith?.includes(flow) ?? true);
    const isShown = firstVersionOf(control) <= apiVersion;
    const value = isShown ? valueOf(control, after) : null;
    const required = used.length > 0;
    return {
      control,
      applies: flows.length > 0,
      required,
      before: isShown ? valueOf(control, before) : null,
      after: value,
      ok: !required || isOn(value),
      reason: reasonFor(control, before, flows, used),
    };
  });

/** Whether the app has anything to lock. */
export const hasControls = (controls: ControlReview[]): boolean => controls.some(({ required }) => required);

/** Whether the app needs an allowlist before its controls are locked. */
export const isAllowlistRequired = (controls: ControlReview[]): boolean =>
  controls.some(({ control, required }) => control === ALLOWLIST && required);
