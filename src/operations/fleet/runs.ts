import type { Run } from '../run.js';

/** Who is told how far each org is. */
export interface FleetProgress {
  /** Something begins in an org. */
  stage: (org: string, text: string) => void;
  /** How far it is. */
  status: (org: string, text: string) => void;
  /** An org is done with, and what it came to. */
  done: (org: string, text: string, failed: boolean) => void;
}

/** A run of one app, or one org, among several. */
export interface PartRun extends Run {
  /** What was said of it. */
  warnings: string[];
  /** What exists of it, and how to go on, if it ends now. */
  stands: () => string | undefined;
}

/**
 * The runs of orgs that are worked at side by side, in one: what stands in each of them is said of all of them together
 * when they are interrupted.
 */
export class FleetRuns {
  private readonly standings = new Map<string, string>();
  private readonly finished: string[] = [];

  public constructor(
    private readonly whole: Run,
    private readonly progress: FleetProgress
  ) {}

  /**
   * @param org whose progress is told
   * @param about what it is said of, such as an app's name; else of the org
   */
  public of(org: string, about?: string): PartRun {
    const label = (text: string): string => (about === undefined ? text : `${about}: ${text}`);
    const warnings: string[] = [];
    let stands: string | undefined;
    const key = `${org} ${about ?? ''}`;
    return {
      warnings,
      stands: () => stands,
      stage: (name) => {
        this.stopIfInterrupted();
        this.progress.stage(org, label(name));
      },
      status: (text) => {
        this.stopIfInterrupted();
        this.progress.status(org, label(text));
      },
      waiting: (text) => {
        this.stopIfInterrupted();
        this.progress.stage(org, label(text));
      },
      note: (message) => warnings.push(message),
      warn: (message) => warnings.push(message),
      standing: (text) => {
        stands = text;
        this.stand(key, text === undefined ? undefined : `${org}: ${label(text)}`);
      },
      ensure: (cleanUp, describe) => this.whole.ensure(cleanUp, describe),
    };
  }

  /** What an interruption ends has not failed, and nothing is told of it beside what the interruption says. */
  public stopIfInterrupted(): void {
    this.whole.status('');
  }

  /** An org is done with. */
  public done(org: string, text: string, failed: boolean): void {
    this.progress.done(org, text, failed);
  }

  /** A part is done: nothing of it is under way any more, and what it came to stands. */
  public finish(org: string, about: string, text: string): void {
    this.finished.push(text);
    this.stand(`${org} ${about}`, undefined);
  }

  /** What stands of a part, whatever comes of the others. */
  private stand(key: string, text: string | undefined): void {
    if (text === undefined) this.standings.delete(key);
    else this.standings.set(key, text);
    const all = [...this.finished, ...this.standings.values()];
    this.whole.standing(all.length === 0 ? undefined : all.join('\n'));
  }
}
