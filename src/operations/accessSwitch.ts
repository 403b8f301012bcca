import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import pRetry from 'p-retry';
import { isPassing } from '../org/retry.js';
import { isAccessOn, readSettingsOfSwitch, settingsFile, type AppSettings } from '../org/secretAccess.js';
import { settingsPage } from '../org/setupPages.js';
import { newHolder, showHolder, withBook, type AccessBook } from './accessBook.js';
import { deploy, NO_WATCH, NOTHING_STANDS } from './deployment.js';
import { unheard, type Run } from './run.js';
import { orgWord } from '../org/runningUser.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'access');

/** As long as it takes: whoever has waited enough interrupts, and is told what stands. */
const LONGEST_SWITCH_MS = 60 * 60 * 1000;

/** An org that refuses it so often in words of its own will not change its mind. */
const REFUSED_TRIES = 4;

/** Of turning off, which is tried for half a minute. */
const WAITS = { retries: 7, minTimeout: 250, maxTimeout: 8000 };

/** The org did not do it, and says so. */
class RefusedError extends Error {}

/** With these words an org does not take a deploy; whatever else comes may come of one that it took. */
const SURELY_REFUSED =
  /^(sf:)?(INSUFFICIENT_ACCESS|INVALID_SESSION_ID|API_DISABLED_FOR_ORG|API_CURRENTLY_DISABLED|FUNCTIONALITY_NOT_ENABLED|UNSUPPORTED_API_VERSION)/;

const codeOf = (error: Error & { errorCode?: string }): string => error.errorCode ?? error.name;

/** Whether nothing comes of what was to be sent; where no answer came, or no answer to how it goes on, nobody knows. */
const isRefused = (error: unknown, hasStarted: boolean): error is Error =>
  error instanceof RefusedError || (!hasStarted && error instanceof Error && SURELY_REFUSED.test(codeOf(error)));

/**
 * Turns the org's access to secrets over REST on or off, and leaves its other settings as they were read. What is said
 * to stand meanwhile is the caller's business.
 *
 * @param onStart told once the org has the deploy
 * @throws Error with the org's words where it refuses
 */
export const switchAccess = async (
  run: Run,
  connection: Connection,
  settings: AppSettings,
  on: boolean,
  onStart: () => void = () => undefined
): Promise<void> => {
  const status = await deploy(run, {
    connection,
    files: [settingsFile(settings, on)],
    dryRun: false,
    waitMs: LONGEST_SWITCH_MS,
    standing: NOTHING_STANDS,
    watch: { ...NO_WATCH, started: async () => Promise.resolve().then(onStart) },
    onRefused: ({ id, problem, canceled, failures }) =>
      new RefusedError(
        [problem, ...failures.map((failure) => failure.problem)].filter(Boolean).join(' ') ||
          messages.getMessage(canceled ? 'switchCanceled' : 'switchFailed', [id])
      ),
  });
  if (!status.done) throw new Error(messages.getMessage('switchTooLong', [status.id]));
};

class StillOnError extends Error {
  public constructor() {
    super(messages.getMessage('stillOn'));
  }
}

/**
 * Turns it off where it is on, and believes only what the org shows afterwards.
 *
 * @param isComingOn a deploy that turns it on may still be under way: what the org shows before it is over says nothing
 */
const turnOffOnce = async (run: Run, connection: Connection, isComingOn: boolean): Promise<void> => {
  const settings = await readSettingsOfSwitch(connection);
  if (!isAccessOn(settings) && !isComingOn) return;
  await switchAccess(run, connection, settings, false);
  if (isAccessOn(await readSettingsOfSwitch(connection))) throw new StillOnError();
};

/** Turns it off until the org says that it is off, whatever it says until then. To do so twice harms nobody. */
const turnOff = (run: Run, connection: Connection, isComingOn = false): Promise<void> =>
  pRetry(() => turnOffOnce(run, connection, isComingOn), {
    ...WAITS,
    shouldRetry: ({ error, attemptNumber }) =>
      error instanceof StillOnError || isPassing(error) || attemptNumber < REFUSED_TRIES,
  });

const QUIET_WAIT_MS = 5000;

/** Says once that another run is waited for, where it takes a while. */
const patience = (run: Run): (() => void) => {
  const started = Date.now();
  let isTold = false;
  return () => {
    if (isTold || Date.now() - started < QUIET_WAIT_MS) return;
    isTold = true;
    run.warn(messages.getMessage('warning.waitingToTurnOff'));
  };
};

