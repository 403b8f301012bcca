/** A record of an sObject: column values by column name. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

type Entity = Row & { Id: string };

export type User = Entity & { Username: string; IsActive: boolean; ProfileId: string; AssignmentId: string };

/** `PermissionSetId`: the permission set that stands for the profile, as every profile has one. */
type Profile = Entity & { Name: string; PermissionSetId: string } & Permissions;

/** The user permissions that are columns here; each column is `Permissions` and one of these names. */
export const PERMISSIONS = [
  'ApiEnabled',
  'CustomizeApplication',
  'ExternalClientAppAdmin',
  'ExternalClientAppDeveloper',
  'ExternalClientAppViewer',
  'ModifyAllData',
] as const;

type Permissions = Record<`Permissions${(typeof PERMISSIONS)[number]}`, boolean>;

/** Which of them are on. */
export const permissionColumns = (isOn: (permission: (typeof PERMISSIONS)[number]) => boolean): Permissions =>
  Object.fromEntries(PERMISSIONS.map((permission) => [`Permissions${permission}`, isOn(permission)])) as Permissions;

/** What everybody here logs in with; there is nothing to protect. */
export const PASSWORD = 'local-org';

/** A permission set that a user has beside the one of the profile; named, because a deploy may replace it. */
type Assignment = { Id: string; userId: string; permissionSet: string };

/** Those who exist before anything is deployed; local-org/README.md lists them. */
export type People = {
  admin: User;
  users: User[];
  profiles: Profile[];
  licenses: Entity[];
  assignments: Assignment[];
};
