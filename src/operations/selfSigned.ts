// The library finds its parts by metadata, which this adds to the language.
import 'reflect-metadata';
import { X509CertificateGenerator } from '@peculiar/x509';
import { createPublicKey, generateKeyPair, webcrypto, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/** What Salesforce's own guide has people make for JWT bearer: docs/platform.md#oauth */
const KEY_BITS = 2048;
const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/** Where a name has nothing but what cannot begin one. */
const UNNAMED = 'External Client App';

const DAY_MS = 24 * 60 * 60 * 1000;

export interface PrivateKey {
  key: KeyObject;
  /** As files have it. */
  pem: string;
}

/** A new private key for signing. */
export const makePrivateKey = async (): Promise<PrivateKey> => {
  const { privateKey: key } = await generate('rsa', { modulusLength: KEY_BITS });
  return { key, pem: key.export({ type: 'pkcs8', format: 'pem' }).toString() };
};

/**
 * A certificate of a private key that it signs itself.
 *
 * @param commonName whose it is
 * @param days how long it is good, from now
 * @returns PEM text
 */
export const makeCertificate = async (key: KeyObject, commonName: string, days: number): Promise<string> => {
  const keys = {
    privateKey: await webcrypto.subtle.importKey(
      'pkcs8',
      key.export({ type: 'pkcs8', format: 'der' }),
      ALGORITHM,
      false,
      ['sign']
    ),
    publicKey: await webcrypto.subtle.importKey(
      'spki',
      createPublicKey(key).export({ type: 'spki', format: 'der' }),
      ALGORITHM,
      true,
      ['verify']
    ),
  };
  const notBefore = new Date();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    // The library takes what begins with # for hexadecimal.
    name: [{ CN: [commonName.replace(/^#+\s*/, '') || UNNAMED] }],
    notBefore,
    notAfter: new Date(notBefore.getTime() + days * DAY_MS),
    keys,
    signingAlgorithm: ALGORITHM,
  });
  return `${certificate.toString('pem')}\n`;
};
