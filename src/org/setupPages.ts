import type { Connection, Org } from '@salesforce/core';

/** The org's own address: a login by access token has it with a slash at its end, which must not get into other URLs. */
export const instanceHost = ({ instanceUrl }: Connection): string => instanceUrl.replace(/\/+$/, '');

/** The host of Setup's pages: docs/platform.md#setup-pages */
export const setupHost = (connection: Connection): string =>
  instanceHost(connection).replace(/\.my\.salesforce\.com(?=:|$)/, '.my.salesforce-setup.com');

/** The page of one app; of all apps where its id is not known. */
export const appPage = (connection: Connection, id: string | null): string => {
  const manager = `${setupHost(connection)}/lightning/setup/ManageExternalClientApplication`;
  return id === null ? `${manager}/home` : `${manager}/${id}/detail`;
};

/** The page with the org's switches for External Client Apps. */
export const settingsPage = (connection: Connection): string =>
  `${setupHost(connection)}/lightning/setup/ExternalClientApplicationSettings/home`;

/** The page of all named credentials. */
export const namedCredentialsPage = (connection: Connection): string =>
  `${setupHost(connection)}/lightning/setup/NamedCredential/home`;

/** A URL that opens a page of Setup once, logged in, as `sf org open` makes it: docs/platform.md#setup-pages */
export const singleUseUrl = (org: Org, page: string): Promise<string> => org.getFrontDoorUrl(new URL(page).pathname);
