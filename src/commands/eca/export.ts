import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { exportApps, type ExportedOrg } from '../../operations/exportApps.js';
import { nameFlag } from '../../ui/commonFlags.js';
import { EcaCommand } from '../../ui/ecaCommand.js';
import { describeExport } from '../../ui/exportView.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.export');

export type EcaExportResult = ExportedOrg;

export default class EcaExport extends EcaCommand<EcaExportResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  public static readonly flags = {
    'target-org': Flags.requiredOrg(),
    'api-version': Flags.orgApiVersion(),
    'output-dir': Flags.string({ char: 'd', required: true, summary: messages.getMessage('flags.output-dir.summary') }),
    name: nameFlag({ multiple: true, summary: messages.getMessage('flags.name.summary') }),
    force: Flags.boolean({ summary: messages.getMessage('flags.force.summary') }),
  };

  public async run(): Promise<EcaExportResult> {
    const { flags } = await this.parse(EcaExport);
    const { 'output-dir': outputDir, name: names = [], force } = flags;
    // A variable of a script that nobody has set.
    if (outputDir === '') throw messages.createError('error.noOutputDir');
    const connection = await this.connect(flags['target-org'], flags['api-version']);
    const orgName = this.wordForOrg(connection);
    const exported = await exportApps(this.startReading(), { connection, orgName, outputDir, names, force });
    this.endStages();
    this.log(describeExport(exported, orgName).join('\n'));
    return exported;
  }
}
