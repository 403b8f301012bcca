import { Messages } from '@salesforce/core/messages';
import { grantsBeside, whoIsPermitted, type Grants } from '../definition/grants.js';
import { labelOf, type SettingPath, type SettingValues } from '../settings/table.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.display');

const line = (setting: SettingPath, names: string[]): string[] =>
  names.length === 0 ? [] : [`  ${labelOf(setting)}: ${names.join(', ')}`];

const whatIsSeen = (definition: SettingValues, granted: Grants): string[] => {
  const { profiles, permissionSets } = grantsBeside(definition, granted);
  const isNobody = whoIsPermitted(definition, granted) === 'nobody';
  return [
    ...line('policies.profiles', profiles),
    ...line('policies.permissionSets', permissionSets),
    ...(isNobody ? [`  ${messages.getMessage('grants.nobody')}`] : []),
  ];
};

/**
 * To whom an app is granted beside what its policies name, as lines for people; none where there is nothing to say.
 *
 * @param granted undefined where the org does not show it
 */
export const describeGrants = (definition: SettingValues, granted: Grants | undefined): string[] => {
  if (definition.oauth === undefined) return [];
  const lines =
    granted === undefined ? [`  ${messages.getMessage('grants.notSeen')}`] : whatIsSeen(definition, granted);
  return lines.length === 0 ? [] : ['', messages.getMessage('grants.title'), ...lines];
};
