import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { apiNameFromUser, type ApiName } from '../settings/apiNames.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'changing');

/** The app that a command is about: a name that no app can have is refused before the org is asked. */
export const nameFlag = Flags.custom<ApiName>({
  char: 'n',
  parse: (name) => Promise.resolve(apiNameFromUser(name)),
});

/** The flags of every command that reads one app. */
export const nameFlags = {
  'target-org': Flags.requiredOrg(),
  'api-version': Flags.orgApiVersion(),
  name: nameFlag({ summary: messages.getMessage('flags.name.summary') }),
};

/** How a time to wait is given. */
export const MINUTES = { char: 'w', unit: 'minutes', min: 0 } as const;

/** How long a command waits for its deploy. */
export const waitFlag = Flags.duration({
  ...MINUTES,
  defaultValue: 33,
  summary: messages.getMessage('flags.wait.summary'),
});

/** The flags of every command that changes an app that exists. */
export const changeFlags = {
  ...nameFlags,
  'dry-run': Flags.boolean({ summary: messages.getMessage('flags.dry-run.summary') }),
  'no-prompt': Flags.boolean({ summary: messages.getMessage('flags.no-prompt.summary') }),
  wait: waitFlag,
};
