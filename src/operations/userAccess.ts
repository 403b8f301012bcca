import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import {
  accessMembers,
  nameOfAssignment,
  type AccessMember,
  type PermissionSetAssignment,
  type Related,
} from '../definition/related.js';
import { assign, readAccess } from '../org/userAccess.js';
import { accessFiles, accessQuestions, isAccessMissing, planAccess, type AccessPlan } from './accessPlan.js';
import { deploy } from './deployment.js';
import type { AppPlan } from './plan.js';
import type { RelatedResult } from './related.js';
import { standingOn, type Run } from './run.js';
import { isOld, placeBesideApps, takeTurn } from './undisturbed.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.create');

/** What is known of it, and of when the org was so. */
type Planned = Pick<AppPlan, 'access' | 'definition' | 'readAt'>;

export interface AccessOptions {
  connection: Connection;
  /** How long to wait for the deploy, ms. */
  waitMs: number;
  /** Rehearse: nothing is made. */
  dryRun: boolean;
}

/** What has become of what is to be there before the app. */
export interface AccessOutcome {
  results: RelatedResult[];
  /** A deploy that still ran when the time to wait was up; nothing comes after it. */
  runningId: string | undefined;
}

const describe = (results: RelatedResult[]): string | undefined =>
  results.length === 0
    ? undefined
    : messages.getMessage('standing.related', [results.map(({ type, fullName }) => `${type} ${fullName}`).join(', ')]);

const planAgain = async (connection: Connection, related: Related, { known }: AccessPlan): Promise<AccessPlan> =>
  planAccess(related, await readAccess(connection, accessQuestions(related), known.own));

const refused = (assignment: PermissionSetAssignment, error: unknown): Error => {
  const tokens = [assignment.permissionSet, assignment.username, (error as Error).message];
  return messages.createError('error.assignmentFailed', tokens);
};

/** Gives each user the permission set, one after the other. */
const assignAll = async (
  connection: Connection,
  { sets: made, assignments, known }: AccessPlan,
  record: (member: AccessMember, isNew: boolean) => void
): Promise<void> => {
  const { sets } = accessQuestions({ permissionSetAssignments: assignments });
  // Of a permission set that was made just now, the id is not known yet.
  const now =
    made.length === 0
      ? known
      : { ...(await readAccess(connection, { sets, users: [] }, known.own)), users: known.users };
  for (const assignment of assignments) {
    const setId = now.sets.get(assignment.permissionSet.toLowerCase()) ?? '';
    const userId = now.users.get(assignment.username.toLowerCase())?.id ?? '';
    const isNew = await assign(connection, setId, userId).catch((error: unknown) => {
      throw refused(assignment, error);
    });
    record({ type: 'PermissionSetAssignment', fullName: nameOfAssignment(assignment) }, isNew);
  }
};

/**
 * Makes permission sets and assigns them before an app's policies name them, so that whoever uses the app is not shut
 * out in between.
 *
 * @throws SfError `AssignmentFailedError`, and what {@link deploy} and {@link takeTurn} throw
 */
export const setUpAccess = async (
  outer: Run,
  { access: planned, definition: { related = {} }, readAt }: Planned,
  { connection, waitMs, dryRun }: AccessOptions
): Promise<AccessOutcome> => {
  const results: RelatedResult[] = planned.existing.map((member) => ({ ...member, state: 'unchanged' }));
  const run = standingOn(outer, () => describe(results));
  const record = ({ type, fullName }: AccessMember, isNew: boolean): void => {
    results.push({ type, fullName, state: isNew ? 'created' : 'unchanged' });
    run.standing(undefined);
  };
  if (!isAccessMissing(planned)) return { results, runningId: undefined };
  if (dryRun) {
    const made = accessMembers({ permissionSets: planned.sets, permissionSetAssignments: planned.assignments });
    return {
      results: [...results, ...made.map((member) => ({ ...member, state: 'created' as const }))],
      runningId: undefined,
    };
  }
  run.stage(messages.getMessage('stage.access'));
  const runningId = await takeTurn(run, placeBesideApps(connection), waitMs, async ({ hadToWait, watch }) => {
    // Others may have made some of it in the meantime: what the org has by now is left as it is.
    const plan = hadToWait || isOld({ readAt }) ? await planAgain(connection, related, planned) : planned;
    if (plan.sets.length > 0) {
      const status = await deploy(run, {
        connection,
        files: accessFiles(plan),
        dryRun: false,
        waitMs,
        watch,
        standing: {
          sending: messages.getMessage('standing.sendingRelated'),
          running: (id) => messages.getMessage('standing.runningAccess', [id]),
        },
      });
      if (!status.done) return status.id;
      plan.sets.forEach(({ name }) => record({ type: 'PermissionSet', fullName: name }, true));
    }
    await assignAll(connection, plan, record);
    return undefined;
  });
  return { results, runningId };
};
