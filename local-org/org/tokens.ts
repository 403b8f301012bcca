import { hasEnded } from '../oauth/lifetime.js';
import type { Grant } from './grant.js';
import type { OrgState } from './state.js';

type NewGrant = Pick<Grant, 'app' | 'userId' | 'scopes' | 'flow'>;

/** How many authorizations a user may give one app; the next one ends the oldest: docs/platform.md#oauth */
const GRANTS_PER_USER = 5;

/** What apps have been granted. It stands outside of what a deploy drafts and takes back. */
export class Tokens {
  readonly #org: OrgState;
  readonly #grants: Grant[] = [];

  public constructor(org: OrgState) {
    this.#org = org;
  }

  public get grants(): readonly Grant[] {
    return this.#grants;
  }

  /** Ends what has run out, and what belonged to an app that is gone. */
  public settle(): void {
    for (const grant of this.#grants.filter((candidate) => hasEnded(candidate, this.#org))) this.#end(grant);
  }

  public add({ app: { fullName, id }, ...given }: NewGrant): Grant {
    const now = this.#org.now();
    const { secret } = this.#org.options;
    const grant: Grant = {
      ...given,
      app: { fullName, id },
      id: this.#org.newId('0CQ'),
      createdAt: now,
      usedAt: now,
      useCount: 0,
      refreshToken: undefined,
      rotated: new Set(),
      accessTokens: new Map(),
      shown: { access: secret(24), request: secret(24), delete: secret(24) },
    };
    const others = this.#grantsOf(grant);
    if (others.length >= GRANTS_PER_USER && others[0]) this.#end(others[0]);
    this.#grants.push(grant);
    return grant;
  }

  /** The grant of an app that asks without the user: one, for what it may have now. */
  public findOrAdd(wanted: NewGrant): Grant {
    const grant = this.#grantsOf(wanted)[0] ?? this.add(wanted);
    grant.scopes = wanted.scopes;
    return grant;
  }

  /** Each use of a grant is one more access token. */
  public use(grant: Grant): string {
    const accessToken = `${this.#org.id.slice(0, 15)}!${this.#org.options.secret(48)}`;
    grant.usedAt = this.#org.now();
    grant.accessTokens.set(accessToken, grant.usedAt);
    grant.useCount += 1;
    return accessToken;
  }

  /** The former refresh token of the grant, if any, is worth nothing from here on. */
  public renewRefreshToken(grant: Grant): string {
    if (grant.refreshToken !== undefined) grant.rotated.add(grant.refreshToken);
    grant.refreshToken = `5Aep${this.#org.options.secret(60)}`;
    return grant.refreshToken;
  }

  public findByAccessToken(token: string): Grant | undefined {
    return this.#grants.find(({ accessTokens }) => accessTokens.has(token));
  }

  public findByRefreshToken(token: string): Grant | undefined {
    return this.#grants.find(({ refreshToken }) => refreshToken === token);
  }

  /** A refresh token that is used once more after its rotation may be stolen: all that goes with it ends. */
  public endIfRotated(token: string, appId: string): void {
    const grant = this.#grants.find(({ app, rotated }) => app.id === appId && rotated.has(token));
    if (grant) this.#end(grant);
  }

  /** An access token goes alone, a refresh token takes its access tokens along; false where it is neither. */
  public revoke(token: string): boolean {
    const whole = this.findByRefreshToken(token) ?? this.#grants.find(({ shown }) => shown.delete === token);
    if (whole) {
      this.#end(whole);
      return true;
    }
    const grant = this.findByAccessToken(token);
    if (!grant) return false;
    grant.accessTokens.delete(token);
    if (grant.accessTokens.size === 0 && grant.refreshToken === undefined) this.#end(grant);
    return true;
  }

  #end(grant: Grant): void {
    this.#grants.splice(this.#grants.indexOf(grant), 1);
  }

  /** Oldest first. */
  #grantsOf({ app, userId, flow }: NewGrant): Grant[] {
    return this.#grants.filter((grant) => grant.app.id === app.id && grant.userId === userId && grant.flow === flow);
  }
}
