import { Messages } from '@salesforce/core/messages';
import type { ChangedAllowlist } from '../../../operations/allowlist.js';
import { allowlistFlags, changeAllowlistBy } from '../../../ui/changeAllowlist.js';
import { EcaCommand } from '../../../ui/ecaCommand.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.allowlist.remove');

export type EcaAllowlistRemoveResult = ChangedAllowlist;

export default class EcaAllowlistRemove extends EcaCommand<EcaAllowlistRemoveResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  public static readonly flags = {
    ...allowlistFlags,
  };

  public async run(): Promise<EcaAllowlistRemoveResult> {
    const { flags } = await this.parse(EcaAllowlistRemove);
    const connection = await this.connect(flags['target-org'], flags['api-version']);
    const name = await this.nameApp(flags, connection);
    return changeAllowlistBy(
      'remove',
      { ...flags, name, connection },
      {
        run: this.startLines(),
        log: (text) => this.log(text),
        approve: (question, refusals) => this.approve(question, flags['no-prompt'], refusals),
      }
    );
  }
}
