import { Messages } from '@salesforce/core/messages';
import { countAddresses, formatIpRange, isReadable, type OrgRange } from '../settings/ipRanges.js';
import type { Allowlist, ChangedAllowlist } from '../operations/allowlist.js';
import { describeDifferences } from './differences.js';
import { describeSteps } from './steps.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'allowlist');
const report = Messages.loadMessages('sf-plugin-eca', 'report');

type RangeRow = { start: string; end: string; addresses: string; description: string };

export const rangeRows = (ranges: OrgRange[]): RangeRow[] =>
  ranges.map((range) => ({
    start: range.start,
    end: range.end,
    addresses: isReadable(range) ? String(countAddresses(range)) : '?',
    description: range.description ?? '',
  }));

export const RANGE_COLUMNS = (['start', 'end', 'addresses', 'description'] as const).map((key) => ({
  key,
  name: messages.getMessage(`column.${key}`),
}));

export const describeUse = ({ ranges, rangeLimit, addresses, addressLimit }: Allowlist): string =>
  messages.getMessage('use', [ranges.length, rangeLimit, addresses, addressLimit]);

const describePart = (key: 'added' | 'cutOff', ranges: OrgRange[]): string[] =>
  ranges.length === 0 ? [] : [messages.getMessage(key, [ranges.map(formatIpRange).join(', ')])];

/** What became of an allowlist, as lines for people. */
export const describeChange = (change: ChangedAllowlist): string[] => [
  messages.getMessage(`done.${change.state}`, [change.name]),
  ...describePart('added', change.added),
  ...describePart('cutOff', change.cutOff),
  ...describeDifferences(change.differences),
  describeUse(change),
  report.getMessage('setupUrl', [change.setupUrl]),
  ...describeSteps(change.nextSteps),
];
