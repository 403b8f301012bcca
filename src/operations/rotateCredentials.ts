import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { throwProblems, type Problem } from '../definition/problems.js';
import { toCommand } from '../definition/shell.js';
import { orgWord } from '../org/runningUser.js';
import type { LiveApp } from '../org/apps.js';
import { readPair } from '../org/credentials.js';
import { instanceHost } from '../org/setupPages.js';
import { providersWith, readKeysOfProviders } from '../org/related.js';
import { promote, readStaged, revoke, stage, type StagedPair } from '../org/stagedCredentials.js';
import { testApp, type AppTest } from './appTest.js';
import { checkDestination, checkIsFree, describeDestination, handOver, type Destination } from './handOver.js';
import { holdsPair, holdsSecret, type HandedOver } from './handOverCreated.js';
import { findLive, readPairs, versionProblems, type PairOptions, type Pairs } from './keyPairs.js';
import { keepSecret } from './knownSecrets.js';
import type { Run } from './run.js';
import { withAccess } from './withAccess.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.rotate-credentials');

/** What a rotation came to. */
export interface RotatedCredentials {
  name: string;
  /** `unchanged`: an earlier run had done it. */
  state: 'rotated' | 'unchanged';
  consumerKey: string;
  /** The key before; null where nobody knows it any more. */
  formerKey: string | null;
  /** Whether clients that have the former pair can still log in. */
  formerPair: 'valid' | 'revoked';
  credentials: HandedOver | null;
  /** What logging in with the new pair came to; null where it was not to be tested. */
  test: AppTest | null;
  /** Auth. Providers of the org that log in with the former key; null where the org does not tell. */
  authProviders: string[] | null;
  nextSteps: string[];
}

export interface RotateOptions extends PairOptions {
  /** Where the new pair goes before it is put into use; without it, only the former pair is revoked. */
  destination?: Destination;
  /** End the former pair once the app is tested with the new one. */
  revokePrevious: boolean;
  test: boolean;
  /** How long to wait for the new pair to be live, ms. */
  waitMs: number;
  /** Told what will be done, once it is known; what it throws ends the run. */
  approve?: (live: LiveApp) => Promise<void>;
}

const destinationProblems = async (destination: Destination | undefined): Promise<Problem[]> =>
  destination ? checkDestination(destination) : [];

/** The connection that sf has may itself be one through this app: it would end with the pair. */
const refuseOwnApp = (connection: Connection, { name, consumerKey }: LiveApp): void => {
  const { clientId } = connection.getAuthInfoFields();
  if (clientId !== undefined && clientId === consumerKey) throw messages.createError('error.ownApp', [name]);
};

type Promoted = Pick<RotatedCredentials, 'state' | 'formerKey' | 'credentials'> &
  Pick<Pairs, 'current'> & { secret: string };

/** Whether the file has this very pair, from an earlier run. */
const isStored = async (
  destination: Destination,
  { key, secret }: Pick<StagedPair, 'key' | 'secret'>
): Promise<boolean> => (await holdsPair(destination, key, secret)) || (await holdsSecret(destination, secret));

/** Hands the new pair over, and only then puts it into use: what nobody stored must never be in use. */
const handOverAndPromote = async (
  run: Run,
  pairs: Pairs,
  destination: Destination,
  connection: Connection,
  handed: Set<string>
): Promise<Promoted> => {
  const { live, appId, current } = pairs;
  const ready = pairs.staged?.state === 'staged' ? pairs.staged : undefined;
  const isThere = ready !== undefined && (handed.has(ready.key) || (await isStored(destination, ready)));
  if (!isThere) throwProblems(await checkIsFree(destination));
  run.stage(messages.getMessage('stage.stage'));
  if (pairs.staged?.state === 'over') await revoke(connection, appId, current, pairs.staged);
  const staged = ready ?? (await stage(connection, appId, current));
  keepSecret(staged.secret);
  run.standing(messages.getMessage('standing.staged', [live.name]));
  run.stage(messages.getMessage('stage.handOver'));
  const where = describeDestination(destination);
  if (!isThere) {
    await handOver(run, destination, {
      name: live.name,
      consumerKey: staged.key,
      consumerSecret: staged.secret,
      appId,
      consumerId: current.id,
      instanceUrl: instanceHost(connection),
    });
  }
  handed.add(staged.key);
  run.stage(messages.getMessage('stage.promote'));
  run.standing(messages.getMessage('standing.promoting', [live.name]));
  await promote(connection, appId, current, staged);
  run.standing(messages.getMessage('standing.promoted', [live.name]));
  return {
    state: 'rotated',
    formerKey: current.key,
    current: { id: current.id, key: staged.key },
    credentials: { state: isThere ? 'unchanged' : 'handedOver', ...where },
    secret: staged.secret,
  };
};

