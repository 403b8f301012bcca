import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { listApps, type AppSummary } from '../../operations/readApps.js';
import { EcaCommand } from '../../ui/ecaCommand.js';
import { describeControls } from '../../ui/controls.js';

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
  };

  public async run(): Promise<EcaListResult> {
    const { flags } = await this.parse(EcaList);
    const apps = await listApps(this.startReading(), flags['target-org'].getConnection(flags['api-version']));
    this.endStages();
    if (apps.length === 0) {
      this.log(messages.getMessage('none'));
      return apps;
    }
    this.table({
      data: apps.map(({ name, label, enabled, flows, scopes, permittedUsers, security }) => ({
        name: enabled ? name : messages.getMessage('switchedOff', [name]),
        label,
        flows: flows.join(', '),
        scopes: scopes.join(', '),
        permittedUsers,
        controls: describeControls(security),
      })),
      columns: [
        { key: 'name', name: messages.getMessage('column.name') },
        { key: 'label', name: messages.getMessage('column.label') },
        { key: 'flows', name: messages.getMessage('column.flows') },
        { key: 'scopes', name: messages.getMessage('column.scopes') },
        { key: 'permittedUsers', name: messages.getMessage('column.permittedUsers') },
        { key: 'controls', name: messages.getMessage('column.controls') },
      ],
      overflow: 'wrap',
    });
    return apps;
  }
}
