import { setTimeout as sleep } from 'node:timers/promises';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGBREAK', 'SIGHUP'] as const;

/** Exit code of a run that was interrupted. */
export const INTERRUPTED = 130;

const LONGEST_CLEAN_UP_MS = 10_000;

const reasonOf = (result: PromiseSettledResult<void>): Error[] =>
  result.status === 'rejected' ? [result.reason as Error] : [];

type Listener = (...args: unknown[]) => void;

/**
 * What happens when somebody presses Ctrl-C or ends the process: clean-ups run, it is said what exists and how to go on,
 * and the process ends.
 */
export class Interruption {
  public standing: string | undefined;
  private readonly cleanUps = new Set<() => Promise<void>>();
  private readonly before = new Map<string, Listener[]>();
  private readonly listener = (): void => void this.handle();
  private isUnderWay = false;

  public constructor(private readonly end: (standing: string | undefined, failures: Error[] | 'tooLong') => void) {
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
  public ensure(cleanUp: () => Promise<void>): () => Promise<void> {
    let underWay: Promise<void> | undefined;
    const once = (): Promise<void> => (underWay ??= cleanUp().finally(() => this.cleanUps.delete(once)));
    this.cleanUps.add(once);
    return once;
  }

  /** Cleans up and ends the run; a second call changes nothing. */
  public async handle(): Promise<void> {
    if (this.isUnderWay) return;
    this.isUnderWay = true;
    const cleaning = Promise.allSettled([...this.cleanUps].map((cleanUp) => cleanUp()));
    const results = await Promise.race([cleaning, sleep(LONGEST_CLEAN_UP_MS, 'tooLong' as const)]);
    this.end(this.standing, results === 'tooLong' ? 'tooLong' : results.flatMap(reasonOf));
  }
}
