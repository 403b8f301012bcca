import type { IpRange } from './ip-ranges.js';
import { randomSecret, type SecretMaker } from './ids.js';

/** Milliseconds since the epoch; a test may stop it. */
type Clock = () => number;

/** Doubtful facts, each with the side that is played only on request: docs/platform.md#doubtful-facts */
export const QUIRKS = [
  'allowlist-refused',
  'allowlist-org-made',
  'grants-once',
  'late-enforcement',
  'no-opt-in',
  'own-key-refused',
  'usage-only-used',
  'own-secret-taken',
  'false-defaults',
  'deletion-leaves-nothing',
] as const;

export type Quirk = (typeof QUIRKS)[number];

export type OrgOptions = {
  /**
   * `enforced`: an org of today, which keeps three controls switched on. `open`: one whose apps are from before that, and
   * are left alone.
   */
  policy: 'enforced' | 'open';
  edition: 'production' | 'sandbox' | 'scratch';
  /**
   * What the usernames end in, and what the id of the org comes from. A client that knows orgs by their users needs
   * another one for each.
   */
  domain: string;
  /** The id of the org, 15 characters: a sandbox has another one each time that it is refreshed. Null: from its domain. */
  orgId: string | null;
  /** The newest API version that the org speaks, such as `68.0`. */
  apiVersion: string;
  /** Profiles beside the usual ones, such as an org in another language has. */
  profiles: readonly string[];
  /** The org is newer than the schema here: it takes elements that nobody here knows, and keeps them. */
  isAheadOfSchema: boolean;
  /** Milliseconds from the acceptance of a deploy until it is done. */
  deployTime: number;
  /** Milliseconds until the key of a new app is known to the OAuth endpoints. */
  activationDelay: number;
  /** Milliseconds that a refresh takes: another one with the same token is refused meanwhile. */
  refreshTime: number;
  /** Whether somebody has ticked in Setup, for every app with ranges, that its refresh token IP allowlist is enforced. */
  enforceAllowlist: boolean;
  /** Where requests come from that do not say so in a header. */
  clientAddress: string;
  /** The login IP ranges of profiles, by their names: a part of profiles that no deploy here can change. */
  loginIpRanges: Readonly<Record<string, readonly IpRange[]>>;
  /** The name space that the org owns, and develops a package in. */
  namespace: string | null;
  /** Apps that came with packages, each with its name space, such as `acme__Shop`. */
  installed: readonly string[];
  /** What of the doubtful is so in this org. */
  quirks: readonly Quirk[];
  clock: Clock;
  secret: SecretMaker;
};

export const DEFAULT_ORG_OPTIONS: OrgOptions = {
  policy: 'enforced',
  edition: 'production',
  domain: 'local.org',
  orgId: null,
  apiVersion: '68.0',
  profiles: [],
  isAheadOfSchema: false,
  deployTime: 60,
  activationDelay: 0,
  refreshTime: 20,
  enforceAllowlist: false,
  clientAddress: '127.0.0.1',
  loginIpRanges: {},
  namespace: null,
  installed: [],
  quirks: [],
  clock: Date.now,
  secret: randomSecret,
};
