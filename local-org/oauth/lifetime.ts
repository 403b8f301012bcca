/** How long a refresh token lives: docs/platform.md#oauth */
import type { Grant } from '../org/grant.js';
import type { OrgState } from '../org/state.js';
import { readClient, type Client } from './client.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const UNITS: Readonly<Record<string, number>> = { Hours: HOUR, Days: DAY, Months: 30 * DAY };

const IDLE_LIMIT = 30 * DAY;

/** An app whose refresh tokens expire immediately gets one that is worth nothing. */
export const areRefreshTokensUsable = ({ oauthPolicies }: Client): boolean =>
  oauthPolicies.refreshTokenPolicyType !== 'Zero';

const deadlineOf = (grant: Grant, { globalSettings, oauthPolicies }: Client): number => {
  const { refreshTokenPolicyType: type, refreshTokenValidityPeriod, refreshTokenValidityUnit: unit } = oauthPolicies;
  const period = Number(refreshTokenValidityPeriod) * ((typeof unit === 'string' && UNITS[unit]) || DAY);
  const [created, used] = [grant.createdAt.getTime(), grant.usedAt.getTime()];
  return Math.min(
    type === 'SpecificLifetime' ? created + period : Infinity,
    type === 'SpecificInactivity' ? used + period : Infinity,
    globalSettings.isEnforceRefreshTokenTTL === true ? used + IDLE_LIMIT : Infinity
  );
};

/** Whether a grant is over: its app is gone, or its refresh token has expired. */
export const hasEnded = (grant: Grant, org: Pick<OrgState, 'components' | 'now'>): boolean => {
  const app = org.components.find('ExternalClientApplication', grant.app.fullName);
  if (app?.id !== grant.app.id) return true;
  return grant.refreshToken !== undefined && deadlineOf(grant, readClient(app, org.components)) <= org.now().getTime();
};
