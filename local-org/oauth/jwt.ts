/** JSON Web Tokens, signed with RSA and SHA-256: https://www.rfc-editor.org/rfc/rfc7519 */
import { verify, X509Certificate, type KeyObject } from 'node:crypto';

type Claims = Readonly<Record<string, unknown>>;

export type Jwt = { header: Claims; claims: Claims; signed: string; signature: Buffer };

const readPart = (part: string): Claims => {
  const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  return typeof value === 'object' && value !== null ? { ...value } : {};
};

/** The parts of a token that nobody has checked yet; undefined where it is none. */
export const readJwt = (token: string): Jwt | undefined => {
  const [header, claims, signature, ...more] = token.split('.');
  if (header === undefined || claims === undefined || signature === undefined || more.length > 0) return undefined;
  try {
    const parts = { header: readPart(header), claims: readPart(claims) };
    return { ...parts, signed: `${header}.${claims}`, signature: Buffer.from(signature, 'base64url') };
  } catch {
    return undefined;
  }
};

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]*-----END CERTIFICATE-----/;

/** The public key of a certificate, which metadata has as PEM or as what stands inside of it. */
const publicKeyOf = (certificate: string): KeyObject | undefined => {
  try {
    const source = PEM.exec(certificate)?.[0] ?? Buffer.from(certificate, 'base64');
    return new X509Certificate(source).publicKey;
  } catch {
    return undefined;
  }
};

export const isSignedBy = ({ header, signed, signature }: Jwt, certificate: string): boolean => {
  const key = publicKeyOf(certificate);
  if (header.alg !== 'RS256' || key?.asymmetricKeyType !== 'rsa') return false;
  return verify('RSA-SHA256', Buffer.from(signed), key, signature);
};
