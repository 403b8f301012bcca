/**
 * What an operation tells the one who started it, and leaves for the case that it is cut off. Commands implement it
 * with a terminal; tests with a list.
 */
export interface Run {
  /** A stage begins; the one before it is done. */
  stage: (name: string) => void;
  /** How far the running stage is. */
  status: (text: string) => void;
  /** The run waits for somebody else's; said again and again as long as it does. */
  waiting: (text: string) => void;
  /** Something worth knowing before it is done, that is no reason for concern. */
  note: (message: string) => void;
  warn: (message: string) => void;
  /**
   * What now exists and how to go on from here: said if the run is interrupted or fails. The last one counts;
   * undefined says that there is nothing to know any more.
   */
  standing: (text: string | undefined) => void;
  /**
   * Registers what must be done even if the run is interrupted.
   *
   * @param describe what to say of it to whoever interrupts, where it may take a while
   * @returns does it, once: to be called on every other way out
   */
  ensure: (cleanUp: () => Promise<void>, describe?: () => CleanUpWords | undefined) => () => Promise<void>;
}

/** What is said of a clean-up. */
export interface CleanUpWords {
  underWay: string;
  done: string;
  /** It failed, or nobody waited for its end. */
  undone: string;
}

/** A run that says after everything what stands whatever comes of that. */
export const standingOn = (run: Run, describe: () => string | undefined): Run => ({
  ...run,
  standing: (text) => {
    const texts = [text, describe()].filter((said) => said !== undefined);
    run.standing(texts.length === 0 ? undefined : texts.join('\n'));
  },
});

/** A run for what must still be done where the run itself is over: it tells nothing, and nothing stops it. */
export const unheard = (run: Run): Run => ({
  ...run,
  stage: () => undefined,
  status: () => undefined,
  waiting: () => undefined,
  standing: () => undefined,
});
