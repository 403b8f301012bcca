import ipaddr from 'ipaddr.js';

/** As metadata has a range of addresses, where both are valid. */
export type IpRange = Readonly<{ startIpAddress?: unknown; endIpAddress?: unknown }>;

type Address = { family: string; value: bigint };

/** An IPv4 address that is written as an IPv6 one is an IPv4 address. */
export const toAddress = (text: unknown): Address | undefined => {
  if (typeof text !== 'string' || !ipaddr.isValid(text)) return undefined;
  const parsed = ipaddr.process(text);
  const value = parsed.toByteArray().reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return { family: parsed.kind(), value };
};

/** Whether an address lies in one of the ranges. */
export const isWithin = (text: string, ranges: readonly IpRange[]): boolean => {
  const address = toAddress(text);
  return ranges.some(({ startIpAddress, endIpAddress }) => {
    const [start, end] = [toAddress(startIpAddress), toAddress(endIpAddress)];
    if (!address || !start || !end) return false;
    const isOneFamily = start.family === address.family && end.family === address.family;
    return isOneFamily && start.value <= address.value && address.value <= end.value;
  });
};
