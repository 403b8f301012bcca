import type { Org } from '../org/org.js';

/** What the OAuth endpoints know of an org. */
export type OauthOrg = Pick<
  Org,
  | 'id'
  | 'options'
  | 'people'
  | 'components'
  | 'entityAccess'
  | 'codes'
  | 'deviceCodes'
  | 'refreshing'
  | 'signingKey'
  | 'settle'
  | 'sessions'
  | 'tokens'
  | 'accessToken'
  | 'now'
  | 'userOf'
>;
