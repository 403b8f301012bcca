import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { Messages } from '@salesforce/core/messages';
import type { Problem } from '../definition/problems.js';
import { mergeDefinitions, type PartialDefinition } from '../definition/schema.js';
import type { LiveApp } from '../org/apps.js';
import { fillText, type OrgReferences } from '../templates/fill.js';
import type { Composed } from './compose.js';
import type { JwtLogin } from './flowLogin.js';
import { keepSecret } from './knownSecrets.js';
import type { OrgReading } from './orgReading.js';
import type { AppRequest } from './request.js';
import type { Run } from './run.js';
import type { PrivateKey } from './selfSigned.js';
import type * as Maker from './selfSigned.js';
import { hindranceAt, realPath, writeSecretFile } from './secretFile.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'keyPair');

/** What becomes of the key pair that a template wants. */
export interface KeyPairPlan {
  /** What was asked for, with the certificate that was made. */
  composed: Composed;
  problems: Problem[];
  warnings: string[];
  /** Puts a new private key where it belongs; before the app is deployed, since a key that nobody has is of no use. */
  store: (run: Run) => Promise<void>;
  /** How the client logs in. */
  jwt?: JwtLogin;
}

/** What a template says of the key pair, filled in. */
interface Wanted {
  keyFile: string;
  days: number;
  username: string;
}

const WHERE = '--set keyFile';

const certificateIn = ({ oauth }: PartialDefinition): string | undefined => oauth?.flows?.jwtBearer?.certificate;

/** What is missing of it is told as a parameter that is missing; where the key goes can be judged without. */
const wantedIn = (
  { template, parameters }: AppRequest,
  org: OrgReferences
): (Partial<Wanted> & Pick<Wanted, 'keyFile'>) | undefined => {
  if (!template?.keyPair) return undefined;
  const fill = (text: string): string | undefined => fillText(text, template, parameters, org);
  const [keyFile, days, username] = [template.keyPair.keyFile, template.keyPair.days, template.keyPair.username].map(
    fill
  );
  return keyFile === undefined ? undefined : { keyFile, days: days === undefined ? undefined : Number(days), username };
};

const isWhole = (wanted: Partial<Wanted>): wanted is Wanted =>
  Object.values(wanted).every((part) => part !== undefined);

/** Why a file is of no use; `none`: there is none yet. */
type NoKey = 'noFile' | 'noKey' | 'encrypted' | 'notRsa';

type FoundKey = PrivateKey | 'none' | NoKey;

/** Salesforce's own guide has them so long: docs/platform.md#jwt-bearer */
const SHORTEST_KEY_BITS = 2048;

const isUsable = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean =>
  asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= SHORTEST_KEY_BITS;

const isEncrypted = (pem: string): boolean => pem.includes('ENCRYPTED');

/** What makes keys and certificates is loaded only where one is to be made. */
const loadMaker = (): Promise<typeof Maker> => import('./selfSigned.js');

