import type { SecretMaker } from './ids.js';

/** Who has logged in with a browser: user ids by the value of the cookie `sid`. */
export class Sessions {
  readonly #users = new Map<string, string>();
  readonly #newId: () => string;

  public constructor({ orgId, secret }: { orgId: string; secret: SecretMaker }) {
    this.#newId = (): string => `${orgId.slice(0, 15)}!${secret(48)}`;
  }

  public start(userId: string): string {
    const sid = this.#newId();
    this.#users.set(sid, userId);
    return sid;
  }

  public userIdOf(sid: string): string | undefined {
    return this.#users.get(sid);
  }
}
