import { Messages } from '@salesforce/core/messages';
import { builtInSummaries, type TemplateSummary } from '../../../templates/builtIn.js';
import { EcaCommand } from '../../../ui/ecaCommand.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.template.list');

export type EcaTemplateListResult = TemplateSummary[];

export default class EcaTemplateList extends EcaCommand<EcaTemplateListResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  public async run(): Promise<EcaTemplateListResult> {
    await this.parse(EcaTemplateList);
    const templates = await builtInSummaries();
    this.drawTable({
      data: templates.map(({ name, title, summary }) => ({ name, title, summary })),
      columns: [
        { key: 'name', name: messages.getMessage('column.name') },
        { key: 'title', name: messages.getMessage('column.title') },
        { key: 'summary', name: messages.getMessage('column.summary') },
      ],
    });
    this.log(messages.getMessage('more'));
    return templates;
  }
}
