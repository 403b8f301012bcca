import type { Component, Fields } from '../org/components.js';
import { PERMISSIONS, permissionColumns, type Row } from '../org/people.js';
import { auditOf, columns, scalar, type RowSource, type SObject } from './sobject.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A scratch org lives for 30 days at the most: docs/platform.md#users */
const endOfScratch = ({ createdDate }: RowSource): string =>
  new Date(createdDate.getTime() + 30 * DAY_MS).toISOString();

const organizationRow = (org: RowSource): Row => {
  const created = org.createdDate.toISOString();
  const { Id: adminId } = org.people.admin;
  return {
    Id: org.id,
    Name: 'Local Org',
    IsSandbox: org.options.edition !== 'production',
    OrganizationType: 'Enterprise Edition',
    InstanceName: org.options.edition === 'production' ? 'LOC1' : 'LOC1S',
    TrialExpirationDate: org.options.edition === 'scratch' ? endOfScratch(org) : null,
    NamespacePrefix: org.options.namespace,
    LanguageLocaleKey: 'en_US',
    DefaultLocaleSidKey: 'en_US',
    TimeZoneSidKey: 'America/Los_Angeles',
    CreatedDate: created,
    CreatedById: adminId,
    LastModifiedDate: created,
    LastModifiedById: adminId,
    SystemModstamp: created,
  };
};

const allows = ({ fields }: Component, permission: string): boolean =>
  Array.isArray(fields.userPermissions) &&
  fields.userPermissions.some((entry) => (entry as Fields).name === permission && (entry as Fields).enabled === true);

const permissionSetRows = ({ components, people }: RowSource): Row[] => [
  ...components.list('PermissionSet').map((component) => ({
    ...auditOf(component),
    Name: component.fullName,
    Label: scalar(component.fields.label),
    Description: scalar(component.fields.description),
    IsCustom: true,
    IsOwnedByProfile: false,
    ProfileId: null,
    Type: 'Regular',
    HasActivationRequired: component.fields.hasActivationRequired === true,
    ...permissionColumns((permission) => allows(component, permission)),
  })),
  ...people.profiles.map(({ PermissionSetId, Id, Name, ...profile }) => ({
    ...profile,
    Id: PermissionSetId,
    Name: `X${Id}`,
    Label: Name,
    IsCustom: true,
    IsOwnedByProfile: true,
    ProfileId: Id,
    Type: 'Profile',
  })),
];

/** A user has the permission set that stands for the profile, and those that were assigned. */
const assignmentRows = ({ people, components, createdDate }: RowSource): Row[] => {
  const shared = { IsActive: true, SystemModstamp: createdDate.toISOString() };
  return [
    ...people.users.map((user) => ({
      Id: user.AssignmentId,
      AssigneeId: user.Id,
      PermissionSetId: people.profiles.find(({ Id }) => Id === user.ProfileId)?.PermissionSetId ?? null,
      ...shared,
    })),
    ...people.assignments.map(({ Id, userId, permissionSet }) => ({
      Id,
      AssigneeId: userId,
      PermissionSetId: components.find('PermissionSet', permissionSet)?.id ?? null,
      ...shared,
    })),
  ];
};

const PERMISSION_COLUMNS = Object.fromEntries(PERMISSIONS.map((permission) => [`Permissions${permission}`, 'boolean']));

export const PEOPLE: readonly SObject[] = [
  {
    name: 'Organization',
    label: 'Organization',
    keyPrefix: '00D',
    columns: columns({
      Name: 'string',
      IsSandbox: 'boolean',
      OrganizationType: 'string',
      InstanceName: 'string',
      TrialExpirationDate: 'datetime',
      NamespacePrefix: 'string',
      LanguageLocaleKey: 'string',
      DefaultLocaleSidKey: 'string',
      TimeZoneSidKey: 'string',
    }),
    rows: (org) => [organizationRow(org)],
  },
  {
    name: 'User',
    label: 'User',
    keyPrefix: '005',
    columns: columns({
      Username: 'string',
      Email: 'string',
      Name: 'string',
      FirstName: 'string',
      LastName: 'string',
      Alias: 'string',
      IsActive: 'boolean',
      ProfileId: 'Profile',
      UserType: 'string',
      LanguageLocaleKey: 'string',
      LocaleSidKey: 'string',
      TimeZoneSidKey: 'string',
    }),
    rows: ({ people }) => people.users,
  },
  {
    name: 'UserLicense',
    label: 'User License',
    keyPrefix: '100',
    columns: columns({ Name: 'string', MasterLabel: 'string', Status: 'string' }),
    rows: ({ people }) => people.licenses,
  },
  {
    name: 'Profile',
    label: 'Profile',
    keyPrefix: '00e',
    columns: columns({
      Name: 'string',
      Description: 'string',
      UserLicenseId: 'UserLicense',
      UserType: 'string',
      ...PERMISSION_COLUMNS,
    }),
    rows: ({ people }) => people.profiles,
  },
  {
    name: 'PermissionSet',
    label: 'Permission Set',
    keyPrefix: '0PS',
    columns: columns({
      Name: 'string',
      Label: 'string',
      Description: 'string',
      NamespacePrefix: 'string',
      LicenseId: 'UserLicense',
      IsCustom: 'boolean',
      IsOwnedByProfile: 'boolean',
      ProfileId: 'Profile',
      Type: 'string',
      HasActivationRequired: 'boolean',
      ...PERMISSION_COLUMNS,
    }),
    rows: permissionSetRows,
  },
  {
    name: 'PermissionSetAssignment',
    label: 'Permission Set Assignment',
    keyPrefix: '0Pa',
    createable: true,
    columns: columns({
      AssigneeId: 'User',
      PermissionSetId: 'PermissionSet',
      PermissionSetGroupId: 'string',
      IsActive: 'boolean',
      ExpirationDate: 'datetime',
    }),
    rows: assignmentRows,
  },
];
