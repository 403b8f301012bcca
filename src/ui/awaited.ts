import { Messages } from '@salesforce/core/messages';
import { inputReader } from '../definition/inputs.js';
import { visible } from '../settings/visible.js';
import { redact } from './redact.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'reading');

/** Says on stderr what is waited for; also beside JSON, since nobody would know otherwise. */
export const sayAwaited = (from: string): void => {
  process.stderr.write(`${visible(redact(messages.getMessage('awaited', [from])))}\n`);
};

/** Reads what a user names, and says what is long in coming. */
export const readAndTell = inputReader({ onWait: sayAwaited });
