import { CONTROLS_ENFORCED_SINCE } from '../metadata/platform.js';
import type { SettingValues } from '../metadata/settings.js';
import { AUTHORIZATION_CODE_FLOWS, flowsOf, refreshTokenFlowsOf, type Flow } from './flows.js';
import { valueAt } from './schema.js';
import type { RefreshTokenPolicy } from './values.js';

/** The settings that Salesforce turns on for new apps and does not let anyone turn off. */
export const ENFORCED_CONTROLS = {
  'oauth.security.requirePkce': (definition: SettingValues): Flow[] =>
    flowsOf(definition).filter((flow) => AUTHORIZATION_CODE_FLOWS.includes(flow)),
  'oauth.security.rotateRefreshTokens': refreshTokenFlowsOf,
  'oauth.security.limitIdleRefreshTokens': refreshTokenFlowsOf,
} as const;

export type EnforcedControl = keyof typeof ENFORCED_CONTROLS;

export const isEnforcedControl = (path: string): path is EnforcedControl => path in ENFORCED_CONTROLS;

/**
 * Whether Salesforce enforces the controls on an app of this age. No field says it, so the day of creation decides; an
 * unknown day counts as today. See docs/platform.md#enforced-controls.
 *
 * @param createdDate as Salesforce writes it, ISO 8601
 */
export const areControlsEnforced = (createdDate: string | undefined): boolean =>
  createdDate === undefined || createdDate >= CONTROLS_ENFORCED_SINCE;

const IDLE_LIMIT_DAYS = 30;
const DAYS_IN = { hours: 1 / 24, days: 1, months: 30 };

const outlastsIdleLimit = (policy: RefreshTokenPolicy | undefined): boolean => {
  if (policy === 'validUntilRevoked') return true;
  if (typeof policy !== 'object' || !('expireAfterIdle' in policy)) return false;
  const { amount, unit } = policy.expireAfterIdle;
  return amount * DAYS_IN[unit] > IDLE_LIMIT_DAYS;
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
