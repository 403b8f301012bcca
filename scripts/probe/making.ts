import { randomInt } from 'node:crypto';
import type { ProbeComponent } from './parcel.js';

/** What the name of every throw-away app begins with, in every org. */
export const PREFIX = 'EcaProbe_';

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

const RUN_LENGTH = 6;

/** What tells one run's apps from another's. */
export const newRunId = (): string =>
  Array.from({ length: RUN_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');

export const isRunId = (text: string): boolean => new RegExp(`^[${LETTERS}]{${RUN_LENGTH}}$`).test(text);

/** Stands in the description of every app that a run makes; an app without it is somebody else's. */
export const markOf = (runId: string): string => `Made by the probe of sf-plugin-eca, run ${runId}. May be deleted.`;

const ownerOf = ({ type, fullName, elements }: ProbeComponent): unknown =>
  type === 'ExternalClientApplication' ? fullName : elements.externalClientApplication;

/** What one run has made, or may have: nothing else is ever sent or deleted. */
export class Making {
  private readonly names = new Set<string>();
  private readonly underWay = new Set<Promise<unknown>>();

  public constructor(public readonly runId: string) {}

  public get mark(): string {
    return markOf(this.runId);
  }

  /** What the names of this run's apps begin with. */
  public get prefix(): string {
    return `${PREFIX}${this.runId}_`;
  }

  /** The apps of which a part was sent, whatever came of it. */
  public get sent(): string[] {
    return [...this.names];
  }

  public nameOf(letter: string): string {
    return `${this.prefix}${letter}`;
  }

  public isOwn(name: unknown): name is string {
    return typeof name === 'string' && name.startsWith(this.prefix);
  }

  /**
   * Lets a package through only where all of it is this run's.
   *
   * @throws Error where a component is somebody else's
   */
  public claim(components: readonly ProbeComponent[]): void {
    for (const component of components) {
      const owner = ownerOf(component);
      if (!this.isOwn(owner) || !this.isOwn(component.fullName)) {
        throw new Error(`${component.type} ${component.fullName} is none of this probe's: nothing was sent.`);
      }
      this.names.add(owner);
    }
  }

  /** Keeps in mind what is on its way: it is waited for before anything is deleted. */
  public async follow<T>(sending: Promise<T>): Promise<T> {
    this.underWay.add(sending);
    try {
      return await sending;
    } finally {
      this.underWay.delete(sending);
    }
  }

  public async settled(): Promise<void> {
    await Promise.allSettled(this.underWay);
  }
}