/** The private key that lies there already; of any other file, nothing is said but that it is none. */
const readKey = async (file: string): Promise<FoundKey> => {
  let pem: string;
  try {
    // What is no file may never come to an end.
    if (!(await stat(file)).isFile()) return 'noFile';
    pem = await readFile(file, 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'none' : 'noKey';
  }
  try {
    const key = createPrivateKey(pem);
    keepSecret(pem);
    return isUsable(key) ? { key, pem } : 'notRsa';
  } catch {
    return isEncrypted(pem) ? 'encrypted' : 'noKey';
  }
};

const OF_OTHERS = 0o077;

/** Whether others on this machine may read a file; Windows says nothing of it. */
const isSeenByOthers = async (file: string): Promise<boolean> =>
  process.platform !== 'win32' && ((await stat(file)).mode & OF_OTHERS) !== 0;

/** Whether a certificate is one of this key. */
const isKeyOf = (key: KeyObject, certificate: string): boolean => {
  try {
    return new X509Certificate(certificate).checkPrivateKey(key);
  } catch {
    return false;
  }
};

const isUseless = (found: FoundKey): found is NoKey => typeof found === 'string' && found !== 'none';

const isSameFile = async (file: string, other: string | undefined): Promise<boolean> =>
  other !== undefined && (await realPath(file)) === (await realPath(other));

const nothing = (): Promise<void> => Promise.resolve();

/** A certificate is there: the user's own, or the app's. Whether the key beside it is the right one, is said. */
const withExisting = (composed: Composed, certificate: string, found: FoundKey, wanted: Wanted): KeyPairPlan => {
  const common = { composed, problems: [], store: nothing };
  if (typeof found === 'string' || !isKeyOf(found.key, certificate)) {
    const tokens = [wanted.keyFile, composed.definition.name ?? ''];
    return { ...common, warnings: [messages.getMessage('warning.otherKey', tokens)] };
  }
  return { ...common, warnings: [], jwt: { privateKey: found.pem, username: wanted.username } };
};

/** The app gets a certificate of the private key that lies there, or of a new one. */
const withNew = async (composed: Composed, found: PrivateKey | 'none', wanted: Wanted): Promise<KeyPairPlan> => {
  const { label, name = '' } = composed.definition;
  const maker = await loadMaker();
  const { key, pem } = found === 'none' ? await maker.makePrivateKey() : found;
  keepSecret(pem);
  const certificate = await maker.makeCertificate(key, label ?? name, wanted.days);
  const isSeen = found !== 'none' && (await isSeenByOthers(wanted.keyFile));
  const made = { oauth: { flows: { jwtBearer: { certificate } } } };
  return {
    composed: { ...composed, definition: mergeDefinitions(composed.definition, made) },
    problems: [],
    warnings: isSeen ? [messages.getMessage('warning.seenByOthers', [wanted.keyFile])] : [],
    store: async (run) => {
      if (found !== 'none') return;
      await writeSecretFile(run, wanted.keyFile, pem, false).catch((error: unknown) => {
        throw messages.createError('error.notStored', [wanted.keyFile, (error as NodeJS.ErrnoException).code ?? '']);
      });
      run.note(messages.getMessage('note.stored', [wanted.keyFile]));
    },
    jwt: { privateKey: pem, username: wanted.username },
  };
};

/**
 * Decides what becomes of the key pair that a template wants: one that is there is kept; a new private key is made where
 * none lies yet, and the app gets a certificate of it. Nothing is written yet.
 *
 * @param outputFile where key and secret of the app go
 */
export const planKeyPair = async (
  request: AppRequest,
  composed: Composed,
  { org, live }: Pick<OrgReading, 'org' | 'live'>,
  outputFile?: string
): Promise<KeyPairPlan> => {
  const wanted = wantedIn(request, org);
  const without = { composed, problems: [], warnings: [], store: nothing };
  if (wanted === undefined || !composed.hasApp) return without;
  const { keyFile } = wanted;
  const refused = (key: string): KeyPairPlan => ({
    ...without,
    problems: [{ where: WHERE, what: messages.getMessage(key, [keyFile]) }],
  });
  if (await isSameFile(keyFile, outputFile)) return refused('sameFile');
  const found = await readKey(keyFile);
  if (isUseless(found)) return refused(found);
  const certificate = certificateIn(composed.definition) ?? certificateIn(live?.definition ?? {});
  const hindrance = certificate === undefined ? await hindranceAt(keyFile, false) : undefined;
  if (hindrance !== undefined) return refused(hindrance);
  if (!isWhole(wanted)) return without;
  return certificate === undefined
    ? withNew(composed, found, wanted)
    : withExisting(composed, certificate, found, wanted);
};

/** How the client of an app that is there already logs in, as far as its key lies where it was put. */
export const keyOfClient = async (request: AppRequest, org: OrgReferences): Promise<KeyPairPlan['jwt']> => {
  const wanted = wantedIn(request, org);
  const found = wanted && (await readKey(wanted.keyFile));
  return wanted?.username === undefined || found === undefined || typeof found === 'string'
    ? undefined
    : { privateKey: found.pem, username: wanted.username };
};

/** Whether a private key is the one of an app's certificate, as far as the org shows that. */
export const isKeyOfApp = (privateKey: string, { definition }: Pick<LiveApp, 'definition'>): boolean => {
  const certificate = certificateIn(definition);
  return certificate === undefined || isKeyOf(createPrivateKey(privateKey), certificate);
};

/** Where nothing is set up, no key pair is made: then the template needs a certificate. */
export const missingCertificate = ({ template }: AppRequest, definition: PartialDefinition): Problem[] =>
  template?.keyPair && certificateIn(definition) === undefined
    ? [{ where: '--set certificate', what: messages.getMessage('noCertificate') }]
    : [];
