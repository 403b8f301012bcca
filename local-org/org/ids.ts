import { createHash, randomBytes } from 'node:crypto';

const CHECKSUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** The 18-character form of a 15-character id: one letter for the upper-case letters of each group of five. */
export const withChecksum = (id: string): string => {
  const letter = (group: string): string => {
    const bits = [...group].reduce((sum, char, index) => sum + (/[A-Z]/.test(char) ? 1 << index : 0), 0);
    return CHECKSUM.charAt(bits);
  };
  return id + [0, 5, 10].map((start) => letter(id.slice(start, start + 5))).join('');
};

/** Whether two ids, each in the 15- or the 18-character form, are one. */
export const isSameId = (left: string, right: string): boolean =>
  [15, 18].includes(left.length) &&
  left.slice(0, 15) === right.slice(0, 15) &&
  (left.length === 15 || left === withChecksum(left.slice(0, 15)));

export type IdMaker = (keyPrefix: string) => string;

/** Ids of one org: the key prefix of the object, the org's own letters, a running number. */
export const createIdMaker = (instance: string): IdMaker => {
  let last = 0;
  return (keyPrefix) => {
    last += 1;
    const number = last.toString(36).padStart(8, '0');
    return withChecksum(`${keyPrefix}${instance}${number}`);
  };
};

/** The id of the org whose usernames end in the domain: the same each time that it starts, and no other org's. */
export const orgIdOf = (instance: string, domain: string): string => {
  const digest = createHash('sha256').update(domain).digest('hex');
  return withChecksum(`00D${instance}${BigInt(`0x${digest}`).toString(36).slice(-8)}`);
};

/** A random string as Salesforce makes consumer keys, secrets and session ids: `bytes` of it in URL-safe letters. */
export type SecretMaker = (bytes: number) => string;

export const randomSecret: SecretMaker = (bytes) => randomBytes(bytes).toString('base64url').replace(/-/g, '.');