/** The org's switch for secrets, held on by this run or as it was found. */
export interface HeldAccess {
  /**
   * `held`: on, and off again once the last run lets it go; `adopted`: likewise, and an earlier run had left it on; `on`:
   * on by somebody else's wish; `off`: nobody may turn it on.
   */
  taken: Promise<'held' | 'adopted' | 'on' | 'off'>;
  /** Once, also where the run is cut off: turns it off, unless another run still needs it or it was not held. */
  letGo: () => Promise<void>;
}

/**
 * Has the org give out secrets until they are let go, together with other runs on this machine that need them.
 *
 * @param mayTurnOn whether it may be turned on where it is off
 */
export const holdAccess = (run: Run, connection: Connection, { mayTurnOn }: { mayTurnOn: boolean }): HeldAccess => {
  const quiet = unheard(run);
  const holder = newHolder();
  const onWait = (): void => run.waiting(messages.getMessage('status.waiting'));
  let isHeld = false;
  let isComingOn = false;
  let hasStarted = false;
  let endSign = (): Promise<void> => Promise.resolve();

  const take = (): Promise<'held' | 'adopted' | 'on' | 'off'> =>
    withBook(connection, onWait, async (book) => {
      const settings = await readSettingsOfSwitch(connection);
      const isOn = isAccessOn(settings);
      if (isOn && !book.isOpen) return 'on';
      if (!isOn && !mayTurnOn) {
        if (book.isLeftOpen) await turnOff(quiet, connection, true);
        await book.close();
        return 'off';
      }
      // A run that was interrupted until here must not turn it on any more; from here on it turns it off again.
      if (!isOn) run.status(messages.getMessage('status.turningOn'));
      endSign = await showHolder(connection, holder);
      // Written down before it is so: a run that is killed in between must not be forgotten.
      await book.write([...book.holders, holder]);
      isHeld = true;
      if (!isOn) {
        isComingOn = true;
        await switchAccess(quiet, connection, settings, true, () => (hasStarted = true)).catch((error: unknown) =>
          giveUp(book, error)
        );
        isComingOn = false;
      }
      return isOn && book.holders.length === 0 ? 'adopted' : 'held';
    });

  /** What the org refuses is not on, and there is nothing to turn off. */
  const giveUp = async (book: AccessBook, error: unknown): Promise<never> => {
    if (!isRefused(error, hasStarted)) throw error;
    isHeld = false;
    if (book.holders.length > 0) await book.write(book.holders);
    else await book.close();
    throw messages.createError('error.switchRefused', [error.message], [settingsPage(connection)]);
  };

  const giveBack = async (): Promise<void> => {
    // In this order, also where turning on is still under way when the run is cut off.
    await taken.catch(() => undefined);
    try {
      if (isHeld) await withBook(connection, patience(run), leaveBook).catch(turnOffWithoutBook);
    } finally {
      await endSign();
    }
  };

  /** Who else needs it cannot be told then; that it is off again matters more. */
  const turnOffWithoutBook = (error: Error): Promise<void> => {
    if (error.name !== 'LocalStateError') throw error;
    return turnOff(quiet, connection, isComingOn);
  };

  const leaveBook = async (book: AccessBook): Promise<void> => {
    const others = book.holders.filter(({ id }) => id !== holder.id);
    if (others.length === 0) {
      await turnOff(quiet, connection, isComingOn);
      await book.close();
      return;
    }
    const [{ pid, host }] = others;
    run.warn(messages.getMessage('warning.leftForOther', [pid, host]));
    // Whoever comes last finds that this run is dead, should it not be crossed out.
    await book.write(others).catch(() => undefined);
  };

  const letGo = run.ensure(giveBack, () =>
    isHeld
      ? {
          underWay: messages.getMessage('turningOff'),
          done: messages.getMessage('isOff'),
          undone: messages.getMessage('isLeftOn', [orgWord(connection), settingsPage(connection)]),
        }
      : undefined
  );
  const taken = take();
  return { taken, letGo };
};

/**
 * Turns the switch off, whoever turned it on.
 *
 * @returns whether it was on
 * @throws SfError `AccessInUseError` while another run on this machine needs it
 */
export const disableAccess = (run: Run, connection: Connection): Promise<boolean> =>
  withBook(
    connection,
    () => run.waiting(messages.getMessage('status.waiting')),
    async (book) => {
      const [other] = book.holders;
      if (other) throw messages.createError('error.accessInUse', [other.pid]);
      const wasOn = isAccessOn(await readSettingsOfSwitch(connection));
      // A run that was killed may have left the deploy that turns it on, which the org works on in its turn.
      if (wasOn || book.isLeftOpen) await turnOff(run, connection, book.isLeftOpen);
      await book.close();
      return wasOn;
    }
  );
