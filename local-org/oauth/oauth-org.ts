import type { Org } from '../org/org.js';

/** What the OAuth endpoints know of an org. */
export type OauthOrg = Pick<
  Org,
  'id' | 'people' | 'components' | 'entityAccess' | 'codes' | 'tokens' | 'accessToken' | 'now' | 'userOf'
>;
