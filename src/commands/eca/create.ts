import { Flags } from '@salesforce/sf-plugins-core';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { createApp, type CreatedApp } from '../../operations/createApp.js';
import { readInput, type AppInput } from '../../operations/input.js';
import { draftApp } from '../../operations/plan.js';
import { readOrgFacts } from '../../operations/proof.js';
import { appFlags, toAppInput } from '../../ui/appFlags.js';
import { describeBefore } from '../../ui/before.js';
import { waitFlag } from '../../ui/changeFlags.js';
import { DrawnStages, stagesOf } from '../../ui/createStages.js';
import { describeCreated } from '../../ui/created.js';
import { EcaCommand } from '../../ui/ecaCommand.js';
import { DIFFERENCE_MATTERS, STILL_RUNNING } from '../../ui/exitCodes.js';
import { resumeCommand } from '../../ui/resume.js';
import { toldStages, type Stages } from '../../ui/stages.js';
import { withSecretFromStdin } from '../../ui/stdin.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');
const asking = Messages.loadMessages('sf-plugin-eca', 'asking');

export type EcaCreateResult = CreatedApp;

export default class EcaCreate extends EcaCommand<EcaCreateResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  public static readonly flags = {
    ...appFlags,
    'target-org': Flags.requiredOrg(),
    'api-version': Flags.orgApiVersion(),
    'dry-run': Flags.boolean({ summary: messages.getMessage('flags.dry-run.summary') }),
    'update-existing': Flags.boolean({ summary: messages.getMessage('flags.update-existing.summary') }),
    wait: waitFlag,
    'job-id': Flags.salesforceId({
      char: 'i',
      length: 'both',
      startsWith: '0Af',
      summary: messages.getMessage('flags.job-id.summary'),
      description: messages.getMessage('flags.job-id.description'),
      exclusive: ['dry-run', 'update-existing'],
    }),
    'enable-access': Flags.boolean({ summary: messages.getMessage('flags.enable-access.summary') }),
    'no-prompt': Flags.boolean({ summary: messages.getMessage('flags.no-prompt.summary') }),
  };

  public async run(): Promise<EcaCreateResult> {
    const { flags } = await this.parse(EcaCreate);
    const connection = flags['target-org'].getConnection(flags['api-version']);
    const org = { username: connection.getUsername(), apiVersion: flags['api-version'] };
    const given = await withSecretFromStdin(toAppInput(flags));
    const isAlone = flags['no-prompt'] || !this.isAtTerminal();
    const input = isAlone ? given : await this.complete(given, connection, flags['job-id'] !== undefined);
    const before = flags['job-id'] === undefined && !this.jsonEnabled() ? await describeBefore(input) : [];
    before.forEach((line) => this.log(line));
    const result = await createApp(this.startRun(await this.stagesFor(input, connection)), {
      connection,
      input,
      enableAccess: flags['enable-access'],
      dryRun: flags['dry-run'],
      updateExisting: flags['update-existing'],
      waitMs: flags.wait.milliseconds,
      jobId: flags['job-id'],
      resumeCommand: (jobId) => resumeCommand(this.config.bin, input, org, jobId),
    });
    this.endStages();
    this.log(describeCreated(result).join('\n'));
    if (result.state === 'running') process.exitCode = STILL_RUNNING;
    else if (result.differences.some(({ matters }) => matters)) process.exitCode = DIFFERENCE_MATTERS;
    return result;
  }

  private async stagesFor(input: AppInput, connection: Connection): Promise<Stages> {
    if (!process.stdout.isTTY || this.jsonEnabled()) return toldStages((line) => this.log(line));
    return new DrawnStages(stagesOf(draftApp(await readInput(input), connection)));
  }

  /** Asks the person at the terminal for what is missing; where a deploy goes on, that is what nothing can tell again. */
  private async complete(given: AppInput, connection: Connection, isResumed: boolean): Promise<AppInput> {
    const [{ askForApp, askForSecrets, confirmApp }, { terminalPrompter }] = await Promise.all([
      import('../../ui/askForApp.js'),
      import('../../ui/prompts.js'),
    ]);
    if (isResumed) return askForSecrets(given, terminalPrompter);
    const org = await readOrgFacts(connection);
    const { input, wasAsked } = await askForApp(given, org, terminalPrompter);
    if (wasAsked && !(await confirmApp(input, org, terminalPrompter, (text) => this.log(text)))) {
      throw asking.createError('error.declined');
    }
    return input;
  }
}
