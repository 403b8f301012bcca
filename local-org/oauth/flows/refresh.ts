import { requireUserMayUse } from '../access.js';
import { identifyCaller, requireSecret, type Caller } from '../caller.js';
import { invalidGrant } from '../errors.js';
import type { OauthOrg } from '../oauth-org.js';
import type { Flow, Granted } from './flow.js';

const refreshGrant = (caller: Caller, token: string, org: OauthOrg): Granted => {
  const grant = org.tokens.findByRefreshToken(token);
  const user = org.people.users.find(({ Id }) => Id === grant?.userId);
  if (!grant || !user || grant.app.id !== caller.app.id) throw invalidGrant('expired access/refresh token');
  requireUserMayUse(caller, user, org.people);
  return caller.globalSettings.isRefreshTokenRotationEnabled === true
    ? { grant, refreshToken: org.tokens.renewRefreshToken(grant) }
    : { grant };
};

export const refresh: Flow = ({ http, form }, org) => {
  const caller = identifyCaller(http, form, org);
  if (caller.globalSettings.isSecretRequiredForRefreshToken === true) requireSecret(caller);
  return refreshGrant(caller, form.get('refresh_token') ?? '', org);
};
