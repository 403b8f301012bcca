/** From where an app's users and its vendor may come: docs/platform.md#oauth */
import type { ApiRequest } from '../http/api.js';
import type { Fields } from '../org/components.js';
import { isWithin, type IpRange } from '../org/ip-ranges.js';
import type { Client } from './client.js';
import { invalidGrant } from './errors.js';
import type { OauthOrg } from './oauth-org.js';

/** The header in which a test says where a request comes from; local-org/README.md */
const HEADER = 'x-local-org-client-address';

const addressOf = ({ headers }: ApiRequest, org: OauthOrg): string => headers[HEADER] ?? org.options.clientAddress;

const rangesIn = (value: Fields[string]): readonly IpRange[] => (Array.isArray(value) ? (value as Fields[]) : []);

const restricted = (): Error => invalidGrant('ip restricted');

/**
 * The refresh token IP allowlist, where somebody has ticked in Setup that it is enforced.
 *
 * @throws OauthError where the request comes from another address
 */
export const requireAllowlisted = (http: ApiRequest, { securitySettings }: Client, org: OauthOrg): void => {
  const ranges = rangesIn(securitySettings.tokenIpRanges);
  if (!org.options.enforceAllowlist || ranges.length === 0) return;
  if (!isWithin(addressOf(http, org), ranges)) throw restricted();
};

export type Occasion = 'login' | 'web server login' | 'refresh' | 'assertion';

/** Whether the app's policy lets its users come from outside of their profile's login IP ranges. */
const isRelaxed = (client: Client, address: string, occasion: Occasion): boolean => {
  if (occasion === 'assertion') return false;
  const policy = client.oauthPolicies.ipRelaxationPolicyType;
  switch (typeof policy === 'string' ? policy.toLowerCase() : 'enforce') {
    case 'bypass':
      return true;
    case 'enforce_relaxrefresh':
      return occasion === 'refresh';
    case 'bypass_2factor': {
      const trusted = rangesIn(client.oauthSettings.trustedIpRanges);
      return trusted.length === 0 || (occasion === 'web server login' && isWithin(address, trusted));
    }
    default:
      return false;
  }
};

/** @throws OauthError where the user's profile does not let anybody in from there, and the app's policy neither */
export const requireLoginAddress = (
  http: ApiRequest,
  client: Client,
  userId: string,
  occasion: Occasion,
  org: OauthOrg
): void => {
  const user = org.people.users.find(({ Id }) => Id === userId);
  const profile = org.people.profiles.find(({ Id }) => Id === user?.ProfileId);
  const ranges = org.options.loginIpRanges[profile?.Name ?? ''] ?? [];
  const address = addressOf(http, org);
  if (ranges.length === 0 || isWithin(address, ranges) || isRelaxed(client, address, occasion)) return;
  throw restricted();
};
