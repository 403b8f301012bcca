import type { Connection } from '@salesforce/core';
import type { AppInput } from '../../src/operations/input.js';
import { createApp } from '../../src/operations/createApp.js';
import { getCredentials } from '../../src/operations/getCredentials.js';
import { connectTo, creation, recordRun } from './operations.js';
import { authorizeApp, type VendorOrg } from './vendor.js';

/** Addresses that a vendor could call from: public ones, since an allowlist takes no others. */
export const VENDOR_IP = '52.29.100.17';

export const SINERGIFY = 'Sinergify_Connected_App';

/** `sf eca create --template sinergify` with an address. */
export const sinergify = (...allowIps: string[]): AppInput => ({
  template: 'sinergify',
  parameters: ['jiraUrl=https://acme.atlassian.net'],
  flags: [{ flag: 'allow-ip', path: 'oauth.security.refreshTokenIpAllowlist', value: allowIps }],
});

/** Sets up an app, and changes it where it exists. */
export const setUp = async (connection: Connection, input: AppInput): Promise<void> => {
  await createApp(recordRun(), creation(connection, input, { updateExisting: true }));
};

/** An app of settings by path, without a template. */
export const appOf = (name: string, settings: Record<string, unknown>): AppInput => ({
  parameters: [],
  flags: [
    { flag: 'name', path: 'name', value: name },
    ...Object.entries(settings).map(([path, value]) => ({ flag: path, path, value })),
  ],
});

/** The vendor's system logs in through the app, as the org's administrator. */
export const useApp = async (
  org: VendorOrg & { username: string },
  name: string,
  callbackUrl: string
): Promise<void> => {
  const connection = await connectTo(org);
  const credentials = await getCredentials(recordRun(), { connection, name, enableAccess: true });
  await authorizeApp(org, { ...credentials, callbackUrl });
};

/** The callback URL of {@link sinergify}. */
export const SINERGIFY_CALLBACK =
  'https://acme.atlassian.net/plugins/servlet/ac/Sinergify.Sinergify/Authentication?s=Sinergify.Sinergify__Authentication';
