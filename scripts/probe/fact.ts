import type { Bench } from './bench.js';

/** What an org's answer says of a statement of docs/platform.md. */
export type Verdict = 'confirmed' | 'contradicted' | 'undecided';

export interface Finding {
  verdict: Verdict;
  /** What was seen that says so. */
  because: string;
}

export const confirmed = (because: string): Finding => ({ verdict: 'confirmed', because });
export const contradicted = (because: string): Finding => ({ verdict: 'contradicted', because });
export const undecided = (because: string): Finding => ({ verdict: 'undecided', because });

/** A doubtful fact, and how an org is asked whether it is so. The statement itself stands in docs/platform.md. */
export interface Fact {
  /** Short and stable: reports are compared by it. A fact with a quirk of local-org has the quirk's name. */
  id: string;
  /** It takes a throw-away app to see. */
  needsApp: boolean;
  ask: (bench: Bench) => Promise<Finding>;
}
