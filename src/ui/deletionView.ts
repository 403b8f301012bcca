import { Messages } from '@salesforce/core/messages';
import type { DeletedApp, DeletionPlan } from '../operations/deleteApp.js';
import type { AppUse } from '../operations/appUse.js';
import { describeSteps } from './steps.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.delete');

const line = (key: string, ...tokens: Array<string | number>): string => `  ${messages.getMessage(key, tokens)}`;

const describeGrants = ({ profiles, permissionSets, areGrantsShown }: AppUse): string[] => [
  ...(profiles.length > 0 ? [line('grants.profiles', profiles.join(', '))] : []),
  ...(permissionSets.length > 0 ? [line('grants.permissionSets', permissionSets.join(', '))] : []),
  ...(areGrantsShown ? [] : [line('grants.hidden')]),
];

/** Who uses an app, as lines for people. */
const describeUse = (use: AppUse): string[] => {
  const reasons = use.reasons.map((reason) => `  ${reason}`);
  return [...(reasons.length > 0 ? reasons : [line('use.none')]), ...describeGrants(use)];
};

/** What is to be deleted, and who uses it, as lines for people. */
export const describeDoomed = ({ app, isRemnant, use }: DeletionPlan): string[] => {
  const { name, definition, consumerKey, components } = app;
  if (isRemnant) {
    const members = components.map(({ type, fullName }) => `  ${type} ${fullName}`);
    return [messages.getMessage('remnant', [name]), ...members];
  }
  const { label = name } = definition;
  return [
    messages.getMessage('app', [name, label]),
    ...(consumerKey === null ? [] : [line('app.key', consumerKey)]),
    ...describeUse(use),
  ];
};

/** What became of a deletion, as lines for people. */
export const describeDeleted = ({ name, state, consumerKey, leftBehind, nextSteps }: DeletedApp): string[] => [
  messages.getMessage(`done.${state}`, [name]),
  ...(state === 'deleted' && consumerKey !== null ? [messages.getMessage('done.keys')] : []),
  ...leftBehind.map(({ type, fullName }) => messages.getMessage('leftBehind', [type, fullName])),
  ...describeSteps(nextSteps),
];
