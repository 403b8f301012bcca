import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { throwProblems } from '../../definition/problems.js';
import type { CreatedApp } from '../../operations/applyPlan.js';
import { createApp, resumeApp } from '../../operations/createApp.js';
import { checkDestination } from '../../operations/handOver.js';
import { referencesBeforeAsking } from '../../operations/orgReferences.js';
import type { AppPlan } from '../../operations/plan.js';
import { readRequest } from '../../operations/request.js';
import { appFlags, toAppInput } from '../../ui/appFlags.js';
import { completeAtTerminal, confirmPlan } from '../../ui/askAtTerminal.js';
import { sayAwaited } from '../../ui/awaited.js';
import { describeBefore } from '../../ui/before.js';
import { createCommands } from '../../ui/commandLine.js';
import { waitFlag } from '../../ui/commonFlags.js';
import { destinationFlags, fileFormatFlag, toDestination } from '../../ui/destinationFlags.js';
import { DrawnStages, stagesOf, STAGES_OF_RESUMED, type AtTheEnd } from '../../ui/createStages.js';
import { describeCreated } from '../../ui/created.js';
import { EcaCommand } from '../../ui/ecaCommand.js';
import { exitCodeOf } from '../../ui/exitCodes.js';
import { describePlan } from '../../ui/planView.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');

export type EcaCreateResult = CreatedApp;

/** The id of a deploy; sf's own flag for ids takes one with any three characters at its end. */
const deployId = Flags.custom({
  char: 'i',
  parse: (text) => {
    if (!/^0Af([A-Za-z\d]{12}|[A-Za-z\d]{15})$/.test(text)) throw messages.createError('error.noDeployId', [text]);
    return Promise.resolve(text);
  },
});

export default class EcaCreate extends EcaCommand<EcaCreateResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  /** Behind --exec stand the words of a command. */
  public static readonly strict = false;

  public static readonly flags = {
    ...appFlags,
    ...destinationFlags,
    ...fileFormatFlag,
    'target-org': Flags.requiredOrg(),
    'api-version': Flags.orgApiVersion(),
    'dry-run': Flags.boolean({ summary: messages.getMessage('flags.dry-run.summary') }),
    'update-existing': Flags.boolean({ summary: messages.getMessage('flags.update-existing.summary') }),
    wait: waitFlag,
    'job-id': deployId({
      summary: messages.getMessage('flags.job-id.summary'),
      description: messages.getMessage('flags.job-id.description'),
      exclusive: ['dry-run', 'update-existing'],
    }),
    'enable-access': Flags.boolean({ summary: messages.getMessage('flags.enable-access.summary') }),
    test: Flags.boolean({ summary: messages.getMessage('flags.test.summary') }),
    'no-prompt': Flags.boolean({ summary: messages.getMessage('flags.no-prompt.summary') }),
  };

  public async run(): Promise<EcaCreateResult> {
    const { flags, words } = await this.parseWithWords(EcaCreate);
    const destination = toDestination(flags, words, this.jsonEnabled());
    const { 'job-id': jobId, 'enable-access': enableAccess, 'update-existing': updateExisting } = flags;
    const connection = await this.connect(flags['target-org'], flags['api-version']);
    const commands = createCommands(this.config.bin, connection, flags, destination);
    const run = this.startLines();
    const given = {
      request: await readRequest(toAppInput(flags), { onWait: sayAwaited }),
      enableAccess,
      updateExisting,
    };
    given.request.warnings.forEach((warning) => run.warn(warning));
    const isAsking = !flags['no-prompt'] && this.isAtTerminal();
    // Nobody answers questions for what comes to nothing.
    if (isAsking && destination) throwProblems(await checkDestination(destination));
    if (!isAsking && jobId === undefined) this.show(describeBefore(given.request, referencesBeforeAsking(connection)));
    const { request, wasAsked, ...answered } = isAsking
      ? await completeAtTerminal(given, connection, {
          isResumed: jobId !== undefined,
          needsSecret: destination !== undefined,
          show: (lines) => this.show(lines),
          onAnswer: (asked) => (this.goOn = commands.again({ ...given, ...asked })),
        })
      : { ...given, wasAsked: false };
    if (wasAsked) this.goOn = commands.again({ request, ...answered });
    const options = {
      connection,
      dryRun: flags['dry-run'],
      waitMs: flags.wait.milliseconds,
      destination,
      test: flags.test,
      ...answered,
      resumeCommand: commands.resume({ request, ...answered }),
      approve: (plan: AppPlan) =>
        this.begin(plan, wasAsked, { handsOver: destination !== undefined, tests: flags.test }),
    };
    if (jobId !== undefined) this.draw(STAGES_OF_RESUMED);
    const result =
      jobId === undefined ? await createApp(run, request, options) : await resumeApp(run, jobId, request, options);
    this.endStages();
    this.show(describeCreated(result));
    process.exitCode = exitCodeOf(result);
    return result;
  }

  /** What the person answered is shown as what will be done, and done only after a last yes. */
  private async begin(plan: AppPlan, wasAsked: boolean, atTheEnd: AtTheEnd): Promise<void> {
    if (wasAsked) {
      this.show(describePlan(plan));
      await confirmPlan(plan);
    }
    this.draw(stagesOf(plan, atTheEnd));
  }

  private draw(names: readonly string[]): void {
    if (process.stdout.isTTY && !this.jsonEnabled()) this.drawStages(new DrawnStages(names));
  }

  private show(lines: string[]): void {
    if (lines.length > 0) this.log(lines.join('\n'));
  }
}
