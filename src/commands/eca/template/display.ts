import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { getTemplate } from '../../../templates/find.js';
import type { TemplateHead } from '../../../templates/schema.js';
import { readAndTell } from '../../../ui/awaited.js';
import { EcaCommand } from '../../../ui/ecaCommand.js';
import { describeTemplate } from '../../../ui/templateView.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.template.display');

/** A template: what it says of itself, and the definition with its `${…}` still in place. */
export type EcaTemplateDisplayResult = TemplateHead & { name: string; definition: Record<string, unknown> };

export default class EcaTemplateDisplay extends EcaCommand<EcaTemplateDisplayResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  public static readonly flags = {
    template: Flags.string({ char: 't', required: true, summary: messages.getMessage('flags.template.summary') }),
  };

  public async run(): Promise<EcaTemplateDisplayResult> {
    const { flags } = await this.parse(EcaTemplateDisplay);
    const template = await getTemplate(flags.template, readAndTell);
    const { name, title, summary, extends: base, category, source, verified, parameters, required, body } = template;
    const { appWhen, usedWith, keyPair, before, after, why } = template;
    const about = { name, title, summary, extends: base, category, source, verified, parameters, required };
    const result = { ...about, appWhen, usedWith, keyPair, before, after, why, definition: body };
    this.log(describeTemplate(result).join('\n'));
    return result;
  }
}
