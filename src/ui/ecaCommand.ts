import { SfCommand } from '@salesforce/sf-plugins-core';
import type { Input, ParserOutput } from '@oclif/core/interfaces';
import type { Connection, Org } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { SfError } from '@salesforce/core/sfError';
import type { Run } from '../operations/run.js';
import { toWords, type Words } from './commandWords.js';
import { Interruption, INTERRUPTED, type Ending } from './interruption.js';
import { endWithoutOutput } from './output.js';
import { withoutValues } from './parsingErrors.js';
import { redact, redactAll } from './redact.js';
import { SILENT, spinningStages, toldStages, type Stages } from './stages.js';
import { lookOf } from './table/look.js';
import { formatTable } from './table/table.js';
import type { Table } from './table/widths.js';
import { toCommand } from '../definition/shell.js';
import { visible, visibleBesideColors } from '../settings/visible.js';
import { toUserError } from './userErrors.js';
import { apiNameFromUser, type ApiName } from '../settings/apiNames.js';
import { isAccessToken, orgWord } from '../org/runningUser.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'errors');

/** Flags or arguments by name. */
type Parsed = Record<string, unknown>;

/**
 * The base of all commands here. It sees to what every command owes its user: an interrupted run cleans up and says
 * what exists, no error carries a token or leaves with an exit code that nobody promised.
 */
export abstract class EcaCommand<T> extends SfCommand<T> {
  /** The command that goes on from here, with what was answered; said where the run stops before it is done. */
  protected goOn: string | undefined;
  private interruption: Interruption | undefined;
  private stages: Stages = SILENT;
  /** The org as it was typed: an alias, a username, or what stands for one. */
  private typedOrg: string | undefined;
  private readonly openConnections: Array<() => void> = [];
  private saidWaiting: string | undefined;

  public override async _run<R>(): Promise<R> {
    this.interruption = new Interruption(
      (ending) => this.endInterrupted(ending),
      (said) => this.tellOfCleanUp(said)
    );
    return super._run<R>();
  }

  protected override async init(): Promise<void> {
    await super.init();
    this.interruption?.takeOver();
    process.on('uncaughtException', this.onUncaught);
    endWithoutOutput();
  }

  protected override async parse<F extends Parsed, B extends Parsed, A extends Parsed>(
    options?: Input<F, B, A>,
    argv?: string[]
  ): Promise<ParserOutput<F, B, A>> {
    const parsed = await super.parse(options, argv);
    this.typedOrg = parsed.raw.find((token) => token.type === 'flag' && token.flag === 'target-org')?.input;
    return parsed;
  }

  /** What was given, with the words that belong to no flag. */
  protected async parseWithWords<F extends Parsed, B extends Parsed, A extends Parsed>(
    options: Input<F, B, A>
  ): Promise<ParserOutput<F, B, A> & { words: Words }> {
    const parsed = await this.parse(options);
    const words = parsed.raw.flatMap(({ type, input }) => (type === 'arg' ? [input] : []));
    return { ...parsed, words: toWords(this.argv, words) };
  }

  /**
   * The connection to the org that was named, steady, and its user known.
   *
   * @param onRetry told why before a request is made again; default: a warning each time
   */
  protected async connect(
    org: Org,
    apiVersion: string | undefined,
    onRetry: (reason: string) => void = (reason) => void this.warn(messages.getMessage('warning.retry', [reason]))
  ): Promise<Connection> {
    // What talks to orgs is not loaded by a command that has none.
    const { connectTo } = await import('../operations/connecting.js');
    const { connection, close } = await connectTo(org, apiVersion, onRetry);
    this.openConnections.push(close);
    return connection;
  }

  /** The user's own word for the org: as it was typed, or as sf's default has it; never a token. */
  protected wordForOrg(connection: Connection): string {
    const word = this.typedOrg ?? this.configAggregator.getPropertyValue<string>('target-org');
    return word === undefined || word === null || isAccessToken(word) ? orgWord(connection) : word;
  }

