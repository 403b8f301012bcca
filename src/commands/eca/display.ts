import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { formatYaml } from '../../definition/document.js';
import type { SettingValues } from '../../settings/table.js';
import { displayApp } from '../../operations/readApps.js';
import { nameFlags } from '../../ui/commonFlags.js';
import { describeSettings } from '../../ui/definitionView.js';
import { describeGrants } from '../../ui/grantsView.js';
import { EcaCommand } from '../../ui/ecaCommand.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.display');
const report = Messages.loadMessages('sf-plugin-eca', 'report');

/**
 * An External Client App as the org holds it; what stands beside it is not read. `installedFrom` is the name space of the
 * package that it was installed from: an app of the org's own has none, nor has a definition.
 */
export type EcaDisplayResult = SettingValues & { name: string; installedFrom?: string };

export default class EcaDisplay extends EcaCommand<EcaDisplayResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  public static readonly flags = {
    ...nameFlags,
    definition: Flags.boolean({ summary: messages.getMessage('flags.definition.summary') }),
  };

  public async run(): Promise<EcaDisplayResult> {
    const { flags } = await this.parse(EcaDisplay);
    const connection = await this.connect(flags['target-org'], flags['api-version']);
    const name = await this.nameApp(flags, connection);
    const { definition, installedFrom, id, consumerKey, grants, setupUrl } = await displayApp(connection, name);
    if (flags.definition) {
      this.log(formatYaml(definition).trimEnd());
      return definition;
    }
    const lines = [
      messages.getMessage('apiName', [definition.name]),
      ...(installedFrom === null ? [] : [messages.getMessage('installedFrom', [installedFrom])]),
      ...(id === null ? [] : [messages.getMessage('id', [id])]),
      ...(consumerKey === null ? [] : [report.getMessage('consumerKey', [consumerKey])]),
      report.getMessage('setupUrl', [setupUrl]),
      ...describeSettings(definition),
      ...describeGrants(definition, grants),
    ];
    this.log(lines.join('\n'));
    return installedFrom === null ? definition : { ...definition, installedFrom };
  }
}
