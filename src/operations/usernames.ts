import { Messages } from '@salesforce/core/messages';
import type { Locate, Problem } from '../definition/problems.js';
import type { PartialDefinition } from '../definition/schema.js';
import { USERNAME_SUFFIX, withOrg, type OrgReferences } from '../templates/fill.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'compose');

/** The names of users, which may refer to how those of the org end. */
export const withUsernames = (definition: PartialDefinition, org: OrgReferences): PartialDefinition => {
  const { policies, related } = definition;
  const assignments = related?.permissionSetAssignments?.map((one) => ({
    ...one,
    username: withOrg(one.username, org),
  }));
  return {
    ...definition,
    ...(policies && { policies: { ...policies, ...(policies.runAs && { runAs: withOrg(policies.runAs, org) }) } }),
    ...(related && { related: { ...related, ...(assignments && { permissionSetAssignments: assignments }) } }),
  };
};

/** Users whose names end in what is not known without an org. */
export const unknownSuffixes = ({ policies, related }: PartialDefinition, locate: Locate): Problem[] => {
  const names: Array<[PropertyKey[], string | undefined]> = [
    [['policies', 'runAs'], policies?.runAs],
    ...(related?.permissionSetAssignments ?? []).map(({ username }, index): [PropertyKey[], string] => [
      ['related', 'permissionSetAssignments', index, 'username'],
      username,
    ]),
  ];
  return names
    .filter(([, name]) => name?.includes(USERNAME_SUFFIX))
    .map(([path]) => ({ where: locate(path), what: messages.getMessage('unknownSuffix', [USERNAME_SUFFIX]) }));
};
