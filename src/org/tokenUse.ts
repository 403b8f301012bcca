import type { Connection } from '@salesforce/core';
import { z } from 'zod';
import { askTogether } from './batch.js';
import { isHeldBy, isTrue } from './permissions.js';
import { queryRows, whereShown } from './query.js';
import { usernameOf } from './runningUser.js';
import { quote } from './soql.js';

/** What the tokens of an app tell of its use. */
export interface TokenUse {
  /** Users for whom the app has a token. */
  users: number;
  /** When one of the tokens was last used, ISO 8601. */
  lastUsed: string | null;
}

/** The same of one app. */
export interface AppTokenUse extends TokenUse {
  /** Whether there may be no others: the org shows this user all tokens, and they are not more than it shows anybody. */
  isWhole: boolean;
  /** API names of other apps of the same label, where the org does not say of any of the tokens whose it is. */
  sharedWith: string[];
}

const tokenRow = z.object({
  UserId: z.string(),
  LastUsedDate: z.string().nullable(),
  AppMenuItem: z.object({ ApplicationId: z.string().nullable() }).nullable(),
});

const appRow = z.object({ AppName: z.string(), users: z.number(), lastUsed: z.string().nullable() });

/** An org shows no more than that: docs/platform.md#reading */
const MOST_TOKENS = 2500;

/** A query that groups gives no more than that, and says nothing of the rest: docs/platform.md#reading */
const MOST_GROUPS = 2000;

/** Whether the running user sees everybody's tokens, and which other apps have the label. */
const askAboutTokens = async (
  connection: Connection,
  label: string,
  id: string | null
): Promise<{ seesAll: boolean; namesakes: string[] }> => {
  const { seesAll, namesakes = [] } = await askTogether<'seesAll' | 'namesakes'>(connection, {
    seesAll: isHeldBy('Customize Application', usernameOf(connection)),
    namesakes: `SELECT Id, DeveloperName FROM ExternalClientApplication WHERE MasterLabel = ${quote(label)}`,
  });
  const others = (Array.isArray(namesakes) ? namesakes : []).filter(
    ({ Id }) => id !== null && !isSameId(String(Id), id)
  );
  return { seesAll: isTrue(seesAll), namesakes: others.map(({ DeveloperName }) => String(DeveloperName)) };
};

const isSameId = (a: string, b: string): boolean => a.slice(0, 15) === b.slice(0, 15);

/** Ids of External Client Apps, and of the connected apps from which many of them were migrated with their labels. */
const APP_ID = /^(0xI|0H4)/;

const isOfOther = (owner: string, id: string | null): boolean =>
  APP_ID.test(owner) && id !== null && !isSameId(owner, id);

const latest = (dates: Array<string | null>): string | null =>
  dates
    .filter((date) => date !== null)
    .sort()
    .at(-1) ?? null;

type TokenRow = z.infer<typeof tokenRow>;

const ownerOf = ({ AppMenuItem }: TokenRow): string => AppMenuItem?.ApplicationId ?? '';

const toUse = (tokens: TokenRow[]): TokenUse => ({
  users: new Set(tokens.map(({ UserId }) => UserId)).size,
  lastUsed: latest(tokens.map(({ LastUsedDate }) => LastUsedDate)),
});

/**
 * How an app's tokens are used. Tokens are found by the app's label; those that the org says are another app's of the
 * same label are left out. See docs/platform.md#reading.
 *
 * @returns undefined where the org does not show its tokens to this user
 */
export const readTokenUse = (
  connection: Connection,
  { label, id }: { label: string; id: string | null }
): Promise<AppTokenUse | undefined> =>
  whereShown(async () => {
    const soql = `SELECT UserId, LastUsedDate, AppMenuItem.ApplicationId FROM OauthToken WHERE AppName = ${quote(label)}`;
    const [{ seesAll, namesakes }, tokens] = await Promise.all([
      askAboutTokens(connection, label, id),
      queryRows(connection, soql, tokenRow, MOST_TOKENS),
    ]);
    const own = tokens.filter((token) => !isOfOther(ownerOf(token), id));
    // A token of one's own is evidence; that there is none says nothing to those who do not see the others'.
    if (own.length === 0 && !seesAll) return undefined;
    const isSure = own.length === 0 || own.some((token) => APP_ID.test(ownerOf(token)));
    const isWhole = seesAll && tokens.length < MOST_TOKENS;
    return { ...toUse(own), isWhole, sharedWith: isSure ? [] : namesakes };
  });

/**
 * How the tokens of all apps are used, by label, in one request: apps that share a label cannot be told apart.
 *
 * @param seesAll whether the running user sees everybody's tokens
 * @returns undefined where the org does not show its tokens to this user
 */
export const readAllTokenUse = (
  connection: Connection,
  seesAll: Promise<boolean>
): Promise<Map<string, TokenUse> | undefined> =>
  whereShown(async () => {
    const soql =
      'SELECT AppName, COUNT_DISTINCT(UserId) users, MAX(LastUsedDate) lastUsed FROM OauthToken GROUP BY AppName LIMIT ' +
      String(MOST_GROUPS);
    const [isWhole, apps] = await Promise.all([seesAll, queryRows(connection, soql, appRow)]);
    if (!isWhole || apps.length >= MOST_GROUPS) return undefined;
    return new Map(apps.map(({ AppName, users, lastUsed }) => [AppName, { users, lastUsed }]));
  });
