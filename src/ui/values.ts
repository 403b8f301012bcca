import { Messages } from '@salesforce/core/messages';
import { formatIpRange, type OrgRange } from '../settings/ipRanges.js';
import type { Duration } from '../settings/values.js';
import type { Setting } from '../settings/table.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'report');

/** Words of definition files that Setup says in more words. */
const SETUP_WORDS = [
  'adminApproved',
  'allSelfAuthorized',
  'validUntilRevoked',
  'expireImmediately',
  'enforce',
  'relax',
  'relaxWithSecondFactor',
  'enforceRelaxForRefresh',
];

const isRange = (value: object): value is OrgRange => 'start' in value && 'end' in value;

const formatDuration = ({ amount, unit }: Duration): string => `${amount} ${unit}`;

const describeRange = (range: string, description: unknown): string =>
  typeof description === 'string' ? `${range} (${description})` : range;

/** A range, an attribute or a refresh token policy; in a template they may still be as people write them. */
const formatObject = (value: object): string => {
  if (isRange(value)) return describeRange(formatIpRange(value), value.description);
  if ('range' in value) return describeRange(String(value.range), (value as { description?: unknown }).description);
  if ('key' in value && 'formula' in value) return `${String(value.key)} = ${String(value.formula)}`;
  const [policy, duration] = Object.entries(value as Record<string, Duration | string>)[0];
  return messages.getMessage(`value.${policy}`, [typeof duration === 'string' ? duration : formatDuration(duration)]);
};

const formatPlain = (text: string): string =>
  text.startsWith('-----BEGIN') ? messages.getMessage('value.certificate') : text;

const formatText = (text: string): string =>
  SETUP_WORDS.includes(text) ? messages.getMessage(`value.${text}`) : formatPlain(text);

/** A setting's value in one line, in Setup's words. */
export function formatValue(value: unknown): string {
  if (value === null || value === undefined) return messages.getMessage('value.none');
  if (typeof value === 'boolean') return messages.getMessage(value ? 'value.on' : 'value.off');
  if (Array.isArray(value)) {
    return value.length === 0 ? messages.getMessage('value.none') : value.map(formatValue).join(', ');
  }
  if (typeof value === 'object') return formatObject(value);
  return typeof value === 'string' ? formatText(value) : JSON.stringify(value);
}

/** The value of this setting: what people wrote themselves stays as they wrote it. */
export const formatSetting = (setting: Setting | undefined, value: unknown): string =>
  typeof value === 'string' && setting?.isWording !== true ? formatPlain(value) : formatValue(value);
