import type { Grant } from '../../org/grant.js';
import type { Client } from '../client.js';
import { areRefreshTokensUsable } from '../lifetime.js';
import type { OauthOrg } from '../oauth-org.js';
import { isRefreshScope } from '../scopes.js';
import type { Granted } from './flow.js';

/** What an app gets once a user has allowed it: a refresh token only with the scope for one. */
export const grantToUser = (
  client: Client,
  { userId, scopes }: Pick<Grant, 'userId' | 'scopes'>,
  flow: Grant['flow'],
  org: OauthOrg
): Granted => {
  const grant = org.tokens.add({ app: client.app, userId, scopes, flow });
  if (!scopes.some(isRefreshScope)) return { grant };
  const refreshToken = org.tokens.renewRefreshToken(grant);
  if (!areRefreshTokensUsable(client)) grant.refreshToken = undefined;
  return { grant, refreshToken };
};
