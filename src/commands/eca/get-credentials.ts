import { Flags } from '@salesforce/sf-plugins-core';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { throwProblems } from '../../definition/problems.js';
import { disableAccess } from '../../operations/accessSwitch.js';
import { getConsumerKey, getCredentials, givesOutSecrets } from '../../operations/getCredentials.js';
import { checkSecretFile, writeSecretFile } from '../../operations/secretFile.js';
import { nameFlags } from '../../ui/commonFlags.js';
import { EcaCommand } from '../../ui/ecaCommand.js';
import type { ApiName } from '../../settings/apiNames.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.get-credentials');

/** A value is null where it was not asked for, or went to the file. */
export type EcaGetCredentialsResult = {
  /** Null where no app was asked about. */
  name: string | null;
  consumerKey: string | null;
  consumerSecret: string | null;
  outputFile?: string;
  /** Whether the org gave out secrets before it was made to give out none: with --disable-access. */
  accessWasOn?: boolean;
};

export default class EcaGetCredentials extends EcaCommand<EcaGetCredentialsResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  public static readonly flags = {
    ...nameFlags,
    part: Flags.option({ options: ['key', 'secret'] as const })({ summary: messages.getMessage('flags.part.summary') }),
    'enable-access': Flags.boolean({ summary: messages.getMessage('flags.enable-access.summary') }),
    'disable-access': Flags.boolean({
      summary: messages.getMessage('flags.disable-access.summary'),
      exclusive: ['enable-access', 'name', 'part', 'output-file'],
    }),
    'output-file': Flags.string({ char: 'f', summary: messages.getMessage('flags.output-file.summary') }),
    force: Flags.boolean({ dependsOn: ['output-file'], summary: messages.getMessage('flags.force.summary') }),
    'no-prompt': Flags.boolean({ summary: messages.getMessage('flags.no-prompt.summary') }),
  };

  public async run(): Promise<EcaGetCredentialsResult> {
    const { flags } = await this.parse(EcaGetCredentials);
    const { part, 'output-file': outputFile } = flags;
    const connection = await this.connect(flags['target-org'], flags['api-version']);
    if (flags['disable-access']) return this.disable(connection);
    if (outputFile !== undefined) throwProblems(await checkSecretFile(outputFile, flags.force));
    const name = await this.nameApp(flags, connection);
    const run = this.startRun();
    const found: { consumerKey: string; consumerSecret?: string } =
      part === 'key'
        ? { consumerKey: await getConsumerKey(connection, name) }
        : await getCredentials(run, { connection, name, enableAccess: await this.ask(connection, name, flags) });
    const wanted: Partial<typeof found> = part === 'secret' ? { consumerSecret: found.consumerSecret } : found;
    if (outputFile === undefined) return this.show(name, part, wanted);
    await writeSecretFile(run, outputFile, { name, ...wanted }, flags.force);
    this.log(messages.getMessage('written', [name, outputFile]));
    return { name, consumerKey: wanted.consumerKey ?? null, consumerSecret: null, outputFile };
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
    flags: { 'enable-access': boolean; 'no-prompt': boolean; 'output-file'?: string; json?: boolean }
  ): Promise<boolean> {
    const isAsking = !flags['no-prompt'] && this.isAtTerminal();
    const enableAccess = flags['enable-access'] || (isAsking && (await this.askForAccess(connection, name)));
    if (flags['output-file'] === undefined) await this.askToShow(name, flags['no-prompt'] || flags.json === true);
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
    name: string,
    part: 'key' | 'secret' | undefined,
    { consumerKey, consumerSecret }: { consumerKey?: string; consumerSecret?: string }
  ): EcaGetCredentialsResult {
    if (part !== undefined) {
      this.log(consumerKey ?? consumerSecret);
    } else {
      this.log(messages.getMessage('shown.key', [consumerKey]));
      this.log(messages.getMessage('shown.secret', [consumerSecret]));
      this.warn(messages.getMessage('warning.secret'));
    }
    return { name, consumerKey: consumerKey ?? null, consumerSecret: consumerSecret ?? null };
  }
}
