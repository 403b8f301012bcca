import { Messages } from '@salesforce/core/messages';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'fleet');

/** Of several orgs, each is told of once: all that is asked of one that is down is asked again. */
export const tellOnce = (org: string, warn: (text: string) => void): ((reason: string) => void) => {
  let isTold = false;
  return (reason) => {
    if (!isTold) warn(messages.getMessage('warning.retry', [org, reason]));
    isTold = true;
  };
};
