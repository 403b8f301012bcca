import { Messages } from '@salesforce/core/messages';
import type { Problem } from '../definition/problems.js';
import type { Related } from '../definition/related.js';
import { suggest } from '../definition/suggest.js';
import type { OrgAnswers } from '../org/questions.js';
import type { SettingValues } from '../settings/table.js';
import type { Composed } from './compose.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'problems');

/** What is wrong with a user that an app is to run as; undefined where nothing is. */
const wrongUser = (username: string, { users }: Pick<OrgAnswers, 'users'>): string | undefined => {
  const user = users.find((found) => found.username.toLowerCase() === username.toLowerCase());
  if (!user) return messages.getMessage('user.missing', [username]);
  const lacks = [!user.isActive && 'user.inactive', !user.hasApiAccess && 'user.noApiAccess'].filter(
    (key) => typeof key === 'string'
  );
  return lacks.length === 0 ? undefined : lacks.map((key) => messages.getMessage(key, [username])).join('; ');
};

/** What is wrong with the name of a profile or a permission set; undefined where nothing is. */
const wrongName = (kind: 'profile' | 'permissionSet', name: string, known: string[]): string | undefined => {
  if (known.includes(name)) return undefined;
  const meant = suggest(name, known);
  const missing = messages.getMessage(`${kind}.missing`, [name]);
  return meant === undefined ? missing : `${missing}. ${messages.getMessage('didYouMean', [meant])}`;
};

const isSameUser = (one: string, other: string | undefined): boolean => one.toLowerCase() === other?.toLowerCase();

/** The permission sets that are made beside the app. */
const setsMade = ({ permissionSets = [] }: Related = {}): string[] => permissionSets.map(({ name }) => name);

/**
 * What the definition refers to and the org does not have, told where it was written.
 *
 * @param held the app that exists: what it refers to already is not asked for anew
 */
export const missingReferences = (
  { definition: { policies, related }, locate }: Pick<Composed, 'definition' | 'locate'>,
  org: OrgAnswers,
  { policies: held = {} }: SettingValues = {}
): Problem[] => {
  const made = setsMade(related);
  const problem = (what: string | undefined, ...path: PropertyKey[]): Problem[] =>
    what === undefined ? [] : [{ where: locate(['policies', ...path]), what }];
  return [
    ...(policies?.runAs === undefined || isSameUser(policies.runAs, held.runAs)
      ? []
      : problem(wrongUser(policies.runAs, org), 'runAs')),
    ...(policies?.profiles ?? []).flatMap((name, index) =>
      problem(wrongName('profile', name, [...org.profiles, ...(held.profiles ?? [])]), 'profiles', index)
    ),
    ...(policies?.permissionSets ?? []).flatMap((name, index) =>
      problem(
        wrongName('permissionSet', name, [...org.permissionSets, ...made, ...(held.permissionSets ?? [])]),
        'permissionSets',
        index
      )
    ),
  ];
};
