import type { Connection } from '@salesforce/core';
import { z } from 'zod';

/** What sf takes in the place of a username, where SF_ORG_INSTANCE_URL says which org it is for. */
const ACCESS_TOKEN = /^(00D\w{12,15}!|eyJ[\w-]+\.)/;

/** Whether what names an org is an access token, which must not be shown. */
export const isAccessToken = (username: string): boolean => ACCESS_TOKEN.test(username);

const userInfo = z.object({ preferred_username: z.string() });

const asked = new WeakMap<Connection, string>();

/** Asks the org who is logged in, where the connection has an access token for a username; otherwise asks nothing. */
export const learnRunningUser = async (connection: Connection): Promise<void> => {
  if (!isAccessToken(connection.getUsername() ?? '')) return;
  const answer = await connection.request(`${connection.instanceUrl}/services/oauth2/userinfo`).catch(() => undefined);
  asked.set(connection, userInfo.safeParse(answer).data?.preferred_username ?? '');
};

/** The running user's username, and never a token; empty where nobody knows it. */
export const usernameOf = (connection: Connection): string => {
  const username = connection.getUsername() ?? '';
  return isAccessToken(username) ? (asked.get(connection) ?? '') : username;
};

/** What stands for the org in a command that is printed. */
export const orgWord = (connection: Connection): string => usernameOf(connection) || '<org>';
