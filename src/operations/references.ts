import { Messages } from '@salesforce/core/messages';
import type { Problem } from '../definition/problems.js';
import type { AppDefinition } from '../definition/schema.js';
import type { OrgAnswers } from '../org/facts.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'problems');

const runAsProblem = (username: string, users: OrgAnswers['users']): Problem[] => {
  const user = users.find((found) => found.username.toLowerCase() === username.toLowerCase());
  const lacks = [
    !user && 'user.missing',
    user && !user.isActive && 'user.inactive',
    user && !user.hasApiAccess && 'user.noApiAccess',
  ].filter((key) => typeof key === 'string');
  return lacks.map((key) => ({ where: '--run-as', what: messages.getMessage(key, [username]) }));
};

const missingNames = (flag: string, key: string, asked: string[], found: string[]): Problem[] =>
  asked
    .filter((name) => !found.includes(name))
    .map((name) => ({ where: flag, what: messages.getMessage(key, [name]) }));

/** What the definition refers to and the org does not have. */
export const missingReferences = ({ policies }: AppDefinition, org: OrgAnswers): Problem[] => [
  ...(policies?.runAs === undefined ? [] : runAsProblem(policies.runAs, org.users)),
  ...missingNames('--profile', 'profile.missing', policies?.profiles ?? [], org.profiles),
  ...missingNames('--permission-set', 'permissionSet.missing', policies?.permissionSets ?? [], org.permissionSets),
];
