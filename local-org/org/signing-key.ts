import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

type Pair = { publicKey: KeyObject; privateKey: KeyObject };

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** The key that an org signs its ID tokens with, made when it is first needed. */
export class SigningKey {
  readonly #id: string;
  #pair: Pair | undefined;

  public constructor(id: string) {
    this.#id = id;
  }

  /** As a JSON Web Key Set has it. */
  public get publicJwk(): object {
    return { ...this.#keys().publicKey.export({ format: 'jwk' }), kid: this.#id, use: 'sig', alg: 'RS256' };
  }

  /** A JSON Web Token of these claims. */
  public sign(claims: object): string {
    const signed = `${encode({ alg: 'RS256', typ: 'JWT', kid: this.#id })}.${encode(claims)}`;
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), this.#keys().privateKey).toString('base64url')}`;
  }

  #keys(): Pair {
    this.#pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
    return this.#pair;
  }
}
