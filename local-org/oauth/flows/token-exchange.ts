import { identifyCaller } from '../caller.js';
import { invalidGrant } from '../errors.js';
import type { Flow } from './flow.js';

/** Refused where it is off; and where it is on, for want of the Apex handler that would know the user of a token. */
export const tokenExchange: Flow = ({ http, form }, org) => {
  const { globalSettings, oauthPolicies } = identifyCaller(http, form, org);
  const isOn = globalSettings.isTokenExchangeEnabled === true && oauthPolicies.isTokenExchangeFlowEnabled === true;
  throw invalidGrant(isOn ? 'no token exchange handler' : 'token exchange flow not enabled');
};
