import { Messages } from '@salesforce/core/messages';
import { listAllowlist, type Allowlist } from '../../../operations/allowlist.js';
import { describeUse, RANGE_COLUMNS, rangeRows } from '../../../ui/allowlistView.js';
import { nameFlags } from '../../../ui/commonFlags.js';
import { EcaCommand } from '../../../ui/ecaCommand.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.allowlist.list');
const allowlist = Messages.loadMessages('sf-plugin-eca', 'allowlist');

export type EcaAllowlistListResult = Allowlist;

export default class EcaAllowlistList extends EcaCommand<EcaAllowlistListResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  public static readonly flags = { ...nameFlags };

  public async run(): Promise<EcaAllowlistListResult> {
    const { flags } = await this.parse(EcaAllowlistList);
    const connection = await this.connect(flags['target-org'], flags['api-version']);
    const name = await this.nameApp(flags, connection);
    const result = await listAllowlist(connection, name);
    if (result.ranges.length === 0) this.log(allowlist.getMessage('none', [result.name]));
    else this.drawTable({ data: rangeRows(result.ranges), columns: RANGE_COLUMNS });
    this.log(describeUse(result));
    return result;
  }
}
