import { Messages } from '@salesforce/core/messages';
import type { AcceptanceState, JudgedAcceptance } from '../../fleet/acceptances.js';
import type { Shard } from '../../fleet/orgs.js';
import { throwProblems, type Problem } from '../../definition/problems.js';
import { summarize, type FleetReport } from './report.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'fleet');

/** A report, and the file that it was read from. */
export interface ReportFile {
  path: string;
  report: FleetReport;
}

const unlikeFirst = ([first, ...others]: ReportFile[]): Problem[] =>
  others.flatMap(({ path, report }) =>
    report.kind === first.report.kind && report.fleet === first.report.fleet
      ? []
      : [{ where: path, what: messages.getMessage('merge.unlike', [first.path]) }]
  );

const orgsTwice = (files: ReportFile[]): Problem[] => {
  const found = files.flatMap(({ path, report }) => report.orgs.map(({ org }) => ({ path, org })));
  return found.flatMap(({ path, org }, index) => {
    const first = found.findIndex((other) => other.org === org);
    return first === index
      ? []
      : [{ where: path, what: messages.getMessage('merge.orgTwice', [org, found[first].path]) }];
  });
};

/** A shard that is missing would look like orgs that are as they should be. */
const missingShards = (shards: Shard[]): Problem[] => {
  const counts = [...new Set(shards.map(({ count }) => count))];
  if (counts.length > 1) return [{ where: '--merge', what: messages.getMessage('merge.counts', [counts.join(', ')]) }];
  return counts.flatMap((count) =>
    Array.from({ length: count }, (_none, index) => index + 1)
      .filter((index) => !shards.some((shard) => shard.index === index))
      .map((index) => ({ where: '--merge', what: messages.getMessage('merge.missing', [`${index}/${count}`]) }))
  );
};

const unite = (lists: Array<string[] | null>): string[] | null => {
  const given = lists.filter((list) => list !== null);
  return given.length === 0 ? null : [...new Set(given.flat())];
};

const mergeSelections = (reports: FleetReport[]): FleetReport['selection'] => ({
  orgs: unite(reports.map(({ selection }) => selection.orgs)),
  apps: unite(reports.map(({ selection }) => selection.apps)),
});

/** What one part found, all have; what none found, is not there, unless something was left out of all parts. */
const mergedState = (states: AcceptanceState[], isSelection: boolean): AcceptanceState =>
  (['applies', 'runOut', 'notNeeded'] as const).find((state) => states.includes(state)) ??
  (isSelection ? 'open' : 'notNeeded');

const mergeAcceptances = (all: JudgedAcceptance[], isSelection: boolean): JudgedAcceptance[] =>
  [...Map.groupBy(all, ({ where }) => where).values()].map((same) => ({
    ...same[0],
    state: mergedState(
      same.map(({ state }) => state),
      isSelection
    ),
  }));

/**
 * One report of the parts of a fleet.
 *
 * @throws SfError `InvalidInputError` where they are no parts of one, or not all of them
 */
export const mergeReports = (files: ReportFile[]): FleetReport => {
  const reports = files.map(({ report }) => report);
  const shards = reports.flatMap((report) => report.shards);
  throwProblems([...unlikeFirst(files), ...orgsTwice(files), ...missingShards(shards)]);
  const orgs = reports.flatMap((report) => report.orgs);
  const selection = mergeSelections(reports);
  const isSelection = selection.orgs !== null || selection.apps !== null;
  return {
    ...reports[0],
    at: reports.map(({ at }) => at).sort()[0],
    shards,
    selection,
    orgs,
    acceptances: mergeAcceptances(
      reports.flatMap(({ acceptances }) => acceptances),
      isSelection
    ),
    summary: summarize(orgs),
  };
};
