import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import type { ReadText } from '../../definition/sources.js';
import { FLOWS } from '../../definition/flows.js';
import { testApp, type AppTest } from '../../operations/appTest.js';
import { readCredentialsFile } from '../../operations/credentialsFile.js';
import { readAndTell } from '../../ui/awaited.js';
import { openInBrowser } from '../../ui/browser.js';
import { MINUTES, nameFlags } from '../../ui/commonFlags.js';
import { EcaCommand } from '../../ui/ecaCommand.js';
import { exitCodeOfTest } from '../../ui/exitCodes.js';
import { describeTest } from '../../ui/testView.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.test');

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

export type EcaTestResult = AppTest;

export default class EcaTest extends EcaCommand<EcaTestResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  public static readonly flags = {
    ...nameFlags,
    flow: Flags.option({ options: FLOWS, multiple: true })({ summary: messages.getMessage('flags.flow.summary') }),
    wait: Flags.duration({ ...MINUTES, defaultValue: 30, summary: messages.getMessage('flags.wait.summary') }),
    browser: Flags.boolean({ summary: messages.getMessage('flags.browser.summary') }),
    'credentials-file': Flags.string({
      exclusive: ['enable-access'],
      summary: messages.getMessage('flags.credentials-file.summary'),
    }),
    'callback-url': Flags.string({ summary: messages.getMessage('flags.callback-url.summary') }),
    scope: Flags.string({ multiple: true, summary: messages.getMessage('flags.scope.summary') }),
    'no-pkce': Flags.boolean({ summary: messages.getMessage('flags.no-pkce.summary') }),
    'jwt-key-file': Flags.string({
      dependsOn: ['username'],
      summary: messages.getMessage('flags.jwt-key-file.summary'),
    }),
    username: Flags.string({ dependsOn: ['jwt-key-file'], summary: messages.getMessage('flags.username.summary') }),
    'enable-access': Flags.boolean({ summary: messages.getMessage('flags.enable-access.summary') }),
  };

  public async run(): Promise<EcaTestResult> {
    const { flags } = await this.parse(EcaTest);
    const { flow, 'credentials-file': file, 'jwt-key-file': keyFile, username } = flags;
    const credentials = file === undefined ? undefined : await readCredentialsFile(file, reading('--credentials-file'));
    const connection = await this.connect(flags['target-org'], flags['api-version']);
    const result = await testApp(this.startReading(), {
      connection,
      name: await this.nameApp(flags, connection),
      flows: flow,
      waitMs: flags.wait.milliseconds,
      enableAccess: flags['enable-access'],
      credentials,
      callbackUrl: flags['callback-url'],
      scopes: flags.scope,
      withPkce: !flags['no-pkce'],
      jwt:
        keyFile === undefined || username === undefined
          ? undefined
          : { privateKey: await reading('--jwt-key-file')(keyFile), username },
      openBrowser: flags.browser ? (url) => this.openLogin(url) : undefined,
      showDevice: flow?.includes('device')
        ? ({ userCode, verificationUrl }) =>
            this.logToStderr(messages.getMessage('showDevice', [userCode, verificationUrl]))
        : undefined,
    });
    this.endStages();
    this.log(describeTest(result).join('\n'));
    process.exitCode = exitCodeOfTest(result);
    return result;
  }

  /** Where there is no browser, the person opens the page elsewhere on this machine. */
  private async openLogin(url: string): Promise<void> {
    this.logToStderr(messages.getMessage('showBrowser', [url]));
    await openInBrowser(url).catch(() => undefined);
  }
}
