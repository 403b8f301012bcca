import type { Flow } from '../../src/definition/flows.js';
import type { AppInput } from '../../src/operations/request.js';
import { flag, SENDSAFELY } from './operations.js';
import { ALL } from './peeklogic.js';
import { sinergify, VENDOR_IP } from './vendorApp.js';

/** A vendor's system, set up as its guide says. */
export interface System {
  title: string;
  input: AppInput;
  /** The flow that it logs in by. */
  flow: Flow;
}

const PLAUTI: AppInput = {
  template: 'plauti',
  parameters: [`serverOutboundIp=${VENDOR_IP}`],
  flags: [flag('oauth.callbackUrls', ['https://plauti.acme.example/api/connections/oauth/callback'])],
};

const BOARD: AppInput = {
  template: 'service-board-sync',
  parameters: ['tenantDomain=acme.example.com'],
  flags: [flag('policies.runAs', 'integration@local.org')],
};

export const SYSTEMS: readonly System[] = [
  { title: 'Sinergify', input: sinergify(VENDOR_IP), flow: 'authorizationCode' },
  { title: 'Plauti', input: PLAUTI, flow: 'authorizationCode' },
  { title: 'Service Board Sync', input: BOARD, flow: 'clientCredentials' },
  { title: 'SendSafely', input: SENDSAFELY, flow: 'device' },
  { title: 'Peeklogic', input: ALL, flow: 'authorizationCode' },
];
