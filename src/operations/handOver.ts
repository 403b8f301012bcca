import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Messages } from '@salesforce/core/messages';
import spawn from 'cross-spawn';
import which from 'which';
import type { Problem } from '../definition/problems.js';
import {
  formatCredentials,
  toVariables,
  type CredentialFormat,
  type HandedCredentials,
  type VariableNames,
} from '../definition/credentialFormats.js';
import { keepSecret } from './knownSecrets.js';
import type { Run } from './run.js';
import { checkIsNew, checkSecretFile, writeSecretFile } from './secretFile.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'handOver');

/** A file that only its owner can read. */
export interface FileDestination {
  kind: 'file';
  path: string;
  /** Overwrite one that exists, and write it even where git would pick it up. */
  force: boolean;
  /** Folders that it is in and that are missing are made, for the owner alone. */
  makesFolder?: boolean;
  /** Without one, the ending of the file tells. */
  format?: CredentialFormat;
  variables: VariableNames;
}

/** A command that gets them in its environment or, in a format, on its stdin: never among its words. */
export interface CommandDestination {
  kind: 'command';
  words: readonly string[];
  stdin?: CredentialFormat;
  variables: VariableNames;
  /** Where what the command prints goes: stdout may belong to somebody else's JSON. */
  output: 'stdout' | 'stderr';
}

/** Where credentials go, other than onto a screen. */
export type Destination = FileDestination | CommandDestination;

const ENDINGS: Readonly<Record<string, CredentialFormat>> = {
  '.env': 'env',
  '.json': 'json',
  '.yaml': 'yaml',
  '.yml': 'yaml',
};

const formatOf = ({ path, format }: FileDestination): CredentialFormat | undefined =>
  format ?? ENDINGS[basename(path) === '.env' ? '.env' : extname(path)];

const checkVariables = ({ consumerKey, consumerSecret }: VariableNames): Problem[] => {
  const given = { '--key-variable': consumerKey, '--secret-variable': consumerSecret };
  const wrong = Object.entries(given).filter(([, name]) => !/^[A-Za-z_]\w*$/.test(name));
  if (wrong.length > 0) return wrong.map(([where]) => ({ where, what: messages.getMessage('noVariable') }));
  const isSame = consumerKey === consumerSecret;
  return isSame ? [{ where: '--secret-variable', what: messages.getMessage('sameVariable', [consumerKey]) }] : [];
};

const checkFile = async (destination: FileDestination): Promise<Problem[]> => {
  const { path, force, makesFolder } = destination;
  if (formatOf(destination) === undefined)
    return [{ where: '--output-file', what: messages.getMessage('wrongEnding', [path]) }];
  return checkSecretFile(path, force, makesFolder);
};

const checkCommand = async ({ words: [command] }: CommandDestination): Promise<Problem[]> => {
  if (command === undefined) return [{ where: '--exec', what: messages.getMessage('noCommand') }];
  const found = await which(command, { nothrow: true });
  if (found !== null) return [];
  // A whole command in one word, or a variable before it, may hold what is not to be repeated.
  const what = /^[\w./\\:-]+$/.test(command)
    ? messages.getMessage('commandNotFound', [command])
    : messages.getMessage('noSingleCommand');
  return [{ where: '--exec', what }];
};

/** The flag that names it. */
export const flagOf = ({ kind }: Destination): string => (kind === 'file' ? '--output-file' : '--exec');

/** What speaks against handing credentials over there. Nothing is written or run. */
export const checkDestination = async (destination: Destination): Promise<Problem[]> => [
  ...checkVariables(destination.variables),
  ...(destination.kind === 'file' ? await checkFile(destination) : await checkCommand(destination)),
];

/** What stands there already would be lost. */
export const checkIsFree = async (destination: Destination): Promise<Problem[]> =>
  destination.kind === 'file' ? checkIsNew(destination.path, destination.force) : [];

/** So long may a command take to end that was told to. */
const GRACE_MS = 5000;

/** Runs the command, which ends with the run if that is cut off. */
const runCommand = async (
  run: Run,
  { words: [command, ...words], stdin, variables, output }: CommandDestination,
  credentials: HandedCredentials
): Promise<void> => {
  const env = stdin === undefined ? { ...process.env, ...toVariables(credentials, variables) } : process.env;
  const stdio = [stdin === undefined ? 'inherit' : 'pipe', process[output].fd, process.stderr.fd] as const;
  const child = spawn(command, words, { env, stdio: [...stdio] });
  const ended = once(child, 'exit') as Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  // One that does not read to the end is judged by how it ends.
  child.stdin?.on('error', () => undefined);
  if (stdin !== undefined) child.stdin?.end(formatCredentials(stdin, credentials, variables));
  const finish = run.ensure(async () => {
    child.kill();
    const late = sleep(GRACE_MS, undefined, { ref: false }).then(() => child.kill('SIGKILL'));
    await Promise.race([ended.catch(() => undefined), late]);
  });
  const [code, signal] = await ended.finally(finish);
  if (code === 0) return;
  const how =
    signal === null ? messages.getMessage('ended.code', [code]) : messages.getMessage('ended.signal', [signal]);
  throw messages.createError('error.commandFailed', [command, credentials.name, how]);
};

const writeFile = async (run: Run, destination: FileDestination, credentials: HandedCredentials): Promise<void> => {
  const { path, force, makesFolder, variables } = destination;
  const text = formatCredentials(formatOf(destination) ?? 'env', credentials, variables);
  if (makesFolder) await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeSecretFile(run, path, text, force);
};

/**
 * Hands credentials over; from here on, nothing that this process says repeats the secret.
 *
 * @throws SfError `CommandFailedError`, or what the file system says
 */
export const handOver = async (run: Run, destination: Destination, credentials: HandedCredentials): Promise<void> => {
  keepSecret(credentials.consumerSecret ?? '');
  keepSecret(credentials.privateKey ?? '');
  if (destination.kind === 'file') await writeFile(run, destination, credentials);
  else await runCommand(run, destination, credentials);
};

/** Where they went, in the words of a result. */
export const describeDestination = (destination: Destination): { outputFile: string } | { command: string } =>
  destination.kind === 'file' ? { outputFile: destination.path } : { command: destination.words[0] };
