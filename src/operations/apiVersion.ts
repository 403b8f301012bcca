import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import type { Problem } from '../definition/problems.js';
import { OLDEST_API_VERSION } from '../settings/platform.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'problems');

/** Whether External Client Apps can be handled in the API version in use: docs/platform.md#versions */
export const checkApiVersion = async (connection: Connection): Promise<Problem[]> => {
  const version = connection.getApiVersion();
  const newest = await connection.retrieveMaxApiVersion();
  return Number(version) < OLDEST_API_VERSION || Number(version) > Number(newest)
    ? [
        {
          where: '--api-version',
          what: messages.getMessage('apiVersion', [version, `${OLDEST_API_VERSION}.0`, newest]),
        },
      ]
    : [];
};
