import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { waitFlag } from '../commonFlags.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.audit');
const changing = Messages.loadMessages('sf-plugin-eca', 'changing');

/** How what was found is to be mended. */
export const fixFlags = {
  fix: Flags.boolean({
    summary: messages.getMessage('flags.fix.summary'),
    description: messages.getMessage('flags.fix.description'),
    exclusive: ['fail-on'],
  }),
  'output-dir': Flags.string({
    char: 'd',
    summary: messages.getMessage('flags.output-dir.summary'),
    dependsOn: ['fix'],
    exclusive: ['dry-run'],
  }),
  force: Flags.boolean({ summary: messages.getMessage('flags.force.summary'), dependsOn: ['output-dir'] }),
  'dry-run': Flags.boolean({ summary: changing.getMessage('flags.dry-run.summary'), dependsOn: ['fix'] }),
  'no-prompt': Flags.boolean({ summary: changing.getMessage('flags.no-prompt.summary'), dependsOn: ['fix'] }),
  wait: waitFlag,
};

/** What was said of it. */
export interface FixFlags {
  fix: boolean;
  'output-dir'?: string;
  force: boolean;
  'dry-run': boolean;
  'no-prompt': boolean;
  wait: { milliseconds: number };
}
