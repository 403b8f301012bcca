import { Messages } from '@salesforce/core/messages';
import type { Difference } from '../definition/compare.js';
import { settingAt } from '../settings/table.js';
import { formatSetting } from './values.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'report');

const describeDifference = (
  { setting, requested, live, pending, affects, matters, advice }: Difference,
  isForetold: boolean
): string[] => {
  const row = settingAt(setting);
  const will = isForetold || pending ? '.foretold' : '';
  const values =
    requested === null
      ? messages.getMessage(`difference.unasked${will}`, [formatSetting(row, live)])
      : messages.getMessage(`difference.asked${will}`, [formatSetting(row, requested), formatSetting(row, live)]);
  return [
    `${matters ? '!' : '-'} ${row.label} (${setting}): ${values}`,
    ...(affects.length > 0 ? [`    ${messages.getMessage('difference.affects', [affects.join(', ')])}`] : []),
    `    ${advice}`,
  ];
};

/**
 * Differences as lines for people: first what was asked for and is not so, then what nobody asked for.
 *
 * @param isForetold the app is not there yet: this is how Salesforce will make it
 */
export const describeDifferences = (differences: Difference[], isForetold = false): string[] => {
  const will = isForetold ? '.foretold' : '';
  const describe = (difference: Difference): string[] => describeDifference(difference, isForetold);
  const asked = differences.filter(({ requested }) => requested !== null);
  const unasked = differences.filter(({ requested }) => requested === null);
  return [
    ...(asked.length > 0 ? ['', messages.getMessage(`differences.title${will}`), ...asked.flatMap(describe)] : []),
    ...(unasked.length > 0 ? ['', messages.getMessage('differences.unasked.title'), ...unasked.flatMap(describe)] : []),
  ];
};
