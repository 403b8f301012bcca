import { setTimeout as delay } from 'node:timers/promises';
import type { ApiRequest } from '../../http/api.js';
import { requireUserMayUse } from '../access.js';
import { requireAllowlisted, requireLoginAddress } from '../addresses.js';
import { identifyCaller, requireSecret, type Caller } from '../caller.js';
import { invalidGrant } from '../errors.js';
import type { OauthOrg } from '../oauth-org.js';
import type { Flow, Granted } from './flow.js';

const refreshGrant = (http: ApiRequest, caller: Caller, token: string, org: OauthOrg): Granted => {
  org.tokens.endIfRotated(token, caller.app.id);
  const grant = org.tokens.findByRefreshToken(token);
  const user = org.people.users.find(({ Id }) => Id === grant?.userId);
  if (!grant || !user || grant.app.id !== caller.app.id) throw invalidGrant('expired access/refresh token');
  requireUserMayUse(caller, user, org);
  requireAllowlisted(http, caller, org);
  requireLoginAddress(http, caller, user.Id, 'refresh', org);
  return caller.globalSettings.isRefreshTokenRotationEnabled === true
    ? { grant, refreshToken: org.tokens.renewRefreshToken(grant) }
    : { grant };
};

/** Refuses a second use of the token while this one lasts. */
const alone = async (token: string, org: OauthOrg, refreshIt: () => Granted): Promise<Granted> => {
  if (org.refreshing.has(token)) throw invalidGrant('token request is already being processed');
  org.refreshing.add(token);
  try {
    await delay(org.options.refreshTime);
    org.settle();
    return refreshIt();
  } finally {
    org.refreshing.delete(token);
  }
};

export const refresh: Flow = async ({ http, form }, org) => {
  const caller = identifyCaller(http, form, org);
  if (caller.globalSettings.isSecretRequiredForRefreshToken === true) requireSecret(caller);
  const token = form.get('refresh_token') ?? '';
  return alone(token, org, () => refreshGrant(http, caller, token, org));
};
