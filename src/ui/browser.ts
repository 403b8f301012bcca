import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Messages } from '@salesforce/core/messages';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'errors');

/** What finds no browser says so by then; what found one may go on for as long as that. */
const EARLY_MS = 1500;

/**
 * Opens a page in the person's browser and does not wait for it.
 *
 * @throws Error where there is no browser
 */
export const openInBrowser = async (url: string): Promise<void> => {
  const { default: open } = await import('open');
  const opener = await open(url);
  // What opens it does not keep this process alive, so the time to wait must.
  const ended = new AbortController();
  const late = sleep(EARLY_MS, [null], { signal: ended.signal }).catch(() => [null]);
  const [exitCode] = (await Promise.race([once(opener, 'close'), late])) as [number | null];
  ended.abort();
  if (exitCode !== null && exitCode !== 0) throw new Error(messages.getMessage('noBrowser', [exitCode]));
};
