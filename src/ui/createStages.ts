import type * as Drawing from '@oclif/multi-stage-output';
import { Messages } from '@salesforce/core/messages';
import type { Stages } from './ecaCommand.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');

type Data = { components: string };

/** How the stages of setting up an app are shown: drawn at a terminal, told line by line elsewhere. */
export const createStages = (print: (line: string) => void, isDrawn: boolean): Stages =>
  isDrawn
    ? new DrawnStages()
    : {
        stage: (name) => print(messages.getMessage('stage.line', [name])),
        status: () => undefined,
        stop: () => undefined,
      };

class DrawnStages implements Stages {
  private output: Drawing.MultiStageOutput<Data> | undefined;
  private current: string | undefined;
  private isOver = false;

  /** Drawing is heavy to load: the stages go on without it, and it joins them as soon as it is there. */
  public constructor() {
    // Without the drawing the work goes on all the same.
    void import('@oclif/multi-stage-output').then(
      (library) => this.draw(library),
      () => undefined
    );
  }

  public stage(name: string): void {
    this.current = name;
    this.output?.skipTo(name);
  }

  public status(text: string): void {
    this.output?.updateData({ components: text });
  }

  public stop(failed: boolean): void {
    this.isOver = true;
    if (failed) this.output?.error();
    else this.output?.stop();
    this.output = undefined;
  }

  private draw({ MultiStageOutput: Output }: typeof Drawing): void {
    if (this.isOver) return;
    const deploy = messages.getMessage('stage.deploy');
    this.output = new Output<Data>({
      stages: [messages.getMessage('stage.read'), deploy, messages.getMessage('stage.prove')],
      jsonEnabled: false,
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
    if (this.current !== undefined) this.output.skipTo(this.current);
  }
}
