import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { templateSummaries, type TemplateSummary } from '../../../templates/places.js';
import { EcaCommand } from '../../../ui/ecaCommand.js';
import { byCategory, findIn, toRow, COLUMNS } from '../../../ui/templateList.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.template.list');

export type EcaTemplateListResult = TemplateSummary[];

export default class EcaTemplateList extends EcaCommand<EcaTemplateListResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  public static readonly flags = {
    search: Flags.string({ char: 's', summary: messages.getMessage('flags.search.summary') }),
  };

  public async run(): Promise<EcaTemplateListResult> {
    const { flags } = await this.parse(EcaTemplateList);
    const groups = byCategory(findIn(await templateSummaries(), flags.search ?? ''));
    const now = new Date();
    for (const { title, templates } of groups) {
      this.drawTable({ title, data: templates.map((template) => toRow(template, now)), columns: COLUMNS });
    }
    this.log(messages.getMessage(groups.length > 0 ? 'more' : 'none', [flags.search ?? '']));
    return groups.flatMap(({ templates }) => templates);
  }
}
