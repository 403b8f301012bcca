import { SCOPE_TOKENS } from '../../src/settings/platform.js';
import { splitList } from '../rules/rule.js';
import type { Client } from './client.js';
import { invalidScope } from './errors.js';

/** One checkbox in Setup, two names: docs/platform.md#scopes */
const REFRESH_SCOPES = ['refresh_token', 'offline_access'];

/** Scopes that one may ask for under another one's name: docs/platform.md#oauth */
const INCLUDED: Readonly<Record<string, readonly string[]>> = {
  id: ['profile', 'email', 'address', 'phone'],
  api: ['chatter_api'],
  web: ['visualforce'],
  full: Object.keys(SCOPE_TOKENS).filter((name) => !REFRESH_SCOPES.includes(name)),
  refresh_token: REFRESH_SCOPES,
  offline_access: REFRESH_SCOPES,
};

/** The app's scopes by their OAuth names. */
export const scopesOf = ({ oauthSettings }: Client): string[] => {
  const tokens = splitList(oauthSettings.commaSeparatedOauthScopes);
  return Object.entries(SCOPE_TOKENS).flatMap(([name, token]) => (tokens.includes(token) ? [name] : []));
};

/**
 * The scopes that a client gets: those that it asks for, or all of the app's.
 *
 * @throws OauthError where it asks for more than the app has
 */
export const grantScopes = (client: Client, asked: string | null): string[] => {
  const own = scopesOf(client);
  const wanted = (asked ?? '').split(/\s+/).filter(Boolean);
  const allowed = own.flatMap((name) => [name, ...(INCLUDED[name] ?? [])]);
  if (wanted.some((name) => !allowed.includes(name))) throw invalidScope();
  return wanted.length > 0 ? wanted : own;
};

export const isRefreshScope = (scope: string): boolean => REFRESH_SCOPES.includes(scope);
