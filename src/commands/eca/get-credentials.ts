import { Flags } from '@salesforce/sf-plugins-core';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { throwProblems } from '../../definition/problems.js';
import { disableAccess } from '../../operations/accessSwitch.js';
import { getConsumerKey, getCredentials, givesOutSecrets } from '../../operations/getCredentials.js';
import {
  CREDENTIAL_FORMATS,
  formatCredentials,
  type CredentialFormat,
  type HandedCredentials,
  type VariableNames,
} from '../../definition/credentialFormats.js';
import { checkDestination, checkIsFree, describeDestination, handOver } from '../../operations/handOver.js';
import { describeHandedOver } from '../../ui/created.js';
import { instanceHost } from '../../org/setupPages.js';
import { nameFlags } from '../../ui/commonFlags.js';
import { destinationFlags, toDestination, variableNames } from '../../ui/destinationFlags.js';
import { EcaCommand } from '../../ui/ecaCommand.js';
import type { ApiName } from '../../settings/apiNames.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.get-credentials');

/** The format for people. */
const HUMAN = 'human';

/** A value is null where it was not asked for, or went to a file or a command. */
export type EcaGetCredentialsResult = {
  /** Null where no app was asked about. */
  name: string | null;
  consumerKey: string | null;
  consumerSecret: string | null;
  outputFile?: string;
  /** The command that they were handed to, without its arguments. */
  command?: string;
  /** Whether the org gave out secrets before it was made to give out none: with --disable-access. */
  accessWasOn?: boolean;
};

export default class EcaGetCredentials extends EcaCommand<EcaGetCredentialsResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  /** Behind --exec stand the words of a command. */
  public static readonly strict = false;

  public static readonly flags = {
    ...nameFlags,
    ...destinationFlags,
    part: Flags.option({ options: ['key', 'secret'] as const })({ summary: messages.getMessage('flags.part.summary') }),
    'enable-access': Flags.boolean({ summary: messages.getMessage('flags.enable-access.summary') }),
    'disable-access': Flags.boolean({
      summary: messages.getMessage('flags.disable-access.summary'),
      exclusive: ['enable-access', 'name', 'part', 'output-file', 'exec'],
    }),
    'output-file': { ...destinationFlags['output-file'], char: 'f' as const },
    format: Flags.option({ options: [HUMAN, ...CREDENTIAL_FORMATS] as const })({
      exclusive: ['exec'],
      summary: messages.getMessage('flags.format.summary'),
    }),
    'no-prompt': Flags.boolean({ summary: messages.getMessage('flags.no-prompt.summary') }),
  };

  public async run(): Promise<EcaGetCredentialsResult> {
    const { flags, words } = await this.parseWithWords(EcaGetCredentials);
    const { part } = flags;
    const format = flags.format === HUMAN ? undefined : flags.format;
    if (format === 'aws-secret' && part !== undefined) throw messages.createError('error.wholeOnly', [format]);
    const destination = toDestination({ ...flags, format }, words, this.jsonEnabled());
    const connection = await this.connect(flags['target-org'], flags['api-version']);
    if (flags['disable-access']) return this.disable(connection);
    if (destination) throwProblems([...(await checkDestination(destination)), ...(await checkIsFree(destination))]);
    const name = await this.nameApp(flags, connection);
    const isShown = destination === undefined;
    const run = this.startRun();
    const common = { name, instanceUrl: instanceHost(connection) };
    const found: HandedCredentials =
      part === 'key'
        ? { ...common, consumerKey: await getConsumerKey(connection, name) }
        : {
            ...common,
            ...(await getCredentials(run, {
              connection,
              name,
              enableAccess: await this.ask(connection, name, isShown, flags),
            })),
          };
    const wanted: HandedCredentials = part === 'secret' ? { ...found, consumerKey: undefined } : found;
    if (destination === undefined) return this.show(wanted, part, format, variableNames(flags));
    await handOver(run, destination, wanted);
    const where = describeDestination(destination);
    this.log(describeHandedOver(name, { state: 'handedOver', ...where }));
    return { name, consumerKey: wanted.consumerKey ?? null, consumerSecret: null, ...where };
  }

  private async disable(connection: Connection): Promise<EcaGetCredentialsResult> {
    const accessWasOn = await disableAccess(this.startRun(), connection);
    this.log(messages.getMessage(accessWasOn ? 'disabled' : 'disabledAlready'));
    return { name: null, consumerKey: null, consumerSecret: null, accessWasOn };
  }

  /** Asks what there is to ask before a secret is read; whether the org may be made to give it out. */
  private async ask(
    connection: Connection,
    name: ApiName,
    isShown: boolean,
    flags: { 'enable-access': boolean; 'no-prompt': boolean; json?: boolean }
  ): Promise<boolean> {
    const isAsking = !flags['no-prompt'] && this.isAtTerminal();
    const enableAccess = flags['enable-access'] || (isAsking && (await this.askForAccess(connection, name)));
    if (isShown) await this.askToShow(name, flags['no-prompt'] || flags.json === true);
    return enableAccess;
  }

  /** Whether the person lets the org give out secrets for the read: asked only where it gives out none. */
  private async askForAccess(connection: Connection, name: string): Promise<boolean> {
    if (await givesOutSecrets(connection)) return false;
    await this.approve(messages.getMessage('confirmAccess', [name]), false, {
      noTerminal: messages.createError('error.noTerminal'),
      declined: messages.createError('error.accessDeclined', [name]),
    });
    return true;
  }

  /** A secret comes onto a screen, or into whatever records it, only when that was asked for. */
  private async askToShow(name: string, noPrompt: boolean): Promise<void> {
    await this.approve(messages.getMessage('confirm', [name]), noPrompt, {
      noTerminal: messages.createError('error.noTerminal'),
      declined: messages.createError('error.declined'),
    });
  }

  private show(
    credentials: HandedCredentials,
    part: 'key' | 'secret' | undefined,
    format: CredentialFormat | undefined,
    variables: VariableNames
  ): EcaGetCredentialsResult {
    const { name, consumerKey, consumerSecret } = credentials;
    if (format !== undefined) {
      this.log(formatCredentials(format, credentials, variables).trimEnd());
    } else if (part !== undefined) {
      this.log(consumerKey ?? consumerSecret);
    } else {
      this.log(messages.getMessage('shown.key', [consumerKey]));
      this.log(messages.getMessage('shown.secret', [consumerSecret]));
      this.warn(messages.getMessage('warning.secret'));
    }
    return { name, consumerKey: consumerKey ?? null, consumerSecret: consumerSecret ?? null };
  }
}
