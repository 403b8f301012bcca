import type { CleanUpWords } from '../operations/run.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGBREAK', 'SIGHUP'] as const;

/** Exit code of a run that was interrupted. */
export const INTERRUPTED = 130;

/** One key press may come as two signals: from the terminal, and from whoever runs this. */
const SAME_KEY_MS = 1000;

/** How an interrupted run ends. */
export interface Ending {
  /** What exists, and how to go on. */
  standing: string | undefined;
  /** What became of the clean-ups, as far as there is something to say. */
  cleanUps: string[];
  failures: Error[];
  /** What ended it, where nobody did: an error that came past everybody. */
  cause: Error | undefined;
}

/** A clean-up that an interruption has begun. */
interface Cleaning {
  words: CleanUpWords | undefined;
  state: 'underWay' | 'done' | Error;
}

const describeCleaning = ({ words, state }: Cleaning): string[] =>
  words === undefined ? [] : [state === 'done' ? words.done : words.undone];

type Listener = (...args: unknown[]) => void;

/**
 * What happens when somebody presses Ctrl-C or ends the process: clean-ups run, as long as they take or until somebody
 * does so again; it is said what exists and how to go on, and the process ends.
 */
export class Interruption {
  public standing: string | undefined;
  private readonly cleanUps = new Map<() => Promise<void>, (() => CleanUpWords | undefined) | undefined>();
  private readonly before = new Map<string, Listener[]>();
  private readonly listener = (): void => (this.isUnderWay ? this.insist() : void this.handle());
  private readonly insisted = Promise.withResolvers<undefined>();
  private begun: number | undefined;

  /**
   * @param end told once, when there is nothing more to wait for; it ends the process
   * @param say told what a clean-up takes time for
   */
  public constructor(
    private readonly end: (ending: Ending) => void,
    private readonly say: (text: string) => void
  ) {
    for (const signal of SIGNALS) this.before.set(signal, process.listeners(signal) as Listener[]);
  }

  /**
   * Takes the place of the listeners that came since this was made: sf's own throw inside the emitter, so that no
   * clean-up would run.
   */
  public takeOver(): void {
    for (const signal of SIGNALS) {
      const known = this.before.get(signal) ?? [];
      for (const listener of process.listeners(signal) as Listener[]) {
        if (!known.includes(listener)) process.removeListener(signal, listener);
      }
      process.on(signal, this.listener);
    }
  }

  /** The run is over, and signals are no longer its business. */
  public release(): void {
    for (const signal of SIGNALS) process.removeListener(signal, this.listener);
  }

  /**
   * Ends the operation that calls it, where the run was interrupted: nothing new may be begun while clean-ups run.
   *
   * @throws Error, which nobody is told: the interruption itself says what there is to say
   */
  public stopIfInterrupted(): void {
    if (this.isUnderWay) throw new Error('interrupted');
  }

  /** Waits for the end of the process, where the run was interrupted. */
  public async waitIfInterrupted(): Promise<void> {
    if (this.isUnderWay) await new Promise(() => undefined);
  }

  /**
   * Registers a clean-up, which is done once: by an interruption, or by calling what this returns. One that is under
   * way when the interruption comes is waited for.
   */
  public ensure(cleanUp: () => Promise<void>, describe?: () => CleanUpWords | undefined): () => Promise<void> {
    let underWay: Promise<void> | undefined;
    const once = (): Promise<void> => (underWay ??= cleanUp().finally(() => this.cleanUps.delete(once)));
    this.cleanUps.set(once, describe);
    return once;
  }

  /**
   * Cleans up and ends the run; a second call changes nothing.
   *
   * @param cause the error that ends it, where nobody interrupts
   */
  public async handle(cause?: Error): Promise<void> {
    if (this.isUnderWay) return;
    this.begun = Date.now();
    const all: Cleaning[] = [];
    const ends = [...this.cleanUps].map(async ([cleanUp, describe]) => {
      const cleaning: Cleaning = { words: describe?.(), state: 'underWay' };
      all.push(cleaning);
      if (cleaning.words) this.say(cleaning.words.underWay);
      cleaning.state = await cleanUp().then(
        () => 'done' as const,
        (error: unknown) => (error instanceof Error ? error : new Error(String(error)))
      );
    });
    await Promise.race([Promise.all(ends), this.insisted.promise]);
    const failures = all.map(({ state }) => state).filter((state) => state instanceof Error);
    this.end({ standing: this.standing, cleanUps: all.flatMap(describeCleaning), failures, cause });
  }

  private get isUnderWay(): boolean {
    return this.begun !== undefined;
  }

  /** Somebody does not want to wait for the clean-ups. */
  private insist(): void {
    if (Date.now() - (this.begun ?? 0) > SAME_KEY_MS) this.insisted.resolve(undefined);
  }
}