/** An earlier run has rotated already: its file has the pair that is in use now, and the former one is still good. */
const alreadyRotated = async (
  { live, appId, current, staged }: Pairs,
  destination: Destination | undefined,
  connection: Connection
): Promise<Promoted> => {
  const { consumerSecret: secret } = await readPair(connection, appId, current.id);
  keepSecret(secret);
  const isThere = destination === undefined || (await isStored(destination, { key: current.key, secret }));
  if (!isThere) {
    throw messages.createError('error.formerStillValid', [
      live.name,
      staged?.expirationDate ?? messages.getMessage('notTold'),
    ]);
  }
  const credentials = destination ? { state: 'unchanged' as const, ...describeDestination(destination) } : null;
  return { state: 'unchanged', formerKey: staged?.key ?? null, current, credentials, secret };
};

/** @param handed the keys that this run has handed over already */
const rotate = async (
  run: Run,
  pairs: Pairs,
  { destination, connection }: RotateOptions,
  handed: Set<string>
): Promise<Promoted> => {
  if (pairs.staged?.state === 'former') return alreadyRotated(pairs, destination, connection);
  if (destination === undefined) throw messages.createError('error.nothingToRevoke', [pairs.live.name]);
  return handOverAndPromote(run, pairs, destination, connection, handed);
};

/** Ends the former pair, once the new one is proved. */
const endFormer = async (
  run: Run,
  options: RotateOptions,
  appId: string,
  { current, formerKey }: Promoted
): Promise<void> => {
  run.stage(messages.getMessage('stage.revoke'));
  await withAccess(run, options, appId, async () => {
    const former = await readStaged(options.connection, appId, current);
    // Somebody may have rotated again meanwhile: then another pair is the former one.
    if (former?.state === 'former' && former.key === formerKey)
      await revoke(options.connection, appId, current, former);
  });
};

const proveNew = (
  run: Run,
  { connection, name, waitMs, enableAccess }: RotateOptions,
  live: LiveApp,
  { current, secret }: Promoted
): Promise<AppTest> =>
  testApp(run, {
    connection,
    name,
    waitMs,
    enableAccess,
    // It is new, and takes its time to be live as an app that is new does.
    live: { ...live, consumerKey: current.key, createdDate: new Date().toISOString() },
    knownSecret: secret,
  });

/** Whether the org has accepted the new secret: of flows that need a person, the key alone may have been tried. */
const isSecretProved = (test: AppTest | null): boolean =>
  test?.state === 'passed' &&
  test.flows.some(({ steps }) => steps.some(({ step, ok }) => ok && (step === 'secret' || step === 'token')));

/** The command that ends the former pair, with what it takes to read the secret that it tests. */
const commandToRevoke = (name: string, { connection, enableAccess }: RotateOptions): string =>
  toCommand([
    ...['sf', 'eca', 'rotate-credentials', '--name', name, '--revoke-previous'],
    ...(enableAccess ? ['--enable-access'] : []),
    ...['--target-org', orgWord(connection)],
  ]);

const stepsAfter = (
  { name, authProviders, test }: Pick<RotatedCredentials, 'name' | 'authProviders' | 'test'>,
  options: RotateOptions
): string[] => [
  ...(authProviders ?? []).map((provider) => messages.getMessage('nextStep.provider', [provider])),
  ...(authProviders === null ? [messages.getMessage('nextStep.providersUnseen')] : []),
  ...(options.revokePrevious && !isSecretProved(test) ? [messages.getMessage('nextStep.notRevoked')] : []),
  ...(options.revokePrevious ? [] : [messages.getMessage('nextStep.revoke', [commandToRevoke(name, options)])]),
];

/**
 * Gives an app a new key pair, which is handed over before it is put into use. Interrupted anywhere, the pair in use
 * works, and the same again goes on.
 *
 * @throws SfError `InvalidInputError`, `AppNotFoundError`, `OwnAppError`, `NoPairError`, `SeveralPairsError`,
 * `FormerStillValidError`, `NothingToRevokeError`, and what handing over and {@link withAccess} throw
 */
export const rotateCredentials = async (run: Run, options: RotateOptions): Promise<RotatedCredentials> => {
  const { connection, destination, revokePrevious } = options;
  throwProblems([...versionProblems(connection), ...(await destinationProblems(destination))]);
  const found = await findLive(connection, options.name);
  refuseOwnApp(connection, found.live);
  await options.approve?.(found.live);
  const { live, appId } = found;
  const handed = new Set<string>();
  const promoted = await withAccess(run, options, appId, async () =>
    rotate(run, await readPairs(options, found), options, handed)
  );
  const keys = await readKeysOfProviders(connection).catch(() => undefined);
  const authProviders = keys ? providersWith(keys, promoted.formerKey) : null;
  const test = options.test || revokePrevious ? await proveNew(run, options, live, promoted) : null;
  const mayEnd = revokePrevious && isSecretProved(test) && authProviders?.length === 0;
  if (mayEnd) await endFormer(run, options, appId, promoted);
  run.standing(undefined);
  const { state, formerKey, credentials, current } = promoted;
  return {
    name: live.name,
    state,
    consumerKey: current.key,
    formerKey,
    formerPair: mayEnd ? 'revoked' : 'valid',
    credentials,
    test,
    authProviders,
    nextSteps: stepsAfter({ name: live.name, authProviders, test }, options),
  };
};
