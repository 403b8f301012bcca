import type { AppUse } from '../../src/operations/appUse.js';

/** What is seen of an app that nobody uses. */
export const UNUSED = {
  users: 0,
  mayBeMore: false,
  lastUsed: null,
  sharedWith: [],
  authProviders: [],
  traceless: [],
  profiles: [],
  permissionSets: [],
  areGrantsShown: true,
} satisfies Omit<AppUse, 'inUse' | 'reasons'>;