  /** The run of this command's operation, drawn as `stages` where there are any. */
  protected startRun(stages: Stages = SILENT): Run {
    this.stages = stages;
    return {
      stage: (name) => {
        this.interruption?.stopIfInterrupted();
        this.stages.stage(name);
      },
      status: (text) => {
        this.interruption?.stopIfInterrupted();
        this.stages.status(text);
      },
      waiting: (text) => {
        this.interruption?.stopIfInterrupted();
        this.sayWaiting(text);
      },
      note: (message) => this.log(message),
      warn: (message) => void this.warn(message),
      standing: (text) => {
        this.interruption?.stopIfInterrupted();
        if (this.interruption) this.interruption.standing = text;
      },
      ensure: (cleanUp, describe) => this.interruption?.ensure(cleanUp, describe) ?? cleanUp,
    };
  }

  /** Once, where no stage shows it: nobody should wonder why nothing happens. */
  private sayWaiting(text: string): void {
    this.stages.status(text);
    if (this.stages.showsStatus || this.saidWaiting === text) return;
    this.saidWaiting = text;
    this.logToStderr(messages.getMessage('waiting', [text]));
  }

  /** From here on, the run's stages are drawn so. */
  protected drawStages(stages: Stages): void {
    this.stages = stages;
  }

  /** A run whose stages are told line by line. */
  protected startLines(): Run {
    return this.startRun(toldStages((line) => this.log(line)));
  }

  /** A run that only reads, and may take a while: whoever watches sees how far it is, and no output is touched. */
  protected startReading(): Run {
    const isWatched = process.stderr.isTTY && !this.jsonEnabled();
    return this.startRun(isWatched ? spinningStages(this.spinner) : SILENT);
  }

  /** Whether there is somebody to ask. */
  protected isAtTerminal(): boolean {
    return process.stdin.isTTY && process.stdout.isTTY && !this.jsonEnabled();
  }

  /**
   * The API name of the app that the command is about: the one that was named, or, at a terminal, one that the person
   * picks from the org's.
   *
   * @throws SfError `AppNotNamedError` with the exit code of what parsing refuses
   */
  protected async nameApp(
    { name, 'no-prompt': noPrompt = false }: { name?: string; 'no-prompt'?: boolean },
    connection: Connection
  ): Promise<ApiName> {
    if (name !== undefined) return apiNameFromUser(name);
    if (noPrompt || !this.isAtTerminal()) {
      const error = messages.createError('error.appNotNamed', undefined, [orgWord(connection)]);
      throw Object.assign(error, { exitCode: 2 });
    }
    const [{ appNames }, { terminalPrompter }] = await Promise.all([
      import('../operations/appNames.js'),
      import('./prompts.js'),
    ]);
    const names = await appNames(connection);
    if (names.length === 0) throw messages.createError('error.noApps', [orgWord(connection)]);
    const choices = names.map((app) => ({ name: app, value: app }));
    return apiNameFromUser(await terminalPrompter.pick(messages.getMessage('whichApp'), choices));
  }

  /**
   * Has the person at the terminal say yes. A script says it with --no-prompt.
   *
   * @throws the one or the other refusal
   */
  protected async approve(
    question: string,
    noPrompt: boolean,
    refusals: { noTerminal: SfError; declined: SfError }
  ): Promise<{ wasAsked: boolean }> {
    if (noPrompt) return { wasAsked: false };
    if (!this.isAtTerminal()) throw refusals.noTerminal;
    const { terminalPrompter } = await import('./prompts.js');
    if (!(await terminalPrompter.confirm(question))) throw refusals.declined;
    return { wasAsked: true };
  }

  /** Shows a table that looks like sf's own, and is drawn many times faster. */
  protected drawTable(table: Table): void {
    if (this.jsonEnabled()) return;
    // A table has colors of its own; its cells are made visible one by one.
    super.log(`${redact(formatTable(table, lookOf(process.env, process.stdout)))}\n`);
  }

