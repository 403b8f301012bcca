import { Flags } from '@salesforce/sf-plugins-core';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import type { ApiName } from '../../settings/apiNames.js';
import { readCredentialsStatus, type CredentialsStatus } from '../../operations/keyPairs.js';
import { rotateCredentials, type RotatedCredentials } from '../../operations/rotateCredentials.js';
import { MINUTES, nameFlags } from '../../ui/commonFlags.js';
import { destinationFlags, fileFormatFlag, toDestination } from '../../ui/destinationFlags.js';
import { EcaCommand } from '../../ui/ecaCommand.js';
import { exitCodeOfRotation } from '../../ui/exitCodes.js';
import { describePairs, describeRotation } from '../../ui/rotationView.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.rotate-credentials');

/** What a rotation came to, or, with --status, the key pairs that there are. */
export type EcaRotateCredentialsResult = RotatedCredentials | CredentialsStatus;

const CHANGES = ['output-file', 'exec', 'revoke-previous', 'test'];

export default class EcaRotateCredentials extends EcaCommand<EcaRotateCredentialsResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  /** Behind --exec stand the words of a command. */
  public static readonly strict = false;

  public static readonly flags = {
    ...nameFlags,
    ...destinationFlags,
    ...fileFormatFlag,
    'consumer-key': Flags.string({ summary: messages.getMessage('flags.consumer-key.summary') }),
    status: Flags.boolean({ summary: messages.getMessage('flags.status.summary'), exclusive: CHANGES }),
    'revoke-previous': Flags.boolean({ summary: messages.getMessage('flags.revoke-previous.summary') }),
    test: Flags.boolean({ summary: messages.getMessage('flags.test.summary') }),
    wait: Flags.duration({ ...MINUTES, defaultValue: 30, summary: messages.getMessage('flags.wait.summary') }),
    'enable-access': Flags.boolean({ summary: messages.getMessage('flags.enable-access.summary') }),
    'no-prompt': Flags.boolean({ summary: messages.getMessage('flags.no-prompt.summary') }),
  };

  public async run(): Promise<EcaRotateCredentialsResult> {
    const { flags, words } = await this.parseWithWords(EcaRotateCredentials);
    const destination = toDestination(flags, words, this.jsonEnabled());
    const { status, 'revoke-previous': revokePrevious } = flags;
    if (!status && !destination && !revokePrevious) throw messages.createError('error.noDestination');
    const connection = await this.connect(flags['target-org'], flags['api-version']);
    const name = await this.nameApp(flags, connection);
    const options = {
      connection,
      name,
      consumerKey: flags['consumer-key'],
      destination,
      enableAccess: flags['enable-access'],
      revokePrevious,
      test: flags.test,
      waitMs: flags.wait.milliseconds,
    };
    if (status) return this.showStatus(options);
    const result = await rotateCredentials(this.startLines(), {
      ...options,
      approve: ({ name: app }) => this.ask(app, destination === undefined, flags['no-prompt']),
    });
    this.log(describeRotation(result).join('\n'));
    process.exitCode = exitCodeOfRotation(result, revokePrevious);
    return result;
  }

  private async showStatus(options: {
    connection: Connection;
    name: ApiName;
    enableAccess: boolean;
    consumerKey?: string;
  }): Promise<CredentialsStatus> {
    const found = await readCredentialsStatus(this.startRun(), options);
    this.log(describePairs(found).join('\n'));
    return found;
  }

  private async ask(name: string, onlyRevokes: boolean, noPrompt: boolean): Promise<void> {
    await this.approve(messages.getMessage(onlyRevokes ? 'confirm.revoke' : 'confirm', [name]), noPrompt, {
      noTerminal: messages.createError('error.noTerminal', [name]),
      declined: messages.createError('error.declined'),
    });
  }
}
