import { Args } from '@oclif/core';
import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import { toCommand } from '../../../definition/shell.js';
import { installTemplate, type InstalledTemplate } from '../../../operations/installTemplate.js';
import { EcaCommand } from '../../../ui/ecaCommand.js';
import { describeTemplate } from '../../../ui/templateView.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.template.install');

export type EcaTemplateInstallResult = InstalledTemplate;

export default class EcaTemplateInstall extends EcaCommand<EcaTemplateInstallResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  public static readonly args = {
    // What is piped in is no path.
    file: Args.string({
      required: true,
      ignoreStdin: true,
      description: messages.getMessage('args.file.description'),
    }),
  };

  public static readonly flags = {
    force: Flags.boolean({ summary: messages.getMessage('flags.force.summary') }),
    'no-prompt': Flags.boolean({ summary: messages.getMessage('flags.no-prompt.summary') }),
  };

  public async run(): Promise<EcaTemplateInstallResult> {
    const { args, flags } = await this.parse(EcaTemplateInstall);
    const result = await installTemplate(this.startRun(), {
      file: args.file,
      force: flags.force,
      approve: async (template) => {
        this.log([...describeTemplate({ ...template, definition: template.body }), ''].join('\n'));
        await this.approve(messages.getMessage('confirm', [template.name]), flags['no-prompt'], {
          noTerminal: messages.createError('error.noTerminal'),
          declined: messages.createError('error.declined'),
        });
      },
    });
    const command = toCommand(['sf', 'eca', 'create', '--template', result.name, '--target-org']);
    this.log(messages.getMessage('done', [result.name, `${command} <org>`]));
    return result;
  }
}
