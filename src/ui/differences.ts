import { Messages } from '@salesforce/core/messages';
import type { Difference } from '../definition/compare.js';
import { settingAt } from '../settings/table.js';
import { formatSetting } from './values.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'report');

const describeDifference = ({ setting, requested, live, affects, matters, advice }: Difference): string[] => {
  const row = settingAt(setting);
  const values =
    requested === null
      ? messages.getMessage('difference.unasked', [formatSetting(row, live)])
      : messages.getMessage('difference.asked', [formatSetting(row, requested), formatSetting(row, live)]);
  return [
    `${matters ? '!' : '-'} ${row.label} (${setting}): ${values}`,
    ...(affects.length > 0 ? [`    ${messages.getMessage('difference.affects', [affects.join(', ')])}`] : []),
    `    ${advice}`,
  ];
};

/** Differences as lines for people: first what was asked for and is not so, then what nobody asked for. */
export const describeDifferences = (differences: Difference[]): string[] => {
  const asked = differences.filter(({ requested }) => requested !== null);
  const unasked = differences.filter(({ requested }) => requested === null);
  return [
    ...(asked.length > 0 ? ['', messages.getMessage('differences.title'), ...asked.flatMap(describeDifference)] : []),
    ...(unasked.length > 0
      ? ['', messages.getMessage('differences.unasked.title'), ...unasked.flatMap(describeDifference)]
      : []),
  ];
};
