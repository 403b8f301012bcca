import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import {
  checkMayDelete,
  deleteApp,
  planDeletion,
  type DeletedApp,
  type DeletionPlan,
} from '../../operations/deleteApp.js';
import { changeFlags } from '../../ui/commonFlags.js';
import { describeDeleted, describeDoomed } from '../../ui/deletionView.js';
import { EcaCommand } from '../../ui/ecaCommand.js';
import { exitCodeOf } from '../../ui/exitCodes.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.delete');

export type EcaDeleteResult = DeletedApp;

export default class EcaDelete extends EcaCommand<EcaDeleteResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  public static readonly flags = {
    ...changeFlags,
    confirm: Flags.boolean({ summary: messages.getMessage('flags.confirm.summary') }),
    'in-use': Flags.boolean({ summary: messages.getMessage('flags.in-use.summary') }),
  };

  public async run(): Promise<EcaDeleteResult> {
    const { flags } = await this.parse(EcaDelete);
    const { 'dry-run': dryRun, 'in-use': evenInUse } = flags;
    const isToAsk = !flags.confirm && !dryRun;
    if (isToAsk && (flags['no-prompt'] || !this.isAtTerminal())) throw messages.createError('error.notConfirmed');
    const connection = await this.connect(flags['target-org'], flags['api-version']);
    const run = this.startLines();
    const plan = await planDeletion(run, { connection, name: await this.nameApp(flags, connection) });
    this.log(['', ...describeDoomed(plan), ''].join('\n'));
    if (!dryRun) checkMayDelete(plan, evenInUse);
    if (isToAsk) await this.getConsent(plan);
    const result = await deleteApp(run, plan, { connection, waitMs: flags.wait.milliseconds, dryRun, evenInUse });
    this.endStages();
    this.log(describeDeleted(result).join('\n'));
    process.exitCode = exitCodeOf({ ...result, differences: result.leftBehind.map(() => ({ matters: true })) });
    return result;
  }

  /** @throws SfError `DeclinedError` where another name is typed than the app's */
  private async getConsent({ app }: DeletionPlan): Promise<void> {
    this.log(`${messages.getMessage('consent', [app.name])}\n`);
    const { terminalPrompter } = await import('../../ui/prompts.js');
    const typed = await terminalPrompter.ask(messages.getMessage('consent.ask', [app.name]), () => undefined);
    if (typed !== app.name) throw messages.createError('error.declined', [app.name]);
  }
}
