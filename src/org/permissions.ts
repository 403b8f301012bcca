import { QueryRefused, type Answer } from './batch.js';
import { quote } from './soql.js';

/** User permissions as columns of permission sets, by the names that Setup has for them: docs/platform.md#permissions */
const PERMISSION_COLUMNS = {
  'API Enabled': 'PermissionsApiEnabled',
  'Create, edit, and delete External Client Apps': 'PermissionsExternalClientAppDeveloper',
  'Customize Application': 'PermissionsCustomizeApplication',
  'Modify All Data': 'PermissionsModifyAllData',
} as const;

export type Permission = keyof typeof PERMISSION_COLUMNS;

/** What those need who set up External Client Apps. */
const SET_UP: readonly Permission[] = ['Create, edit, and delete External Client Apps', 'Customize Application'];

const fromAssignments = (permission: Permission): string =>
  `FROM PermissionSetAssignment WHERE PermissionSet.${PERMISSION_COLUMNS[permission]} = true`;

/** Asks for the usernames of those who have a permission, by their profile or a permission set. */
export const holdersOf = (permission: Permission): string => `SELECT Assignee.Username ${fromAssignments(permission)}`;

/** Asks whether a user has a permission: one row, or none. */
export const isHeldBy = (permission: Permission, username: string): string =>
  `SELECT Id ${fromAssignments(permission)} AND Assignee.Username = ${quote(username)} LIMIT 1`;

/** What the answer to {@link isHeldBy} says; an org that refuses it says no yes. */
export const isTrue = (answer: Answer | undefined): boolean => Array.isArray(answer) && answer.length > 0;

export type PermissionQuery = `has ${Permission}`;

/** Asks whether a user may set up apps; nothing where nobody knows who that is. */
export const setUpQueries = (username: string): Partial<Record<PermissionQuery, string>> =>
  username === ''
    ? {}
    : Object.fromEntries(
        SET_UP.map((permission): [PermissionQuery, string] => [`has ${permission}`, isHeldBy(permission, username)])
      );

/** What the answers to {@link setUpQueries} say that the user lacks; an org need not tell of a permission. */
export const lackedIn = (answers: Partial<Record<PermissionQuery, Answer>>): Permission[] =>
  SET_UP.filter((permission) => {
    const answer = answers[`has ${permission}`];
    return answer !== undefined && !(answer instanceof QueryRefused) && answer.length === 0;
  });

/** Whether the org tells of any of them at all. */
export const areTold = (answers: Partial<Record<PermissionQuery, Answer>>): boolean =>
  Object.values(answers).some((answer) => !(answer instanceof QueryRefused));
