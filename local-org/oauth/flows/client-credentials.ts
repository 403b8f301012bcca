import { requireLoginAddress } from '../addresses.js';
import { identifyCaller, requireSecret } from '../caller.js';
import { invalidGrant } from '../errors.js';
import { isRefreshScope, scopesOf } from '../scopes.js';
import type { Flow } from './flow.js';

/** The user that the app runs as needs no approval, and there is nothing to refresh. */
export const clientCredentials: Flow = ({ http, form }, org) => {
  const caller = identifyCaller(http, form, org);
  requireSecret(caller);
  const { globalSettings, oauthPolicies } = caller;
  if (globalSettings.isClientCredentialsFlowEnabled !== true) throw invalidGrant('client credentials flow not enabled');
  const user = org.people.users.find(({ Username }) => Username === oauthPolicies.clientCredentialsFlowUser);
  if (oauthPolicies.isClientCredentialsFlowEnabled !== true || !user) {
    throw invalidGrant('no client credentials user enabled');
  }
  requireLoginAddress(http, caller, user.Id, 'login', org);
  const scopes = scopesOf(caller).filter((scope) => !isRefreshScope(scope));
  return { grant: org.tokens.findOrAdd({ app: caller.app, userId: user.Id, scopes, flow: 'client_credentials' }) };
};
