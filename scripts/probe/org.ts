import type { Connection } from '@salesforce/core';
import { z } from 'zod';
import { queryRows } from '../../src/org/query.js';
import { usernameOf } from '../../src/org/runningUser.js';
import { quote } from '../../src/org/soql.js';

export type OrgKind = 'scratch' | 'sandbox' | 'developer' | 'production';

/** Which org this is, and what must not stand in a report. */
export interface ProbedOrg {
  kind: OrgKind;
  edition: string;
  apiVersion: string;
  /** Names of the org and of the user, and what stands for each. */
  names: Array<[name: string, standIn: string]>;
}

const organization = z.object({
  Name: z.string(),
  InstanceName: z.string().nullish(),
  IsSandbox: z.boolean(),
  OrganizationType: z.string(),
  TrialExpirationDate: z.string().nullish(),
});

const user = z.object({
  Username: z.string(),
  Email: z.string().nullish(),
  Name: z.string(),
  FirstName: z.string().nullish(),
  LastName: z.string().nullish(),
  Profile: z.object({ Name: z.string() }).nullish(),
});

const kindOf = ({ IsSandbox, OrganizationType, TrialExpirationDate }: z.infer<typeof organization>): OrgKind => {
  if (IsSandbox) return TrialExpirationDate ? 'scratch' : 'sandbox';
  return OrganizationType.endsWith('Developer Edition') ? 'developer' : 'production';
};

const known = (standIn: string, ...names: Array<string | null | undefined>): Array<[string, string]> =>
  names.filter((name) => typeof name === 'string').map((name) => [name, standIn]);

const hostNames = ({ instanceUrl }: Connection): string[] => {
  const { hostname } = new URL(instanceUrl);
  return /^[\d.:[\]]+$/.test(hostname) ? [hostname] : [hostname, hostname.split('.')[0], hostname.split(/\.|--/)[0]];
};

export const readOrg = async (connection: Connection): Promise<ProbedOrg> => {
  const [org] = await queryRows(
    connection,
    'SELECT Name, InstanceName, IsSandbox, OrganizationType, TrialExpirationDate FROM Organization',
    organization
  );
  const me = `Username = ${quote(usernameOf(connection))}`;
  const fields = 'Username, Email, Name, FirstName, LastName, Profile.Name';
  const [who] = await queryRows(connection, `SELECT ${fields} FROM User WHERE ${me}`, user);
  return {
    kind: kindOf(org),
    edition: org.OrganizationType,
    apiVersion: connection.getApiVersion(),
    names: [
      ...known('<email>', who?.Username, who?.Email),
      ...known('<user>', who?.Name, who?.FirstName, who?.LastName),
      ...known('<profile>', who?.Profile?.Name),
      ...known('<org>', org.Name, org.InstanceName),
      ...known('<host>', ...hostNames(connection)),
    ],
  };
};
