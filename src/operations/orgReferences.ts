import type { Connection } from '@salesforce/core';
import { instanceHost, setupHost } from '../org/setupPages.js';
import type { OrgReferences } from '../templates/fill.js';
import { orgWord } from '../org/runningUser.js';
import { LOGIN_URLS } from '../settings/platform.js';

/** What templates may refer to of an org of which only the kind is known, if that. */
export const referencesOfKind = (kind: keyof typeof LOGIN_URLS | undefined): OrgReferences => ({
  loginUrl: kind && LOGIN_URLS[kind],
  instanceUrl: undefined,
  username: undefined,
  usernameSuffix: kind === 'production' ? '' : undefined,
});

/** The name of a sandbox stands in its host. */
const SANDBOX_HOST = /^[^.]+--([^.]+)\.sandbox\.my\./i;

/**
 * What a sandbox puts behind the names of its users: docs/platform.md#users. A host that has no name of a sandbox in it
 * is a stand-in for one, or older than such hosts: then the end of the running user's name is taken.
 */
const usernameSuffix = (connection: Connection): string => {
  const [, sandbox] = SANDBOX_HOST.exec(new URL(connection.instanceUrl).hostname) ?? [];
  if (sandbox !== undefined) return `.${sandbox.toLowerCase()}`;
  const { username = '', isSandbox } = connection.getAuthInfoFields();
  return isSandbox ? (/\.[^.@]+$/.exec(username)?.[0] ?? '') : '';
};

/** What templates may refer to of an org that was asked nothing yet. */
export const referencesBeforeAsking = (connection: Connection): OrgReferences => ({
  loginUrl: undefined,
  instanceUrl: instanceHost(connection),
  username: orgWord(connection),
  usernameSuffix: usernameSuffix(connection),
  setupUrl: setupHost(connection),
});

/** What templates may refer to of an org. */
export const orgReferences = (connection: Connection, { isSandbox }: { isSandbox: boolean }): OrgReferences => ({
  ...referencesBeforeAsking(connection),
  loginUrl: LOGIN_URLS[isSandbox ? 'sandbox' : 'production'],
});
