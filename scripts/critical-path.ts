/** A request as an org saw it; times in ms since the epoch. */
export interface TimedRequest {
  org: string;
  /** The SOAP operation, or method and path. */
  kind: string;
  from: number;
  to: number;
}

/**
 * How many of the requests had to wait for one another: the most that can be picked so that no two were under way at the
 * same time. Only of a run that had the machine to itself: one that waits for the processor sends late what could have
 * been sent side by side.
 */
export const criticalPath = (requests: readonly TimedRequest[]): number => {
  let count = 0;
  let freeFrom = -Infinity;
  for (const { from, to } of [...requests].sort((one, other) => one.to - other.to)) {
    if (from < freeFrom) continue;
    count++;
    freeFrom = to;
  }
  return count;
};

/** How often each kind of request was made. */
export const countKinds = (requests: readonly TimedRequest[]): Map<string, number> =>
  new Map([...Map.groupBy(requests, ({ kind }) => kind)].map(([kind, { length }]) => [kind, length]));
