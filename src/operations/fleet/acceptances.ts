import type { Difference } from '../../definition/compare.js';
import { judgeAcceptances, type Acceptable, type Acceptance, type JudgedAcceptance } from '../../fleet/acceptances.js';
import { isSameName } from '../../settings/apiNames.js';
import { differencesOf } from './planEntry.js';
import { planOf, type PlannedOrg } from './plannedOrg.js';
import type { Fleet, OrgTask } from './readFleet.js';

/** A difference of an app, as acceptances may call it. */
export const aboutOf = ({ name, entry }: OrgTask, key: string, { setting }: Difference, app: string): Acceptable => ({
  org: [name, entry],
  app: [key, app],
  setting,
});

/** What differs in the orgs that answered, accepted or not: by that acceptances are judged. */
const foundIn = (orgs: PlannedOrg[]): Acceptable[] =>
  orgs.flatMap(({ task, apps }) =>
    apps.flatMap((app) => {
      const plan = planOf(app);
      const name = app.report.name ?? '';
      return plan ? differencesOf(plan).map((difference) => aboutOf(task, app.key, difference, name)) : [];
    })
  );

/** Only what this plan is about can be judged, and nothing that could not be planned. */
const acceptancesOf = ({ acceptances }: Fleet, orgs: PlannedOrg[]): Acceptance[] =>
  acceptances.filter(({ rule, org, app }) => {
    if (rule !== undefined) return false;
    const meant = orgs.filter(({ task }) => org === undefined || org === task.name || org === task.entry);
    const apps = meant.flatMap((one) => one.apps.filter(({ key }) => app === undefined || isSameName(key, app)));
    // What is to be created has nothing that differs yet.
    return apps.length > 0 && apps.every(({ report }) => report.state !== 'failed' && report.state !== 'create');
  });

/** Where only a part of the fleet was looked at, what was not found there may be elsewhere. */
const openWhere =
  ({ selection }: Fleet, orgs: PlannedOrg[]) =>
  (judged: JudgedAcceptance): JudgedAcceptance => {
    const isPart = Object.values(selection).some((part) => part !== undefined);
    const isLookedAt = orgs.some(({ task }) => task.name === judged.org);
    return judged.state === 'notNeeded' && isPart && !isLookedAt ? { ...judged, state: 'open' } : judged;
  };

/** Whether each acceptance of differences that this plan is about still has something to accept. */
export const judgeAccepted = (fleet: Fleet, orgs: PlannedOrg[], now: Date): JudgedAcceptance[] =>
  judgeAcceptances(acceptancesOf(fleet, orgs), foundIn(orgs), now).map(openWhere(fleet, orgs));
