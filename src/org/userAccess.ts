import type { Connection } from '@salesforce/core';
import { nameOfAssignment, type PermissionSetAssignment } from '../definition/related.js';
import type { OwnNamespace } from '../settings/apiNames.js';
import { askTogether, rowsOf, type Answer, type Row } from './batch.js';
import { anyOf } from './soql.js';

/** What an org has of permission sets and users, and who has which; names are the same whatever their case. */
export interface AccessReading {
  /** The name space that the org owns: permission sets of others are not meant. */
  own: OwnNamespace;
  /** Name of a permission set, in lower case → its id. */
  sets: ReadonlyMap<string, string>;
  /** Username, in lower case → the user. */
  users: ReadonlyMap<string, { id: string; isActive: boolean }>;
  /** {@link nameOfAssignment}, in lower case. */
  assigned: ReadonlySet<string>;
}

export const NO_ACCESS_READ: AccessReading = { own: null, sets: new Map(), users: new Map(), assigned: new Set() };

const lower = (value: unknown): string => String(value).toLowerCase();

const related = (row: Row, object: string): Row => row[object] as Row;

type AccessQuery = 'sets' | 'users' | 'assigned';

/** What is to be known: names of permission sets, and usernames. */
export interface AccessQuestions {
  sets: string[];
  users: string[];
}

/** The queries that tell which of these the org has, and who of them has which; none where nothing is to be known. */
export const accessQueries = ({ sets, users }: AccessQuestions): Partial<Record<AccessQuery, string>> => {
  const isBoth = sets.length > 0 && users.length > 0;
  const ofSets = `${anyOf('PermissionSet.Name', sets)} AND ${anyOf('Assignee.Username', users)}`;
  return {
    ...(sets.length > 0 && {
      sets: `SELECT Id, Name, NamespacePrefix FROM PermissionSet WHERE ${anyOf('Name', sets)}`,
    }),
    ...(users.length > 0 && { users: `SELECT Id, Username, IsActive FROM User WHERE ${anyOf('Username', users)}` }),
    ...(isBoth && {
      assigned: `SELECT PermissionSet.Name, PermissionSet.NamespacePrefix, Assignee.Username FROM PermissionSetAssignment WHERE ${ofSets}`,
    }),
  };
};

/** What the answers to {@link accessQueries} come to. */
export const accessIn = (answers: Partial<Record<AccessQuery, Answer>>, own: OwnNamespace): AccessReading => {
  const isOwn = ({ NamespacePrefix: prefix }: Row): boolean => prefix === null || prefix === own;
  const rows = (name: AccessQuery): Row[] => rowsOf(answers[name] ?? []);
  return {
    own,
    sets: new Map(
      rows('sets')
        .filter(isOwn)
        .map(({ Id, Name }) => [lower(Name), String(Id)])
    ),
    users: new Map(
      rows('users').map(({ Id, Username, IsActive }) => [
        lower(Username),
        { id: String(Id), isActive: IsActive === true },
      ])
    ),
    assigned: new Set(
      rows('assigned')
        .filter((row) => isOwn(related(row, 'PermissionSet')))
        .map((row) => {
          const [set, user] = [related(row, 'PermissionSet').Name, related(row, 'Assignee').Username].map(String);
          return lower(nameOfAssignment({ permissionSet: set, username: user } as PermissionSetAssignment));
        })
    ),
  };
};

/** Asks the org in one request which of these it has, and who of them has which. */
export const readAccess = async (
  connection: Connection,
  questions: AccessQuestions,
  own: OwnNamespace
): Promise<AccessReading> => {
  if (questions.sets.length + questions.users.length === 0) return NO_ACCESS_READ;
  return accessIn(await askTogether(connection, accessQueries(questions)), own);
};

const isThere = (error: unknown): boolean => error instanceof Error && error.name === 'DUPLICATE_VALUE';

/**
 * Gives a user a permission set.
 *
 * @returns false where the user had it: somebody else was faster, or an answer was lost
 * @throws what the org answered
 */
export const assign = async (connection: Connection, setId: string, userId: string): Promise<boolean> => {
  try {
    await connection.requestPost('/sobjects/PermissionSetAssignment', {
      AssigneeId: userId,
      PermissionSetId: setId,
    });
    return true;
  } catch (error) {
    if (isThere(error)) return false;
    throw error;
  }
};
