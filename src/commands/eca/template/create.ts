import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { toCommand } from '../../../definition/shell.js';
import { createTemplate, type CreatedTemplate } from '../../../operations/createTemplate.js';
import { EcaCommand } from '../../../ui/ecaCommand.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.template.create');

export type EcaTemplateCreateResult = CreatedTemplate;

export default class EcaTemplateCreate extends EcaCommand<EcaTemplateCreateResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  public static readonly flags = {
    'target-org': Flags.optionalOrg({ summary: messages.getMessage('flags.target-org.summary') }),
    'api-version': Flags.orgApiVersion(),
    from: Flags.string({ required: true, summary: messages.getMessage('flags.from.summary') }),
    'output-file': Flags.string({
      char: 'f',
      required: true,
      summary: messages.getMessage('flags.output-file.summary'),
    }),
    force: Flags.boolean({ summary: messages.getMessage('flags.force.summary') }),
  };

  public async run(): Promise<EcaTemplateCreateResult> {
    const { flags } = await this.parse(EcaTemplateCreate);
    const result = await createTemplate(this.startRun(), {
      from: flags.from,
      outputFile: flags['output-file'],
      force: flags.force,
      connection: flags['target-org'] && (await this.connect(flags['target-org'], flags['api-version'])),
    });
    const shown = /[/\\]/.test(result.outputFile) ? result.outputFile : `./${result.outputFile}`;
    const display = toCommand(['sf', 'eca', 'template', 'display', '--template', shown]);
    this.log(messages.getMessage('done', [result.outputFile, display]));
    return result;
  }
}
