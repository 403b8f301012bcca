import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { throwProblems, type Problem } from '../definition/problems.js';
import { majorVersion, type LiveApp } from '../org/apps.js';
import { listKeyPairs, readStaged, type KeyPair, type StagedPair } from '../org/stagedCredentials.js';
import type { ApiName } from '../settings/apiNames.js';
import { keepSecret } from './knownSecrets.js';
import { findApp } from './readApps.js';
import type { Run } from './run.js';
import { withAccess, type AccessOptions } from './withAccess.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.rotate-credentials');

/** Staged pairs exist since: docs/platform.md#credentials */
const SINCE = 65;

/** Whose key pairs are meant. */
export interface PairOptions extends AccessOptions {
  /** Which key pair, where there are several. */
  consumerKey?: string;
}

/** An app, the pair in use, and the one beside it. */
export interface Pairs {
  live: LiveApp;
  appId: string;
  current: KeyPair;
  staged: StagedPair | undefined;
}

export const versionProblems = (connection: Connection): Problem[] =>
  majorVersion(connection) < SINCE
    ? [{ where: '--api-version', what: messages.getMessage('tooOld', [connection.getApiVersion(), SINCE]) }]
    : [];

const chooseCurrent = (pairs: KeyPair[], name: string, consumerKey: string | undefined): KeyPair => {
  const found = consumerKey === undefined ? pairs : pairs.filter(({ key }) => key === consumerKey);
  const [pair, other] = found;
  if (pair === undefined) throw messages.createError('error.noPair', [name, pairs.map(({ key }) => key).join(', ')]);
  if (other) throw messages.createError('error.severalPairs', [name, found.map(({ key }) => key).join(', ')]);
  return pair;
};

export const findLive = async (connection: Connection, name: ApiName): Promise<{ live: LiveApp; appId: string }> => {
  const live = await findApp(connection, name);
  if (live.id === null || live.consumerKey === null) throw messages.createError('error.noPair', [name, '']);
  return { live, appId: live.id };
};

export const readPairs = async (
  { connection, name, consumerKey }: Pick<PairOptions, 'connection' | 'name' | 'consumerKey'>,
  { live, appId }: Pick<Pairs, 'live' | 'appId'>
): Promise<Pairs> => {
  const current = chooseCurrent(await listKeyPairs(connection, appId), name, consumerKey);
  const staged = await readStaged(connection, appId, current);
  keepSecret(staged?.secret ?? '');
  return { live, appId, current, staged };
};

/** A pair as it is shown: never its secret. */
export interface ShownPair {
  key: string;
  state: 'inUse' | StagedPair['state'];
  createdDate: string | null;
  expirationDate: string | null;
}

export interface CredentialsStatus {
  name: string;
  pairs: ShownPair[];
}

/** The key pairs of an app: the one in use, and the one beside it. */
export const readCredentialsStatus = async (run: Run, options: PairOptions): Promise<CredentialsStatus> => {
  const { connection, name } = options;
  throwProblems(versionProblems(connection));
  const found = await findLive(connection, name);
  const { live, current, staged } = await withAccess(run, options, found.appId, () => readPairs(options, found));
  const inUse: ShownPair = { key: current.key, state: 'inUse', createdDate: null, expirationDate: null };
  const beside = staged && {
    key: staged.key,
    state: staged.state,
    createdDate: staged.createdDate,
    expirationDate: staged.expirationDate,
  };
  return { name: live.name, pairs: beside ? [inUse, beside] : [inUse] };
};
