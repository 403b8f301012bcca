/** How much the refresh token IP allowlist holds: docs/platform.md#allowlist */
import { ALLOWLIST_LIMITS } from '../../src/settings/platform.js';
import type { FieldValue, Fields } from '../org/components.js';
import { toAddress } from '../org/ip-ranges.js';
import type { Rule } from './rule.js';

/** How many addresses lie in a range; undefined where it is none. */
const sizeOf = (range: FieldValue): bigint | undefined => {
  const { startIpAddress, endIpAddress } = range as Fields;
  const [start, end] = [toAddress(startIpAddress), toAddress(endIpAddress)];
  if (start?.family !== end?.family || !start || !end || start.value > end.value) return undefined;
  return end.value - start.value + 1n;
};

export const allowlistLimits: Rule = {
  refuse: ({ type, fields }) => {
    if (type.name !== 'ExtlClntAppOauthSecuritySettings') return undefined;
    const ranges = Array.isArray(fields.tokenIpRanges) ? fields.tokenIpRanges : [];
    if (ranges.length > ALLOWLIST_LIMITS.ranges) {
      return `You can add up to ${ALLOWLIST_LIMITS.ranges} IP ranges to the refresh token IP allowlist.`;
    }
    const sizes = ranges.map(sizeOf);
    if (sizes.includes(undefined)) {
      return 'Enter a valid start and end IP address, with the start address not above the end address.';
    }
    const total = sizes.reduce((sum: bigint, size) => sum + (size ?? 0n), 0n);
    return total > BigInt(ALLOWLIST_LIMITS.addresses)
      ? `The refresh token IP allowlist can hold up to ${ALLOWLIST_LIMITS.addresses} IP addresses.`
      : undefined;
  },
};