  // Whatever a command says, wherever it comes from: no token leaves this process, and nothing that a terminal obeys.
  public override log(message?: string, ...args: unknown[]): void {
    super.log(message === undefined ? undefined : visible(redact(message)), ...args);
  }

  // What is sf's own has colors by now, and what is not was made visible before.
  public override logToStderr(message?: string, ...args: unknown[]): void {
    super.logToStderr(message === undefined ? undefined : visibleBesideColors(redact(message)), ...args);
  }

  public override warn(input: SfCommand.Warning): SfCommand.Warning {
    return super.warn(typeof input === 'string' ? visible(redact(input)) : input);
  }

  public override logJson(json: unknown): void {
    super.logJson(redactAll(json));
  }

  /** The stages are over: what follows may be printed. */
  protected endStages(): void {
    this.stages.stop(false);
  }

  protected override async catch(error: Error & { exitCode?: number }): Promise<never> {
    await this.interruption?.waitIfInterrupted();
    this.stages.stop(true);
    if (error.name === 'ExitPromptError') await this.interruption?.handle();
    // What oclif refuses while parsing keeps its form: sf makes suggestions of it.
    return super.catch('oclif' in error || 'parse' in error ? withoutValues(error) : this.explain(error));
  }

  protected override async finally(error: Error | undefined): Promise<unknown> {
    this.stages.stop(error !== undefined);
    this.interruption?.release();
    process.removeListener('uncaughtException', this.onUncaught);
    this.openConnections.forEach((close) => close());
    return super.finally(error) as Promise<unknown>;
  }

  /** The error for the user, with what now exists and how to go on where the run had come so far. */
  private explain(error: Error): SfError {
    const explained = toUserError(error, this.orgName());
    const standing = this.interruption?.standing;
    const added = [standing, this.describeGoOn()].filter((text) => text !== undefined);
    if (added.length > 0) explained.actions = [...(explained.actions ?? []), ...added];
    return explained;
  }

  private describeGoOn(): string | undefined {
    return this.goOn === undefined ? undefined : this.sayGoOn(this.goOn);
  }

  /** What leads to the command that goes on. */
  protected sayGoOn(command: string): string {
    return messages.getMessage('goOn', [command]);
  }

  private orgName(): string {
    const { typedOrg } = this;
    return typedOrg === undefined || isAccessToken(typedOrg) ? messages.getMessage('anyAlias') : toCommand([typedOrg]);
  }

  /** What comes past everybody who could catch it ends the run as any failure does: cleaned up, and with what stands. */
  private readonly onUncaught = (error: Error): void => void this.interruption?.handle(error);

  private tellOfCleanUp(said: string): void {
    this.stages.stop(true);
    this.logToStderr(said);
  }

  private endInterrupted({ standing, cleanUps, failures, cause }: Ending): void {
    this.stages.stop(true);
    if (cause !== undefined) {
      this.endFailed(cause, [...cleanUps, ...failures.map(({ message }) => message)]);
      return;
    }
    const isNothingSent = standing === undefined && cleanUps.length === 0;
    const lines = [
      messages.getMessage(isNothingSent ? 'interrupted.nothing' : 'interrupted'),
      ...[...cleanUps, standing, this.describeGoOn()].filter((text) => text !== undefined),
      ...failures.map(({ message }) => messages.getMessage('interrupted.cleanUpFailed', [redact(message)])),
    ];
    if (this.jsonEnabled()) {
      const error = SfError.create({ name: 'Interrupted', message: lines.join('\n'), exitCode: INTERRUPTED });
      this.logJson({ ...error.toObject(), status: INTERRUPTED });
    } else {
      this.logToStderr(lines.join('\n'));
    }
    // The end, at once: whatever is still under way must not go on.
    process.exit(INTERRUPTED);
  }

  private endFailed(cause: Error, cleanUps: string[]): void {
    const explained = this.explain(cause);
    explained.actions = [...(explained.actions ?? []), ...cleanUps];
    // sf prints it, and throws it once more to whoever runs the command, who is none of those here.
    super.catch(explained).catch(() => process.exit(explained.exitCode));
  }
}
