import type { Connection } from '@salesforce/core';
import type { AppInput } from '../../src/operations/request.js';
import { getCredentials } from '../../src/operations/getCredentials.js';
import { connectTo, create, flag, recordRun } from './operations.js';
import { authorizeApp, type VendorOrg } from './vendor.js';
import type { SettingPath } from '../../src/settings/table.js';
import { apiNameFromUser } from '../../src/settings/apiNames.js';

/** Addresses that a vendor could call from: public ones, since an allowlist takes no others. */
export const VENDOR_IP = '52.29.100.17';

export const SINERGIFY = 'Sinergify_Connected_App';

/** `sf eca create --template sinergify` with an address. */
export const sinergify = (...allowIps: string[]): AppInput => ({
  template: 'sinergify',
  parameters: ['jiraUrl=https://acme.atlassian.net'],
  flags: [flag('oauth.security.refreshTokenIpAllowlist', allowIps)],
});

/** Sets up an app, and changes it where it exists. */
export const setUp = async (connection: Connection, input: AppInput): Promise<void> => {
  await create(recordRun(), connection, input, { updateExisting: true });
};

/** An app of settings by path, without a template. */
export const appOf = (name: string, settings: Partial<Record<SettingPath, unknown>>): AppInput => ({
  parameters: [],
  flags: [
    flag('name', name),
    ...(Object.entries(settings) as Array<[SettingPath, unknown]>).map(([path, value]) => flag(path, value)),
  ],
});

/** The vendor's system logs in through the app, as the org's administrator. */
export const useApp = async (
  org: VendorOrg & { username: string },
  name: string,
  callbackUrl: string
): Promise<void> => {
  const connection = await connectTo(org);
  const credentials = await getCredentials(recordRun(), {
    connection,
    name: apiNameFromUser(name),
    enableAccess: true,
  });
  await authorizeApp(org, { ...credentials, callbackUrl });
};

/** The callback URL of {@link sinergify}. */
export const SINERGIFY_CALLBACK =
  'https://acme.atlassian.net/plugins/servlet/ac/Sinergify.Sinergify/Authentication?s=Sinergify.Sinergify__Authentication';

/** An administrator grants an app to a permission set, and its policies do not name it. */
export const grantApp = async (org: VendorOrg & { username: string }, app: string, set: string): Promise<void> => {
  const connection = await connectTo(org);
  const idOf = async (soql: string): Promise<string> => {
    const { records } = await connection.query<{ Id: string }>(soql);
    return records[0].Id;
  };
  await connection.requestPost('/sobjects/SetupEntityAccess', {
    ParentId: await idOf(`SELECT Id FROM PermissionSet WHERE Name = '${set}'`),
    SetupEntityId: await idOf(`SELECT Id FROM ExternalClientApplication WHERE DeveloperName = '${app}'`),
  });
};
