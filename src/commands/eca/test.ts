import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { FLOWS } from '../../definition/flows.js';
import { testApp, type AppTest } from '../../operations/appTest.js';
import { getTemplate } from '../../templates/find.js';
import { readAndTell } from '../../ui/awaited.js';
import { MINUTES, nameFlags } from '../../ui/commonFlags.js';
import { EcaCommand } from '../../ui/ecaCommand.js';
import { exitCodeOfTest } from '../../ui/exitCodes.js';
import { loginFlags, readLogin } from '../../ui/loginFlags.js';
import { describeTest } from '../../ui/testView.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.test');

export type EcaTestResult = AppTest;

export default class EcaTest extends EcaCommand<EcaTestResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  public static readonly flags = {
    ...nameFlags,
    flow: Flags.option({ options: FLOWS, multiple: true })({ summary: messages.getMessage('flags.flow.summary') }),
    template: Flags.string({
      char: 't',
      exclusive: ['flow'],
      summary: messages.getMessage('flags.template.summary'),
    }),
    wait: Flags.duration({ ...MINUTES, defaultValue: 30, summary: messages.getMessage('flags.wait.summary') }),
    'callback-url': Flags.string({ summary: messages.getMessage('flags.callback-url.summary') }),
    scope: Flags.string({ multiple: true, summary: messages.getMessage('flags.scope.summary') }),
    'no-pkce': Flags.boolean({ summary: messages.getMessage('flags.no-pkce.summary') }),
    ...loginFlags(),
  };

  public async run(): Promise<EcaTestResult> {
    const { flags } = await this.parse(EcaTest);
    const tell = (line: string): void => this.logToStderr(line);
    const login = await readLogin(flags, tell);
    const template = flags.template === undefined ? undefined : await getTemplate(flags.template, readAndTell);
    const connection = await this.connect(flags['target-org'], flags['api-version']);
    const result = await testApp(this.startReading(), {
      ...login,
      connection,
      name: await this.nameApp(flags, connection),
      flows: flags.flow ?? template?.usedWith,
      waitMs: flags.wait.milliseconds,
      callbackUrl: flags['callback-url'],
      scopes: flags.scope,
      withPkce: !flags['no-pkce'],
      showDevice: flags.flow?.includes('device')
        ? ({ userCode, verificationUrl }) => tell(messages.getMessage('showDevice', [userCode, verificationUrl]))
        : undefined,
    });
    this.endStages();
    this.log(describeTest(result).join('\n'));
    process.exitCode = exitCodeOfTest(result);
    return result;
  }
}
