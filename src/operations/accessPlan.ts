import { Messages } from '@salesforce/core/messages';
import {
  nameOfAssignment,
  type AccessMember,
  type PermissionSetAssignment,
  type PermissionSetDefinition,
  type Related,
} from '../definition/related.js';
import type { Locate, Problem } from '../definition/problems.js';
import { encodePermissionSet, relatedPath } from '../metadata/related.js';
import { toXml } from '../metadata/xml.js';
import type { PackageFile } from '../org/package.js';
import { NO_ACCESS_READ, type AccessQuestions, type AccessReading } from '../org/userAccess.js';
import { isSameName } from '../settings/apiNames.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'problems');

/** What is to be there before the app: permission sets, and the users who have them. */
export interface AccessPlan {
  /** Left as it is. */
  existing: AccessMember[];
  sets: PermissionSetDefinition[];
  assignments: PermissionSetAssignment[];
  /** What the org was read to have. */
  known: AccessReading;
}

export const NO_ACCESS: AccessPlan = { existing: [], sets: [], assignments: [], known: NO_ACCESS_READ };

/** The permission sets and users that have to be asked about. */
export const accessQuestions = ({ permissionSets = [], permissionSetAssignments = [] }: Related): AccessQuestions => ({
  sets: [
    ...new Set([
      ...permissionSets.map(({ name }) => name),
      ...permissionSetAssignments.map(({ permissionSet }) => permissionSet),
    ]),
  ],
  users: [...new Set(permissionSetAssignments.map(({ username }) => username))],
});

/** What is missing of what is to be there before the app. */
export const planAccess = (
  { permissionSets = [], permissionSetAssignments = [] }: Related,
  known: AccessReading
): AccessPlan => {
  const { sets, assigned } = known;
  const isSetThere = ({ name }: PermissionSetDefinition): boolean => sets.has(name.toLowerCase());
  const isAssigned = (assignment: PermissionSetAssignment): boolean =>
    assigned.has(nameOfAssignment(assignment).toLowerCase());
  return {
    existing: [
      ...permissionSets.filter(isSetThere).map(({ name }) => ({ type: 'PermissionSet' as const, fullName: name })),
      ...permissionSetAssignments
        .filter(isAssigned)
        .map((one) => ({ type: 'PermissionSetAssignment' as const, fullName: nameOfAssignment(one) })),
    ],
    sets: permissionSets.filter((set) => !isSetThere(set)),
    assignments: permissionSetAssignments.filter((one) => !isAssigned(one)),
    known,
  };
};

export const isAccessMissing = ({ sets, assignments }: AccessPlan): boolean => sets.length + assignments.length > 0;

/** Users and permission sets that assignments name, and that neither the org has nor the definition makes. */
export const wrongAssignments = (
  { permissionSets = [], permissionSetAssignments = [] }: Related,
  reading: AccessReading,
  locate: Locate
): Problem[] => {
  return permissionSetAssignments.flatMap(({ permissionSet, username }, index) => {
    const problem = (key: string, field: string, name: string): Problem => ({
      where: locate(['related', 'permissionSetAssignments', index, field]),
      what: messages.getMessage(key, [name]),
    });
    const user = reading.users.get(username.toLowerCase());
    const isKnown =
      permissionSets.some(({ name }) => isSameName(name, permissionSet)) ||
      reading.sets.has(permissionSet.toLowerCase());
    return [
      ...(isKnown ? [] : [problem('permissionSet.missing', 'permissionSet', permissionSet)]),
      ...(user === undefined ? [problem('user.missing', 'username', username)] : []),
      ...(user?.isActive === false ? [problem('user.notActive', 'username', username)] : []),
    ];
  });
};

/** The files of permission sets that are to be made: a rehearsal of the app needs them beside it. */
export const accessFiles = ({ sets }: Pick<AccessPlan, 'sets'>): PackageFile[] =>
  sets.map(encodePermissionSet).map((component) => ({ path: relatedPath(component), content: toXml(component) }));
