import type * as Drawing from '@oclif/multi-stage-output';
import { Messages } from '@salesforce/core/messages';
import type { AppPlan } from '../operations/plan.js';
import { isAccessMissing } from '../operations/accessPlan.js';
import { isNothingBeside } from '../operations/relatedPlan.js';
import type { Stages } from './stages.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');

const HAND_OVER = Messages.loadMessages('sf-plugin-eca', 'handOver').getMessage('stage');

const TEST = Messages.loadMessages('sf-plugin-eca', 'eca.test').getMessage('stage');

/** What comes after the app is set up. */
export interface AtTheEnd {
  handsOver: boolean;
  tests: boolean;
}

type Data = { components: string };

/** The stages that a plan goes through once the org has been read. */
export const stagesOf = (plan: AppPlan, { handsOver, tests }: AtTheEnd): string[] => [
  ...[
    ...(isAccessMissing(plan.access) ? ['stage.access'] : []),
    ...(plan.action === 'create' || plan.action === 'update' ? ['stage.deploy', 'stage.prove'] : []),
    ...(isNothingBeside(plan.related) ? [] : ['stage.related']),
  ].map((key) => messages.getMessage(key)),
  ...(handsOver ? [HAND_OVER] : []),
  ...(tests ? [TEST] : []),
];

/** The stages of a deploy that an earlier run started; what stands beside the app comes after it. */
export const STAGES_OF_RESUMED: readonly string[] = [
  ...['stage.deploy', 'stage.prove', 'stage.related'].map((key) => messages.getMessage(key)),
  HAND_OVER,
  TEST,
];

/** Stages drawn at a terminal. */
export class DrawnStages implements Stages {
  public readonly showsStatus = true;
  private output: Drawing.MultiStageOutput<Data> | undefined;
  private current: string | undefined;
  private isOver = false;

  /**
   * Drawing is heavy to load: the stages go on without it, and it joins them as soon as it is there.
   *
   * @param names all stages that may come, in order: none can be added to a drawing
   */
  public constructor(
    private readonly names: readonly string[],
    load: () => Promise<Pick<typeof Drawing, 'MultiStageOutput'>> = () => import('@oclif/multi-stage-output')
  ) {
    // Without the drawing the work goes on all the same.
    void load().then(
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

  private draw({ MultiStageOutput: Output }: Pick<typeof Drawing, 'MultiStageOutput'>): void {
    if (this.isOver) return;
    const deploy = messages.getMessage('stage.deploy');
    this.output = new Output<Data>({
      stages: [...this.names],
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
