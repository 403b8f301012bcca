import { listChange } from '../../definition/changes.js';
import { compareSettings, type Difference } from '../../definition/compare.js';
import { accessMembers, relatedMembers } from '../../definition/related.js';
import type { LiveApp } from '../../org/apps.js';
import { isAccessMissing } from '../accessPlan.js';
import { changesIn, contextOf, foretellDifferences, type AppPlan } from '../plan.js';
import { isRelatedMissing } from '../relatedPlan.js';
import { bookedAs, digest, type Book, type BookedApp } from './book.js';
import type { AppReport, AppState, FleetChange } from './report.js';

/** The app as the org has it; undefined where it has none. */
export const liveOf = (plan: AppPlan): LiveApp | undefined =>
  plan.action === 'update' || plan.action === 'unchanged' ? plan.live : undefined;

/** All that differs from what was asked for, of an app that exists. */
export const differencesOf = (plan: AppPlan): Difference[] => {
  const live = liveOf(plan);
  return live ? compareSettings(plan.definition, live.definition, contextOf(plan, live)) : [];
};

const besideIn = ({ access, related }: AppPlan): AppReport['beside'] => [
  ...accessMembers({ permissionSets: access.sets, permissionSetAssignments: access.assignments }),
  ...relatedMembers({ authProviders: related.providers, namedCredentials: related.credentials }),
];

/** Who made it differ: where the file asks for the same as an earlier run did, it was somebody in the org. */
const causeOf = (change: FleetChange, booked: BookedApp | undefined): FleetChange['cause'] => {
  if (booked === undefined) return null;
  return booked.settings[change.setting] === digest(change.after) ? 'org' : 'file';
};

const changesOf = (plan: AppPlan, booked: BookedApp | undefined): FleetChange[] =>
  changesIn(plan).map((change) => {
    const told = { ...change, removed: listChange(change)?.removed ?? [], cause: null };
    return plan.action === 'update' ? { ...told, cause: causeOf(told, booked) } : told;
  });

const isNothingMissing = ({ access, related }: AppPlan): boolean =>
  !isAccessMissing(access) && !isRelatedMissing(related);

const stateOf = (plan: AppPlan, changes: FleetChange[], booked: BookedApp | undefined): AppState => {
  if (plan.action === 'create') return 'create';
  if (plan.action !== 'update' && isNothingMissing(plan)) return 'unchanged';
  if (plan.action === 'related') return 'create';
  const isDrift = booked !== undefined && changes.every(({ cause }) => cause === 'org');
  return isDrift ? 'drift' : 'update';
};

/** What is left to differ once the plan is carried out. */
const leftToDiffer = (plan: AppPlan): Difference[] => {
  if (plan.action === 'related') return [];
  return plan.action === 'unchanged' ? differencesOf(plan) : foretellDifferences(plan);
};

/** What a plan comes to, as it is told. */
export type PlannedEntry = Pick<
  AppReport,
  'name' | 'state' | 'changes' | 'beside' | 'differences' | 'lastChange' | 'lostSince' | 'fingerprint'
>;

/**
 * @param book what earlier runs left of the org
 * @param isAccepted leaves out what differs and is accepted
 */
export const toEntry = (plan: AppPlan, book: Book, isAccepted: (difference: Difference) => boolean): PlannedEntry => {
  const name = plan.definition.name ?? null;
  const booked = name === null ? undefined : bookedAs(book, name);
  const changes = changesOf(plan, booked);
  const beside = besideIn(plan);
  return {
    name,
    state: stateOf(plan, changes, booked),
    changes,
    beside,
    differences: leftToDiffer(plan).filter((difference) => !isAccepted(difference)),
    lastChange: liveOf(plan)?.lastChange ?? null,
    lostSince: plan.action === 'create' ? (booked?.at ?? null) : null,
    fingerprint: digest([plan.action, name, changesIn(plan), beside]),
  };
};
