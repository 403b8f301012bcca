import { Messages } from '@salesforce/core/messages';
import { formatIpRange, type IpRange } from '../definition/ipRanges.js';
import type { Duration } from '../definition/values.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'report');

const isRange = (value: object): value is IpRange => 'start' in value && 'end' in value;

const formatObject = (value: object): string => {
  if (isRange(value))
    return value.description ? `${formatIpRange(value)} (${value.description})` : formatIpRange(value);
  if ('amount' in value && 'unit' in value) return `${String(value.amount)} ${String(value.unit)}`;
  if ('key' in value && 'formula' in value) return `${String(value.key)} = ${String(value.formula)}`;
  return Object.entries(value as Record<string, Duration>)
    .map(([key, inner]) => `${key} ${formatValue(inner)}`)
    .join(', ');
};

/** A setting's value in one line, for people. */
export function formatValue(value: unknown): string {
  if (value === null || value === undefined) return messages.getMessage('value.none');
  if (value === true) return messages.getMessage('value.on');
  if (value === false) return messages.getMessage('value.off');
  if (Array.isArray(value)) {
    return value.length === 0 ? messages.getMessage('value.none') : value.map(formatValue).join(', ');
  }
  if (typeof value === 'object') return formatObject(value);
  const text = String(value as string | number);
  return text.startsWith('-----BEGIN') ? messages.getMessage('value.certificate') : text;
}
