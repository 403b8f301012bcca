import { Messages } from '@salesforce/core/messages';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'errors');

const onError = ({ code = '' }: NodeJS.ErrnoException): void => {
  // Whoever reads has read enough.
  if (code === 'EPIPE') return;
  process.stderr.write(`${messages.getMessage('noOutput', [code])}\n`);
  process.exit(1);
};

/** Where what is printed cannot be written, as on a full disk, the process ends with a word about it. */
export const endWithoutOutput = (): void => {
  if (!process.stdout.listeners('error').includes(onError)) process.stdout.prependListener('error', onError);
};
