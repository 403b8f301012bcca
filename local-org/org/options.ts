import { randomSecret, type SecretMaker } from './ids.js';

/** Milliseconds since the epoch; a test may stop it. */
type Clock = () => number;

export type OrgOptions = {
  /** `enforced`: an org of today, which keeps three controls switched on. `open`: one that leaves them alone. */
  policy: 'enforced' | 'open';
  edition: 'production' | 'sandbox';
  /** What the usernames end in. A client that knows orgs by their users needs another one for each. */
  domain: string;
  /** The newest API version that the org speaks, such as `68.0`. */
  apiVersion: string;
  /** Milliseconds from the acceptance of a deploy until it is done. */
  deployTime: number;
  clock: Clock;
  secret: SecretMaker;
};

export const DEFAULT_ORG_OPTIONS: OrgOptions = {
  policy: 'enforced',
  edition: 'production',
  domain: 'local.org',
  apiVersion: '68.0',
  deployTime: 60,
  clock: Date.now,
  secret: randomSecret,
};
