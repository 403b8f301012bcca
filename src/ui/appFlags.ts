import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { SETTING_OF_FLAG, type SettingFlag } from '../operations/flagSettings.js';
import type { AppInput } from '../operations/request.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');

const summary = (flag: string): string => messages.getMessage(`flags.${flag}.summary`);

/** The flags that describe an app: the same for every command that takes one. */
export const appFlags = {
  template: Flags.string({ char: 't', summary: summary('template') }),
  'definition-file': Flags.string({ char: 'f', summary: summary('definition-file') }),
  name: Flags.string({ char: 'n', summary: summary('name') }),
  label: Flags.string({ char: 'l', summary: summary('label') }),
  'contact-email': Flags.string({
    summary: summary('contact-email'),
    description: messages.getMessage('flags.contact-email.description'),
  }),
  'contact-phone': Flags.string({ summary: summary('contact-phone') }),
  description: Flags.string({ summary: summary('description') }),
  'callback-url': Flags.string({ multiple: true, summary: summary('callback-url') }),
  scope: Flags.string({ multiple: true, summary: summary('scope') }),
  'permitted-users': Flags.option({ options: ['adminApproved', 'allSelfAuthorized'] as const })({
    summary: summary('permitted-users'),
  }),
  profile: Flags.string({ multiple: true, summary: summary('profile') }),
  'permission-set': Flags.string({ multiple: true, summary: summary('permission-set') }),
  'run-as': Flags.string({ summary: summary('run-as') }),
  'allow-ip': Flags.string({ multiple: true, summary: summary('allow-ip') }),
  'session-timeout': Flags.integer({ summary: summary('session-timeout') }),
  set: Flags.string({
    multiple: true,
    summary: summary('set'),
    description: messages.getMessage('flags.set.description'),
  }),
};

type GivenFlags = Partial<Record<SettingFlag, unknown>> & {
  template?: string;
  'definition-file'?: string;
  set?: string[];
};

/** What was given by {@link appFlags}, in the operations' words. A value given twice is given once. */
export const toAppInput = (flags: GivenFlags): AppInput => ({
  template: flags.template,
  definitionFile: flags['definition-file'],
  parameters: flags.set ?? [],
  flags: Object.entries(SETTING_OF_FLAG).map(([flag, path]) => {
    const value = flags[flag as SettingFlag];
    return { flag, path, value: Array.isArray(value) ? [...new Set(value)] : value };
  }),
});
