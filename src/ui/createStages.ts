import { MultiStageOutput } from '@oclif/multi-stage-output';
import { Messages } from '@salesforce/core/messages';
import type { Stages } from './ecaCommand.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');

type Data = { components: string };

/** The stages of setting up an app, on the screen. */
export class CreateStages implements Stages {
  private output: MultiStageOutput<Data> | undefined;

  public constructor(private readonly jsonEnabled: boolean) {}

  public stage(name: string): void {
    const deploy = messages.getMessage('stage.deploy');
    this.output ??= new MultiStageOutput<Data>({
      stages: [messages.getMessage('stage.read'), deploy, messages.getMessage('stage.prove')],
      jsonEnabled: this.jsonEnabled,
      showElapsedTime: false,
      stageSpecificBlock: [
        {
          stage: deploy,
          type: 'dynamic-key-value',
          label: messages.getMessage('components'),
          get: (data) => data?.components,
        },
      ],
    });
    this.output.skipTo(name);
  }

  public status(text: string): void {
    this.output?.updateData({ components: text });
  }

  public stop(failed: boolean): void {
    if (failed) this.output?.error();
    else this.output?.stop();
    this.output = undefined;
  }
}
