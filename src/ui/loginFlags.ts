import type { FlagInput } from '@oclif/core/interfaces';
import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import type { ReadText } from '../definition/sources.js';
import type { TestOptions } from '../operations/appTest.js';
import { readCredentialsFile } from '../operations/credentialsFile.js';
import { readAndTell } from './awaited.js';
import { openInBrowser } from './browser.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.test');

const summary = (flag: string): string => messages.getMessage(`flags.${flag}.summary`);

/** Who logs in through an app, and with what. */
export interface LoginFlags {
  browser: boolean | undefined;
  'credentials-file': string | undefined;
  'jwt-key-file': string | undefined;
  username: string | undefined;
  'enable-access': boolean | undefined;
}

/** The flags of every command that logs in through an app. */
export const loginFlags = (dependsOn: string[] = []): FlagInput<LoginFlags> => ({
  browser: Flags.boolean({ dependsOn, summary: summary('browser') }),
  'credentials-file': Flags.string({ dependsOn, exclusive: ['enable-access'], summary: summary('credentials-file') }),
  'jwt-key-file': Flags.string({ dependsOn: [...dependsOn, 'username'], summary: summary('jwt-key-file') }),
  username: Flags.string({ dependsOn: [...dependsOn, 'jwt-key-file'], summary: summary('username') }),
  'enable-access': Flags.boolean({ dependsOn, summary: summary('enable-access') }),
});

/** Reads a file with something secret; what was given may be that itself, and is not repeated. */
const reading =
  (flag: string): ReadText =>
  async (file) => {
    try {
      return await readAndTell(file);
    } catch (error) {
      throw messages.createError('error.unreadable', [flag, (error as NodeJS.ErrnoException).code ?? '']);
    }
  };

/** Where there is no browser, the person opens the page elsewhere on this machine. */
const openLogin = async (url: string, tell: (line: string) => void): Promise<void> => {
  tell(messages.getMessage('showBrowser', [url]));
  await openInBrowser(url).catch(() => undefined);
};

/**
 * Reads what a login is made with.
 *
 * @param tell tells the person who is to log in
 * @throws SfError `UnreadableError`, `NoSecretInFileError`, neither of which repeats anything of a file
 */
export const readLogin = async (
  {
    browser,
    'credentials-file': file,
    'jwt-key-file': keyFile,
    username,
    'enable-access': enableAccess = false,
  }: LoginFlags,
  tell: (line: string) => void
): Promise<Pick<TestOptions, 'credentials' | 'jwt' | 'enableAccess' | 'openBrowser'>> => ({
  enableAccess,
  credentials: file === undefined ? undefined : await readCredentialsFile(file, reading('--credentials-file')),
  jwt:
    keyFile === undefined || username === undefined
      ? undefined
      : { privateKey: await reading('--jwt-key-file')(keyFile), username },
  openBrowser: browser ? (url) => openLogin(url, tell) : undefined,
});
