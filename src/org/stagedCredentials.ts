import type { Connection } from '@salesforce/core';
import { z } from 'zod';
import { parseAnswer } from './answers.js';
import { ASKED, credentialsPath, word } from './credentials.js';

/** The second key pair of an app: docs/platform.md#credentials */
export interface StagedPair {
  id: string;
  key: string;
  secret: string;
  /** `staged`: prepared, and not in use yet; `former`: the one that was in use before, still good; `over`: good no more. */
  state: 'staged' | 'former' | 'over';
  /** ISO 8601, where the org tells. */
  createdDate: string | null;
  /** When it ends by itself; ISO 8601, where the org tells. */
  expirationDate: string | null;
}

/** A key pair of an app, without its secret. */
export interface KeyPair {
  /** Of the pair. */
  id: string;
  key: string;
}

const date = z.string().nullish();

const consumersAnswer = z.object({ consumers: z.array(z.object({ id: word, key: word })).optional() });

/** A word that is none of these could mean anything. */
const state = z.string().regex(/^(staged|active|rotated|expired|revoked)$/i);

const stagedAnswer = z.object({
  stagedCredentials: z
    .array(z.object({ id: word, key: word, secret: word, state, createdDate: date, expirationDate: date }))
    .optional(),
});

/** The org's words for it differ between its documentation and what it answers. */
const stateOf = (said: string): StagedPair['state'] => {
  if (/rotated/i.test(said)) return 'former';
  return /expired|revoked/i.test(said) ? 'over' : 'staged';
};

/** The key pairs of an app that are in use, as a rule one. */
export const listKeyPairs = async (connection: Connection, appId: string): Promise<KeyPair[]> =>
  parseAnswer(consumersAnswer, await connection.requestGet(credentialsPath(appId)), ASKED).consumers ?? [];

const pairIn = (answer: unknown): StagedPair | undefined => {
  const [found] = parseAnswer(stagedAnswer, answer, ASKED).stagedCredentials ?? [];
  if (found === undefined) return undefined;
  const { createdDate = null, expirationDate = null, ...pair } = found;
  return { ...pair, state: stateOf(found.state), createdDate, expirationDate };
};

const isNotThere = (error: unknown): boolean => error instanceof Error && error.name.includes('NOT_FOUND');

/** The pair beside the one in use; undefined where there is none. */
export const readStaged = async (
  connection: Connection,
  appId: string,
  { id }: KeyPair
): Promise<StagedPair | undefined> => {
  try {
    return pairIn(await connection.requestGet(`${credentialsPath(appId)}/${id}/staged`));
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
};

/** Prepares a new pair; the one in use stays in use. */
export const stage = async (connection: Connection, appId: string, { id }: KeyPair): Promise<StagedPair> => {
  // An absent body has been seen to hang.
  const staged = pairIn(await connection.requestPost(`${credentialsPath(appId)}/${id}/staged`, {}));
  return staged ?? parseAnswer(z.never(), undefined, ASKED);
};

/** Puts the staged pair into use. The one that was stays good for a while. */
export const promote = async (
  connection: Connection,
  appId: string,
  { id }: KeyPair,
  staged: StagedPair
): Promise<void> => {
  await connection.requestPatch(`${credentialsPath(appId)}/${id}/staged/${staged.id}`, { command: 'rotate' });
};

/** Ends a pair that is not in use, or not any more, at once. */
export const revoke = async (
  connection: Connection,
  appId: string,
  { id }: KeyPair,
  staged: StagedPair
): Promise<void> => {
  await connection.requestDelete(`${credentialsPath(appId)}/${id}/staged/${staged.id}`);
};
