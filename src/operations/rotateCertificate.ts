import { createHash, X509Certificate } from 'node:crypto';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { expiryOf, loadCertificate } from '../definition/certificates.js';
import { throwProblems } from '../definition/problems.js';
import type { AppDefinition } from '../definition/schema.js';
import { STDIN, type ReadText } from '../definition/sources.js';
import { orgWord } from '../org/runningUser.js';
import type { LiveApp } from '../org/apps.js';
import { appPage } from '../org/setupPages.js';
import type { ApiName } from '../settings/apiNames.js';
import { changeApp } from './changeApp.js';
import { findApp } from './readApps.js';
import type { Run } from './run.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.rotate-certificate');

/** A certificate, as people tell one from another. */
export interface ShownCertificate {
  /** SHA-256 of the certificate, in hexadecimal with colons, as openssl shows it. */
  fingerprint: string;
  subject: string;
  /** ISO 8601 */
  validTo: string;
}

/** What replacing a certificate came to. */
export interface RotatedCertificate {
  name: string;
  id: string | null;
  state: 'updated' | 'unchanged' | 'validated' | 'running';
  deployId: string | null;
  /** Null where the app had none, or one that nobody can read. */
  before: ShownCertificate | null;
  after: ShownCertificate;
  setupUrl: string;
  nextSteps: string[];
}

export interface RotateCertificateOptions {
  connection: Connection;
  name: ApiName;
  /** Path of a PEM file, `-`, or PEM text. */
  certificate: string;
  readText: ReadText;
  /** Rehearse: the org validates, and nothing changes. */
  dryRun: boolean;
  /** How long to wait for the deploy, ms. */
  waitMs: number;
  /** Told which certificates go and come; what it throws ends the run. */
  approve?: (name: string, before: ShownCertificate | null, after: ShownCertificate) => Promise<void>;
}

const show = (pem: string): ShownCertificate | null => {
  try {
    const { raw, subject, validTo } = new X509Certificate(pem);
    const fingerprint = createHash('sha256').update(raw).digest('hex').toUpperCase().match(/../g)?.join(':') ?? '';
    return { fingerprint, subject: subject.replaceAll('\n', ', '), validTo: new Date(validTo).toISOString() };
  } catch {
    return null;
  }
};

/**
 * @param given a path, `-`, or PEM text; what may be a key is never repeated
 * @throws SfError `InvalidInputError` for what is no certificate, or one that has run out
 */
const readCertificate = async (
  given: string,
  readText: ReadText
): Promise<{ pem: string; shown: ShownCertificate }> => {
  const where = '--certificate';
  const certificate = given === STDIN ? await readText(given) : given;
  if (given === STDIN && !certificate.includes('-----BEGIN'))
    throwProblems([{ where, what: messages.getMessage('noPem') }]);
  const raw = { oauth: { flows: { jwtBearer: { certificate } } } };
  throwProblems(await loadCertificate(raw, '', () => where, readText));
  const pem = raw.oauth.flows.jwtBearer.certificate;
  const shown = show(pem);
  if (shown === null) throw messages.createError('error.noCertificate');
  const expiry = expiryOf(pem);
  if (expiry && expiry.getTime() < Date.now())
    throwProblems([{ where, what: messages.getMessage('ranOut', [shown.validTo]) }]);
  return { pem, shown };
};

const certificateOf = ({ definition }: LiveApp): string | undefined => definition.oauth?.flows?.jwtBearer?.certificate;

/**
 * Puts another certificate in the place of the one with which an app's signed assertions are checked. All else of the app
 * stays as it is.
 *
 * @throws SfError `InvalidInputError`, `AppNotFoundError`, `NoOauthError`, and what {@link changeApp} throws
 */
export const rotateCertificate = async (run: Run, options: RotateCertificateOptions): Promise<RotatedCertificate> => {
  const { connection, dryRun, waitMs } = options;
  const { pem, shown: after } = await readCertificate(options.certificate, options.readText);
  run.stage(messages.getMessage('stage.read'));
  const live = await findApp(connection, options.name);
  if (live.definition.oauth === undefined) throw messages.createError('error.noOauth', [live.name]);
  const before = show(certificateOf(live) ?? '');
  const { name, id } = live;
  const common = { name, id, before, after, setupUrl: appPage(connection, id) };
  if (before?.fingerprint === after.fingerprint)
    return { ...common, state: 'unchanged', deployId: null, nextSteps: [] };
  await options.approve?.(name, before, after);
  const changes: AppDefinition = { name, oauth: { flows: { jwtBearer: { certificate: pem } } } };
  const { status } = await changeApp(run, live, changes, { connection, dryRun, waitMs });
  const deployId = status.id;
  if (!status.done) {
    return { ...common, state: 'running', deployId, nextSteps: [messages.getMessage('nextStep.running', [deployId])] };
  }
  if (dryRun) return { ...common, state: 'validated', deployId, nextSteps: [messages.getMessage('nextStep.forReal')] };
  return {
    ...common,
    state: 'updated',
    deployId,
    nextSteps: [messages.getMessage('nextStep.test', [name, orgWord(connection)])],
  };
};
