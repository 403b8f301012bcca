import { authorizationCode } from './authorization-code.js';
import { clientCredentials } from './client-credentials.js';
import { device } from './device.js';
import type { Flow } from './flow.js';
import { jwtBearer } from './jwt-bearer.js';
import { refresh } from './refresh.js';
import { tokenExchange } from './token-exchange.js';

const FLOWS: Readonly<Record<string, Flow>> = {
  authorization_code: authorizationCode,
  refresh_token: refresh,
  client_credentials: clientCredentials,
  device,
  'urn:ietf:params:oauth:grant-type:jwt-bearer': jwtBearer,
  'urn:ietf:params:oauth:grant-type:token-exchange': tokenExchange,
};

export const findFlow = (grantType: string): Flow | undefined =>
  Object.hasOwn(FLOWS, grantType) ? FLOWS[grantType] : undefined;
