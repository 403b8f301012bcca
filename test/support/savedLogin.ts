import { AuthInfo, StateAggregator } from '@salesforce/core';

/** An org and who is logged in to it. */
export interface LoggedIn {
  instanceUrl: string;
  accessToken: string;
  username: string;
}

/** Logs the CLI in, so that commands find the org by its username: in place of the org of another test that has it too. */
export const saveLogin = async ({ instanceUrl, accessToken, username }: LoggedIn): Promise<void> => {
  const { orgs } = await StateAggregator.getInstance();
  if (await orgs.exists(username)) await orgs.remove(username);
  const login = { username, accessTokenOptions: { accessToken, instanceUrl, loginUrl: instanceUrl } };
  await (await AuthInfo.create(login)).save();
};
