import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { settingsFile, type AppSettings } from '../org/secretAccess.js';
import { deploy, NOTHING_STANDS } from './deployment.js';
import type { Run } from './run.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'org');

const LONGEST_SWITCH_MS = 5 * 60 * 1000;

/**
 * Turns the org's access to secrets over REST on or off, and leaves its other settings as they were read. What is said
 * to stand meanwhile is the caller's business.
 *
 * @throws Error with the org's words where it refuses
 */
export const switchAccess = async (
  run: Run,
  connection: Connection,
  settings: AppSettings,
  on: boolean
): Promise<void> => {
  const { id, done } = await deploy(run, {
    connection,
    files: [settingsFile(settings, on)],
    dryRun: false,
    waitMs: LONGEST_SWITCH_MS,
    standing: NOTHING_STANDS,
    onRefused: ({ problem, failures }) =>
      new Error([problem, ...failures.map((failure) => failure.problem)].filter(Boolean).join(' ')),
  });
  if (!done) throw new Error(messages.getMessage('switchTooLong', [id]));
};
