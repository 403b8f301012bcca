/** The device flow, older than the standard's and of its own kind: docs/platform.md#oauth */
import type { DeviceRequest } from '../../org/device-codes.js';
import { requireUserMayUse } from '../access.js';
import { requireLoginAddress } from '../addresses.js';
import { identifyCaller } from '../caller.js';
import type { Client } from '../client.js';
import { deniedByUser, invalidGrant, pendingAuthorization, pollsTooFast } from '../errors.js';
import type { OauthOrg } from '../oauth-org.js';
import { grantScopes } from '../scopes.js';
import type { Flow, TokenRequest } from './flow.js';
import { grantToUser } from './grant-to-user.js';

/** Where a person types the user code in. */
export const VERIFICATION_PATH = '/setup/connect';

/** Seconds that a device waits before it asks again. */
const INTERVAL = 5;

const requireDeviceFlow = ({ globalSettings }: Client): void => {
  if (globalSettings.isDeviceFlowEnabled !== true) throw invalidGrant('device flow not enabled');
};

/** The codes that a device asks for in the place of a token. */
export const startDeviceFlow = ({ http, form }: TokenRequest, org: OauthOrg): Record<string, string | number> => {
  const caller = identifyCaller(http, form, org);
  requireDeviceFlow(caller);
  const scopes = grantScopes(caller, form.get('scope'));
  const { deviceCode, userCode } = org.deviceCodes.issue({ appId: caller.app.id, scopes });
  return {
    user_code: userCode,
    device_code: deviceCode,
    interval: INTERVAL,
    verification_uri: http.baseUrl + VERIFICATION_PATH,
  };
};

/** A device is told to wait, and to be slower where it did not. */
const waitFor = (request: DeviceRequest, org: OauthOrg): Error => {
  const now = org.now().getTime();
  const isTooFast = request.polledAt !== undefined && now - request.polledAt < INTERVAL * 1000;
  request.polledAt = now;
  return isTooFast ? pollsTooFast() : pendingAuthorization();
};

export const device: Flow = ({ http, form }, org) => {
  const caller = identifyCaller(http, form, org);
  requireDeviceFlow(caller);
  const request = org.deviceCodes.find(form.get('code') ?? '', caller.app.id);
  if (!request) throw invalidGrant('invalid device code');
  const { decision, scopes } = request;
  if (decision === undefined) {
    throw org.deviceCodes.isExpired(request) ? invalidGrant('expired device code') : waitFor(request, org);
  }
  org.deviceCodes.end(request);
  const user = decision === 'denied' ? undefined : org.people.users.find(({ Id }) => Id === decision.userId);
  if (!user) throw deniedByUser();
  requireUserMayUse(caller, user, org);
  requireLoginAddress(http, caller, user.Id, 'login', org);
  return grantToUser(caller, { userId: user.Id, scopes }, 'device', org);
};
