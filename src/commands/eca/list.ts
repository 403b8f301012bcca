import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { listApps, type AppSummary } from '../../operations/readApps.js';
import { APP_COLUMNS, listOfApps } from '../../ui/appList.js';
import { EcaCommand } from '../../ui/ecaCommand.js';
import { lookOf } from '../../ui/table/look.js';
import { orgWord } from '../../org/runningUser.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.list');

export type EcaListResult = AppSummary[];

export default class EcaList extends EcaCommand<EcaListResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  public static readonly flags = {
    'target-org': Flags.requiredOrg(),
    'api-version': Flags.orgApiVersion(),
    columns: Flags.option({ options: APP_COLUMNS, multiple: true, delimiter: ',' })({
      summary: messages.getMessage('flags.columns.summary'),
    }),
  };

  public async run(): Promise<EcaListResult> {
    const { flags } = await this.parse(EcaList);
    const connection = await this.connect(flags['target-org'], flags['api-version']);
    const apps = await listApps(this.startReading(), connection);
    this.endStages();
    if (apps.length === 0) {
      this.log(messages.getMessage('none', [orgWord(connection)]));
      return apps;
    }
    const columns = flags.columns && [...new Set(flags.columns)];
    const { table, notes } = listOfApps(apps, columns, lookOf(process.env, process.stdout).width);
    this.drawTable(table);
    notes.forEach((note) => this.log(note));
    return apps;
  }
}
