import type { XmlValue } from '../xml/write.js';

export type RetrieveOutcome = {
  status: 'Succeeded' | 'Failed';
  errorMessage?: string;
  errorStatusCode?: string;
  fileProperties: XmlValue[];
  messages: Array<{ fileName: string; problem: string }>;
  zipFile: string;
};

/** An org forgets old results, and a benchmark asks for many. */
const KEPT = 100;

/** Retrieves that clients have asked for, with what came of them. */
export class RetrieveJobs {
  readonly #jobs = new Map<string, RetrieveOutcome>();

  public add(id: string, outcome: RetrieveOutcome): void {
    this.#jobs.set(id.slice(0, 15), outcome);
    for (const oldest of this.#jobs.keys()) {
      if (this.#jobs.size <= KEPT) break;
      this.#jobs.delete(oldest);
    }
  }

  public find(id: string): RetrieveOutcome | undefined {
    return this.#jobs.get(id.slice(0, 15));
  }
}
