import { Messages } from '@salesforce/core/messages';
import { formatIpRange, type OrgRange } from '../settings/ipRanges.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'definition');

const isRange = (value: object): value is OrgRange => 'start' in value && 'end' in value;

const showRange = (range: OrgRange): string =>
  range.description ? `${formatIpRange(range)} (${range.description})` : formatIpRange(range);

/** A setting's value, or an item of a list, in one line, as it is written in a definition. */
export const showValue = (value: unknown): string => {
  if (value === null || value === undefined) return messages.getMessage('value.nothing');
  if (Array.isArray(value)) return value.length === 0 ? messages.getMessage('value.nothing') : showItems(value);
  if (typeof value === 'object') return isRange(value) ? showRange(value) : JSON.stringify(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** Items of a list, one after the other. */
export const showItems = (items: unknown[]): string => items.map(showValue).join(', ');

/** @param iso a moment in UTC, ISO 8601, as orgs tell them */
export const showTime = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;
