import { ECA_SETTINGS, SETTINGS } from '../metadata/types.js';
import type { NewComponent } from './components.js';
import type { IdMaker } from './ids.js';
import type { OrgOptions } from './options.js';
import { permissionColumns, PERMISSIONS, type People } from './people.js';

const PROFILES: ReadonlyArray<{ name: string; license: string; permissions: readonly string[] }> = [
  { name: 'System Administrator', license: 'Salesforce', permissions: PERMISSIONS },
  { name: 'Standard User', license: 'Salesforce', permissions: ['ApiEnabled'] },
  { name: 'Integration User', license: 'Salesforce Integration', permissions: ['ApiEnabled'] },
  { name: 'Minimum Access - No API', license: 'Salesforce', permissions: [] },
];

const USERS = [
  { name: 'admin', first: 'Ada', last: 'Admin', profile: 'System Administrator', active: true },
  { name: 'integration', first: 'Ines', last: 'Integration', profile: 'Integration User', active: true },
  { name: 'inactive', first: 'Ivo', last: 'Inactive', profile: 'Standard User', active: false },
  { name: 'no-api', first: 'Nora', last: 'NoApi', profile: 'Minimum Access - No API', active: true },
];

const ASSIGNMENTS = [{ name: 'integration', permissionSet: 'Jira_Integration' }];

const PERMISSION_SETS = [
  { name: 'API_Access', label: 'API Access', permissions: ['ApiEnabled'] },
  { name: 'Jira_Integration', label: 'Jira Integration', permissions: ['ApiEnabled'] },
  { name: 'Report_Reader', label: 'Report Reader', permissions: ['RunReports'] },
];

export const seedPeople = (
  newId: IdMaker,
  created: Date,
  { domain, profiles: others }: Pick<OrgOptions, 'domain' | 'profiles'>
): People => {
  const usernameOf = (name: string): string => `${name}@${domain}`;
  const adminId = newId('005');
  const audit = {
    CreatedDate: created.toISOString(),
    CreatedById: adminId,
    LastModifiedDate: created.toISOString(),
    LastModifiedById: adminId,
    SystemModstamp: created.toISOString(),
  };
  const known = [...PROFILES, ...others.map((name) => ({ name, license: 'Salesforce', permissions: [] }))];
  const licenses = [...new Set(PROFILES.map(({ license }) => license))].map((name) => ({
    Id: newId('100'),
    Name: name,
    MasterLabel: name,
    Status: 'Active',
    ...audit,
  }));
  const licenseId = (name: string): string => licenses.find((license) => license.Name === name)?.Id ?? '';
  const profiles = known.map(({ name, license, permissions }) => ({
    Id: newId('00e'),
    Name: name,
    UserLicenseId: licenseId(license),
    UserType: 'Standard',
    ...permissionColumns((permission) => permissions.some((given) => given === permission)),
    PermissionSetId: newId('0PS'),
    ...audit,
  }));
  const users = USERS.map(({ name, first, last, profile, active }, index) => ({
    Id: index === 0 ? adminId : newId('005'),
    Username: usernameOf(name),
    Email: `${name}@example.com`,
    Name: `${first} ${last}`,
    FirstName: first,
    LastName: last,
    Alias: first.toLowerCase(),
    IsActive: active,
    ProfileId: profiles.find(({ Name }) => Name === profile)?.Id ?? '',
    AssignmentId: newId('0Pa'),
    UserType: 'Standard',
    LanguageLocaleKey: 'en_US',
    LocaleSidKey: 'en_US',
    TimeZoneSidKey: 'America/Los_Angeles',
    ...audit,
  }));
  const [admin] = users;
  if (!admin) throw new Error('An org has an administrator');
  const assignments = ASSIGNMENTS.map(({ name, permissionSet }) => ({
    Id: newId('0Pa'),
    userId: users.find(({ Username }) => Username === usernameOf(name))?.Id ?? '',
    permissionSet,
  }));
  return { admin, users, profiles, licenses, assignments };
};

/** @param isOptedIn whether the org has taken up External Client Apps */
export const seedComponents = (isOptedIn: boolean): NewComponent[] => [
  {
    type: SETTINGS,
    fullName: ECA_SETTINGS.member,
    keyPrefix: '000',
    fields: {
      enableClientSecretInRestApiAccess: false,
      enableConsumerSecretApiAccess: false,
      // The newest schema does not have the switch, so an org that has the apps says nothing of it.
      ...(!isOptedIn && { enableExternalClientApps: false }),
      enablePackageEcaOauthFromDevOrg: false,
    },
  },
  ...PERMISSION_SETS.map(({ name, label, permissions }) => ({
    type: 'PermissionSet',
    fullName: name,
    keyPrefix: '0PS',
    fields: {
      hasActivationRequired: false,
      label,
      userPermissions: permissions.map((permission) => ({ enabled: true, name: permission })),
    },
  })),
];
