import { CONTROLS_ENFORCED_SINCE } from '../settings/platform.js';
import { firstVersionOf, type SettingPath, type SettingValues } from '../settings/table.js';
import { isWithoutAddress } from './callbacks.js';
import { AUTHORIZATION_CODE_FLOWS, flowsOf, refreshTokenFlowsOf, type Flow } from './flows.js';
import { fromValues, mergeDefinitions, valueAt, type PartialDefinition, type SettingValue } from './schema.js';
import { daysOf, type RefreshTokenPolicy } from '../settings/values.js';

/** The settings that Salesforce turns on for new apps and does not let anyone turn off. */
export const ENFORCED_CONTROLS = [
  'oauth.security.requirePkce',
  'oauth.security.rotateRefreshTokens',
  'oauth.security.limitIdleRefreshTokens',
] as const satisfies SettingPath[];

export type EnforcedControl = (typeof ENFORCED_CONTROLS)[number];

export const isEnforcedControl = (path: SettingPath): path is EnforcedControl =>
  (ENFORCED_CONTROLS as readonly string[]).includes(path);

/** The setting that holds the allowlist, the fourth control. */
export const ALLOWLIST = 'oauth.security.refreshTokenIpAllowlist';

/**
 * The settings that Salesforce demands of apps that partners ship, and that are locked together, in the order in which
 * Setup shows them: docs/platform.md#security-controls
 */
export const SECURITY_CONTROLS = [...ENFORCED_CONTROLS, ALLOWLIST] as const;

export type SecurityControl = (typeof SECURITY_CONTROLS)[number];

const authorizationCodeFlowsOf = (definition: SettingValues): Flow[] =>
  flowsOf(definition).filter((flow) => AUTHORIZATION_CODE_FLOWS.includes(flow));

/** Whether every callback leads to where no address can be registered; an app without callbacks has none such. */
export const isWithoutAddresses = ({ oauth }: SettingValues): boolean => {
  const callbackUrls = oauth?.callbackUrls ?? [];
  return callbackUrls.length > 0 && callbackUrls.every(isWithoutAddress);
};

const FLOWS_OF_CONTROL: Readonly<Record<SecurityControl, (definition: SettingValues) => Flow[]>> = {
  'oauth.security.requirePkce': authorizationCodeFlowsOf,
  'oauth.security.rotateRefreshTokens': refreshTokenFlowsOf,
  'oauth.security.limitIdleRefreshTokens': refreshTokenFlowsOf,
  [ALLOWLIST]: (definition) => (isWithoutAddresses(definition) ? [] : refreshTokenFlowsOf(definition)),
};

/** Those of the app's flows that the control protects; without any, it does not apply to the app. */
export const flowsProtectedBy = (control: SecurityControl, definition: SettingValues): Flow[] =>
  FLOWS_OF_CONTROL[control](definition);

/**
 * Whether Salesforce enforces the controls on an app of this age. No field says it, so the day of creation decides; an
 * unknown day counts as today. See docs/platform.md#enforced-controls.
 *
 * @param createdDate as Salesforce writes it, ISO 8601
 */
export const areControlsEnforced = (createdDate: string | undefined): boolean =>
  createdDate === undefined || createdDate >= CONTROLS_ENFORCED_SINCE;

/**
 * The app as Salesforce will make it of what is asked for: with the controls on that it enforces on new apps. An app
 * without OAuth has none.
 *
 * @param apiVersion major number; what it does not show is left as it is
 */
export const withEnforcedControls = (app: PartialDefinition, apiVersion: number): PartialDefinition => {
  if (app.oauth === undefined) return app;
  const shown = ENFORCED_CONTROLS.filter((control) => firstVersionOf(control) <= apiVersion);
  const values = shown.map((control): SettingValue => [control, true]);
  return mergeDefinitions(app, fromValues(values));
};

const IDLE_LIMIT_DAYS = 30;

const outlastsIdleLimit = (policy: RefreshTokenPolicy | undefined): boolean => {
  if (policy === 'validUntilRevoked') return true;
  if (typeof policy !== 'object' || !('expireAfterIdle' in policy)) return false;
  return daysOf(policy.expireAfterIdle) > IDLE_LIMIT_DAYS;
};

/**
 * The definition with the refresh token policy that is in force: with the 30-day idle limit on, a policy that allows
 * more is not, although the metadata still says it (docs/platform.md#enforced-controls).
 */
export const withEffectivePolicy = <T extends SettingValues>(definition: T): T =>
  valueAt(definition, 'oauth.security.limitIdleRefreshTokens') === true &&
  outlastsIdleLimit(definition.policies?.refreshToken)
    ? {
        ...definition,
        policies: {
          ...definition.policies,
          refreshToken: { expireAfterIdle: { amount: IDLE_LIMIT_DAYS, unit: 'days' } },
        },
      }
    : definition;
