/**
 * A key pair with a certificate of its own, made anew in each run, so that no private key stands in this repository.
 * Node reads certificates and makes none: the few lines of DER that one needs are written here.
 */
import { generateKeyPairSync, sign } from 'node:crypto';

const der = (tag: number, ...contents: Buffer[]): Buffer => {
  const body = Buffer.concat(contents);
  const { length } = body;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
};

const sequence = (...contents: Buffer[]): Buffer => der(0x30, ...contents);
const bits = (contents: Buffer): Buffer => der(0x03, Buffer.from([0]), contents);
const moment = (text: string): Buffer => der(0x18, Buffer.from(text));

const SHA256_WITH_RSA = sequence(der(0x06, Buffer.from('2a864886f70d01010b', 'hex')), der(0x05));
const COMMON_NAME = der(0x06, Buffer.from('550403', 'hex'));
const NAME = sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from('jwt.example.com')))));

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const body = sequence(
  der(0x02, Buffer.from([1])),
  SHA256_WITH_RSA,
  NAME,
  sequence(moment('20250101000000Z'), moment('20991231000000Z')),
  NAME,
  publicKey.export({ type: 'spki', format: 'der' })
);

const certificate = sequence(body, SHA256_WITH_RSA, bits(sign('RSA-SHA256', body, privateKey)));

/** The certificate that an app is given. */
export const SIGNING_CERTIFICATE = [
  '-----BEGIN CERTIFICATE-----',
  ...(certificate.toString('base64').match(/.{1,64}/g) ?? []),
  '-----END CERTIFICATE-----',
  '',
].join('\n');

/** The private key that goes with it, as a file has it. */
export const SIGNING_KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** A JSON Web Token of these claims, signed with the key. */
export const signAssertion = (claims: Record<string, unknown>, header: Record<string, unknown> = {}): string => {
  const signed = `${encode({ alg: 'RS256', ...header })}.${encode(claims)}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`;
};
