import type { SecretMaker } from './ids.js';

/** What a user has consented to, until the app comes for its tokens. */
type Consent = {
  /** The id of the app. */
  appId: string;
  userId: string;
  scopes: readonly string[];
  redirectUri: string;
  codeChallenge: string | undefined;
  nonce: string | undefined;
};

type IssuedCode = { consent: Consent; expiresAt: number; used: boolean };

/** docs/platform.md#oauth */
const LIFETIME = 15 * 60_000;

/** The authorization codes of an org: each is good once, and not for long. */
export class AuthorizationCodes {
  readonly #codes = new Map<string, IssuedCode>();
  readonly #secret: SecretMaker;
  readonly #clock: () => number;

  public constructor({ secret, clock }: { secret: SecretMaker; clock: () => number }) {
    this.#secret = secret;
    this.#clock = clock;
  }

  public issue(consent: Consent): string {
    const code = `aPrx${this.#secret(48)}`;
    this.#codes.set(code, { consent, expiresAt: this.#clock() + LIFETIME, used: false });
    return code;
  }

  /** What the code stands for, once; later `expired`, and undefined for a code that this app never got. */
  public redeem(code: string, appId: string): Consent | 'expired' | undefined {
    const issued = this.#codes.get(code);
    if (issued?.consent.appId !== appId) return undefined;
    if (issued.used || issued.expiresAt <= this.#clock()) return 'expired';
    issued.used = true;
    return issued.consent;
  }
}
