import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { tracelessFlowsOf, type Flow } from '../definition/flows.js';
import { grantsBeside } from '../definition/grants.js';
import { showTime } from '../definition/showValue.js';
import { hasOauth, type LiveApp } from '../org/apps.js';
import { providersWith, readKeysOfProviders } from '../org/related.js';
import { readTokenUse } from '../org/tokenUse.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.delete');

/** Who uses an app, as far as the org shows it. */
export interface AppUse {
  /** Whether somebody does; `notKnown` where the org does not show all that would tell. */
  inUse: 'yes' | 'no' | 'notKnown';
  /** Users who have a token of it; null where the org does not show its tokens. */
  users: number | null;
  /** There may be more users: the org does not show all tokens. */
  mayBeMore: boolean;
  /** When a token was last used, ISO 8601. */
  lastUsed: string | null;
  /** Other apps of the same label, whose tokens these may be as well. */
  sharedWith: string[];
  /** Auth. Providers that have its consumer key; null where the org does not show them, or the key. */
  authProviders: string[] | null;
  /** Flows of the app that may be in use without a token that tells of it. */
  traceless: Flow[];
  /** To whom it is granted, which does not say that they use it; by profile and permission set. */
  profiles: string[];
  permissionSets: string[];
  /** Whether the org shows what is granted beside the app's policies. */
  areGrantsShown: boolean;
  /** What speaks for its being in use, and what leaves it open; empty where nothing does. */
  reasons: string[];
}

type Seen = Omit<AppUse, 'inUse' | 'reasons'>;

/** A reason, and whether it leaves no doubt. */
type Reason = [isSure: boolean, text: string];

const lastUsedIn = ({ lastUsed }: Seen): string =>
  lastUsed === null ? messages.getMessage('use.never') : showTime(lastUsed);

const reasonOfTokens = (seen: Seen): Reason[] => {
  const { users, mayBeMore, sharedWith } = seen;
  if (users === null) return [[false, messages.getMessage('use.tokensHidden')]];
  if (users > 0 && sharedWith.length > 0) {
    return [[false, messages.getMessage('use.tokensShared', [sharedWith.join(', '), users, lastUsedIn(seen)])]];
  }
  if (users === 0) return mayBeMore ? [[false, messages.getMessage('use.tokensHidden')]] : [];
  return [[true, messages.getMessage(mayBeMore ? 'use.tokensAtLeast' : 'use.tokens', [users, lastUsedIn(seen)])]];
};

const reasonOfProviders = ({ authProviders }: Seen): Reason[] => {
  if (authProviders === null) return [[false, messages.getMessage('use.providersHidden')]];
  return authProviders.length > 0 ? [[true, messages.getMessage('use.providers', [authProviders.join(', ')])]] : [];
};

const reasonOfFlows = ({ traceless }: Seen): Reason[] =>
  traceless.length > 0 ? [[false, messages.getMessage('use.traceless', [traceless.join(', ')])]] : [];

/** What is seen of an app's use, judged: what is not shown is never taken for none. */
export const judgeUse = (seen: Seen): AppUse => {
  const found = [...reasonOfTokens(seen), ...reasonOfProviders(seen), ...reasonOfFlows(seen)];
  const isSure = found.some(([sure]) => sure);
  const doubt = found.length > 0 ? 'notKnown' : 'no';
  return { ...seen, inUse: isSure ? 'yes' : doubt, reasons: found.map(([, text]) => text) };
};

const NO_TOKENS = { users: 0, mayBeMore: false, lastUsed: null, sharedWith: [] };

const grantedTo = ({ definition, grants }: LiveApp): Pick<Seen, 'profiles' | 'permissionSets' | 'areGrantsShown'> => {
  const { profiles = [], permissionSets = [] } = definition.policies ?? {};
  const beside = grants && grantsBeside(definition, grants);
  return {
    profiles: [...profiles, ...(beside?.profiles ?? [])],
    permissionSets: [...permissionSets, ...(beside?.permissionSets ?? [])],
    areGrantsShown: grants !== undefined,
  };
};

/** Of an app that gives out no tokens: nobody can hold one, or its key. */
export const unusable = (app: LiveApp): AppUse =>
  judgeUse({ ...NO_TOKENS, authProviders: [], traceless: [], ...grantedTo(app) });

/** Names of the providers with the app's key; null where either is not shown. */
const providersOf = (
  { consumerKey }: LiveApp,
  keys: ReadonlyMap<string, string | null> | undefined
): string[] | null => (keys === undefined || consumerKey === null ? null : providersWith(keys, consumerKey));

/**
 * Looks who uses an app: its tokens, the Auth. Providers of the org, and to whom it is granted.
 *
 * @param asked what {@link readKeysOfProviders} is going to say, where it was asked before
 */
export const readUse = async (
  connection: Connection,
  app: LiveApp,
  asked?: ReturnType<typeof readKeysOfProviders>
): Promise<AppUse> => {
  const { name, id, definition } = app;
  if (!hasOauth(app) && definition.oauth === undefined) return unusable(app);
  const [tokens, keys] = await Promise.all([
    readTokenUse(connection, { label: definition.label ?? name, id }),
    asked ?? readKeysOfProviders(connection),
  ]);
  const seen = tokens && {
    users: tokens.users,
    mayBeMore: !tokens.isWhole,
    lastUsed: tokens.lastUsed,
    sharedWith: tokens.sharedWith,
  };
  return judgeUse({
    ...(seen ?? { ...NO_TOKENS, users: null, mayBeMore: true }),
    authProviders: providersOf(app, keys),
    traceless: tracelessFlowsOf(definition),
    ...grantedTo(app),
  });
};
