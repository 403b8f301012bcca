import { Messages } from '@salesforce/core/messages';
import { listChange } from '../definition/changes.js';
import type { Difference } from '../definition/compare.js';
import { isEmpty } from '../definition/schema.js';
import { labelOf, settingAt } from '../settings/table.js';
import { formatSetting, formatValue } from './values.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'report');

/** Of a list that is there, what it lacks and has too many; undefined where there is no such list. */
const describeItems = ({ setting, requested, live }: Difference, will: string): string | undefined => {
  const { added, removed } = listChange({ setting, before: live, after: requested }) ?? { added: [], removed: [] };
  if (isEmpty(live ?? undefined) || added.length + removed.length === 0) return undefined;
  return [
    ...(added.length > 0 ? [messages.getMessage(`difference.lacks${will}`, [formatValue(added)])] : []),
    ...(removed.length > 0 ? [messages.getMessage(`difference.tooMany${will}`, [formatValue(removed)])] : []),
  ].join('; ');
};

const describeValues = (difference: Difference, will: string): string => {
  const { setting, requested, live } = difference;
  const [asked, found] = [requested, live].map((value) => formatSetting(settingAt(setting), value));
  if (requested === null) return messages.getMessage(`difference.unasked${will}`, [found]);
  return describeItems(difference, will) ?? messages.getMessage(`difference.asked${will}`, [asked, found]);
};

const describeDifference = (difference: Difference, isForetold: boolean): string[] => {
  const { setting, pending, affects, matters, advice } = difference;
  const values = describeValues(difference, isForetold || pending ? '.foretold' : '');
  return [
    `${matters ? '!' : '-'} ${labelOf(setting)} (${setting}): ${values}`,
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
