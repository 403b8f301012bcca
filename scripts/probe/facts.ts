import type { Fact } from './fact.js';
import { ALLOWLIST } from './facts/allowlist.js';
import { DEPLOYING } from './facts/deploying.js';
import { OAUTH } from './facts/oauth.js';
import { POLICIES } from './facts/policies.js';
import { READING } from './facts/reading.js';
import { SETTINGS } from './facts/settings.js';
import { VERSIONS } from './facts/versions.js';

/** What the probe asks, in this order. */
export const FACTS: readonly Fact[] = [
  ...READING,
  ...DEPLOYING,
  ...POLICIES,
  ...ALLOWLIST,
  ...SETTINGS,
  ...VERSIONS,
  ...OAUTH,
];
