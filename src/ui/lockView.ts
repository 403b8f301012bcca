import { Messages } from '@salesforce/core/messages';
import type { OrgRange } from '../settings/ipRanges.js';
import type { Problem } from '../definition/problems.js';
import { hasControls, isAllowlistRequired, type ControlReview, type ControlValue } from '../definition/review.js';
import { showTime } from '../definition/showValue.js';
import { labelOf } from '../settings/table.js';
import type { Evidence } from '../operations/lockPlan.js';
import type { LockedApp } from '../operations/lockSecurity.js';
import { describeDifferences } from './differences.js';
import { describeSteps } from './steps.js';
import { formatValue } from './values.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.lock-security');

const describeRanges = (ranges: OrgRange[]): string =>
  ranges.length === 0 ? formatValue([]) : messages.getMessage('value.ranges', [ranges.length]);

/** @param apiVersion major number of the version that does not show a value that is null */
const describeValue = (value: ControlValue | null, apiVersion: number): string => {
  if (value === null) return messages.getMessage('value.unseen', [apiVersion]);
  return Array.isArray(value) ? describeRanges(value) : formatValue(value);
};

type ControlRow = { control: string; needed: string; now: string; willBe: string; reason: string };

/**
 * The controls as rows, as Setup's dialog lists them.
 *
 * @param apiVersion major number
 */
export const controlRows = (controls: ControlReview[], apiVersion: number): ControlRow[] =>
  controls.map(({ control, required, before, after, reason }) => ({
    control: messages.getMessage(`control.${control}`),
    needed: messages.getMessage(required ? 'needed.yes' : 'needed.no'),
    now: describeValue(before, apiVersion),
    willBe: describeValue(after, apiVersion),
    reason,
  }));

export const CONTROL_COLUMNS = (['control', 'needed', 'now', 'willBe', 'reason'] as const).map((key) => ({
  key,
  name: messages.getMessage(`column.${key}`),
}));

const formatTime = (time: string | null): string =>
  time === null ? messages.getMessage('evidence.never') : showTime(time);

const describeEvidence = ({ hasIssuedTokens, users, lastUsed, provedBy }: Evidence): string[] => [
  ...(hasIssuedTokens === true ? [messages.getMessage('evidence.tested', [users, formatTime(lastUsed)])] : []),
  ...(provedBy.length > 0 ? [messages.getMessage('evidence.proved', [provedBy.join(', ')])] : []),
];

/** What is known beside the table of controls: use of the allowlist, and signs that the integration works. */
export const describeReview = ({ controls, allowlist, evidence }: LockedApp): string[] => {
  const { ranges, rangeLimit, addresses, addressLimit } = allowlist;
  const use = messages.getMessage('use', [ranges.length, rangeLimit, addresses, addressLimit]);
  return [...(isAllowlistRequired(controls) || ranges.length > 0 ? [use] : []), ...describeEvidence(evidence)];
};

export const describeRefusals = (refusals: Problem[]): string[] =>
  refusals.length === 0
    ? []
    : ['', messages.getMessage('refusals.title'), ...refusals.map(({ where, what }) => `! ${where}: ${what}`)];

/** What may be frozen beside the controls. */
const describeSecrets = ({ secretRequirements }: LockedApp): string[] => [
  messages.getMessage('secrets.title'),
  ...(Object.entries(secretRequirements) as Array<[keyof typeof secretRequirements, boolean]>).map(
    ([setting, value]) =>
      `- ${messages.getMessage('secrets.line', [labelOf(`oauth.security.${setting}`), formatValue(value)])}`
  ),
];

const stateOf = ({ ready, refusals }: LockedApp): string => {
  if (!ready) return 'notReady';
  return refusals.length > 0 ? 'readyBut' : 'ready';
};

/** What it came to, as lines for people. */
export const describeLocked = (app: LockedApp): string[] => [
  [
    messages.getMessage(`done.${app.state}`, [app.name]),
    ...(app.state === 'running' || !hasControls(app.controls) ? [] : [messages.getMessage(stateOf(app))]),
  ].join(' '),
  ...describeDifferences(app.differences),
  ...(app.ready && app.state !== 'checked' ? ['', ...describeSecrets(app)] : []),
  ...describeSteps(app.nextSteps),
  ...(app.ready ? ['', messages.getMessage('confirmUrl', [app.confirmUrl])] : []),
];
