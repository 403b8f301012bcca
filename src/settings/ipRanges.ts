import ipaddr from 'ipaddr.js';
import { ALLOWLIST_LIMITS } from './platform.js';

/** An inclusive range of IP addresses as an org may hold it: that both texts are addresses nobody has checked. */
export interface OrgRange {
  start: string;
  end: string;
  description?: string;
}

declare const isChecked: unique symbol;

/**
 * An inclusive range of IP addresses of one kind (IPv4 or IPv6). {@link parseIpRange} makes one, in the shortest
 * spelling, and {@link isReadable} tells whether an org's is one.
 */
export type IpRange = Readonly<OrgRange> & { readonly [isChecked]: true };

export type IpRangeProblem = 'notAnAddress' | 'mixed' | 'reversed';

/** Thrown by {@link parseIpRange}; `problem` says what is wrong with `text`. */
export class IpRangeError extends Error {
  public constructor(
    public readonly problem: IpRangeProblem,
    public readonly text: string
  ) {
    super(problem);
  }
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** The addresses of a range as numbers, both ends included. */
export interface Interval {
  kind: 'ipv4' | 'ipv6';
  first: bigint;
  last: bigint;
}

const BYTES = { ipv4: 4, ipv6: 16 } as const;

const parseAddress = (text: string, whole: string): Address => {
  const trimmed = text.trim();
  // ipaddr.js also reads octal, hexadecimal and shortened IPv4 forms, which Setup does not take.
  const isFourPart = ipaddr.IPv4.isValidFourPartDecimal(trimmed);
  if (!isFourPart && !(!trimmed.includes('%') && ipaddr.IPv6.isValid(trimmed))) {
    throw new IpRangeError('notAnAddress', whole);
  }
  return ipaddr.parse(trimmed);
};

const toBigInt = (address: Address): bigint =>
  address.toByteArray().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

const toAddress = (kind: Interval['kind'], number: bigint): Address =>
  ipaddr.fromByteArray(
    Array.from({ length: BYTES[kind] }, (_, index) => Number((number >> BigInt(8 * (BYTES[kind] - 1 - index))) & 255n))
  );

const parseCidr = (text: string): [Address, Address] => {
  const [network, bits, ...rest] = text.split('/');
  const address = parseAddress(network, text);
  const width = address.kind() === 'ipv4' ? 32 : 128;
  if (rest.length > 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > width) throw new IpRangeError('notAnAddress', text);
  const cidr = `${address.toString()}/${bits}`;
  return address.kind() === 'ipv4'
    ? [ipaddr.IPv4.networkAddressFromCIDR(cidr), ipaddr.IPv4.broadcastAddressFromCIDR(cidr)]
    : [ipaddr.IPv6.networkAddressFromCIDR(cidr), ipaddr.IPv6.broadcastAddressFromCIDR(cidr)];
};

const parseEnds = (text: string): [Address, Address] => {
  if (text.includes('/')) return parseCidr(text);
  const [start, end = start, ...rest] = text.split('-');
  if (rest.length > 0) throw new IpRangeError('notAnAddress', text);
  return [parseAddress(start, text), parseAddress(end, text)];
};

/**
 * Reads one address, a range `a-b` or a CIDR block.
 *
 * @throws IpRangeError if the text is none of these, its ends are of different kinds, or it runs backwards
 */
export const parseIpRange = (text: string, description?: string): IpRange => {
  const [start, end] = parseEnds(text);
  if (start.kind() !== end.kind()) throw new IpRangeError('mixed', text);
  if (toBigInt(start) > toBigInt(end)) throw new IpRangeError('reversed', text);
  return { start: start.toString(), end: end.toString(), ...(description ? { description } : {}) } as IpRange;
};

/** What keeps an org's range from being one; undefined where nothing does. */
export const problemOf = ({ start, end }: OrgRange): IpRangeProblem | undefined => {
  try {
    parseIpRange(`${start}-${end}`);
    return undefined;
  } catch (error) {
    if (error instanceof IpRangeError) return error.problem;
    throw error;
  }
};

/** An org may hold what nobody would be allowed to enter; of that nothing can be counted. */
export const isReadable = (range: OrgRange): range is IpRange => problemOf(range) === undefined;

/** The range as numbers. */
export const toInterval = ({ start, end }: IpRange): Interval => {
  const [first, last] = [ipaddr.parse(start), ipaddr.parse(end)];
  return { kind: first.kind(), first: toBigInt(first), last: toBigInt(last) };
};

/** @throws IpRangeError if it runs backwards */
export const fromInterval = ({ kind, first, last }: Interval, description?: string): IpRange =>
  parseIpRange(`${toAddress(kind, first).toString()}-${toAddress(kind, last).toString()}`, description);

/** How many addresses the range covers. */
export const countAddresses = (range: IpRange): bigint => {
  const { first, last } = toInterval(range);
  return last - first + 1n;
};

/**
 * Whether every address of the range can be the source of a request over the internet: none is private, local,
 * multicast, reserved or set aside for documentation. Of a range too long for any allowlist only the ends are judged.
 */
export const isPublic = (range: IpRange): boolean => {
  const { kind, first, last } = toInterval(range);
  // Of IPv6, only what begins with these three bits (2000::/3) is given out at all.
  const isGivenOut = (number: bigint): boolean => kind === 'ipv4' || number >> 125n === 1n;
  const isGlobal = (number: bigint): boolean => isGivenOut(number) && toAddress(kind, number).range() === 'unicast';
  if (last - first >= BigInt(ALLOWLIST_LIMITS.addresses)) return isGlobal(first) && isGlobal(last);
  return Array.from({ length: Number(last - first) + 1 }, (_, index) => first + BigInt(index)).every(isGlobal);
};

/** `a` for one address, `a-b` for more: what {@link parseIpRange} takes back. */
export const formatIpRange = ({ start, end }: OrgRange): string => (start === end ? start : `${start}-${end}`);
