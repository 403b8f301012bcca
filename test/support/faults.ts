/**
 * Runs a command again and again, each time with another of its requests answered wrongly, and says what came of it:
 * its exit code, what it said, and what the org holds afterwards.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '@salesforce/core';
import { Config } from '@oclif/core/config';
import sinon from 'sinon';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import EcaAllowlistAdd from '../../src/commands/eca/allowlist/add.js';
import EcaAllowlistList from '../../src/commands/eca/allowlist/list.js';
import EcaAllowlistRemove from '../../src/commands/eca/allowlist/remove.js';
import EcaAllowlistSet from '../../src/commands/eca/allowlist/set.js';
import EcaAudit from '../../src/commands/eca/audit.js';
import EcaCreate from '../../src/commands/eca/create.js';
import EcaDelete from '../../src/commands/eca/delete.js';
import EcaDisplay from '../../src/commands/eca/display.js';
import EcaExport from '../../src/commands/eca/export.js';
import EcaGetCredentials from '../../src/commands/eca/get-credentials.js';
import EcaList from '../../src/commands/eca/list.js';
import EcaLockSecurity from '../../src/commands/eca/lock-security.js';
import EcaRotateCertificate from '../../src/commands/eca/rotate-certificate.js';
import EcaRotateCredentials from '../../src/commands/eca/rotate-credentials.js';
import EcaTest from '../../src/commands/eca/test.js';
import EcaTemplateCreate from '../../src/commands/eca/template/create.js';
import { readApps } from '../../src/org/apps.js';
import { isAccessOn, readAppSettings } from '../../src/org/secretAccess.js';
import { connectTo } from './operations.js';
import { numberedSecrets, readRelated, TOKEN } from './peeklogic.js';
import { PACKAGE_ROOT } from './realCli.js';
import { FAULTS, type FaultName, type MakeFault } from './faultKinds.js';
import { startRecorder, type RecordedRequest, type Recorder } from './recorder.js';
import { saveLogin } from './savedLogin.js';
import { CERTIFICATE } from './certificate.js';
import { VENDOR_IP } from './vendorApp.js';

type Command = { run: (argv: string[], config: Config) => Promise<unknown> };

interface Subject {
  command: Command;
  words: string[];
  /** Runs before, without faults. */
  before: Array<[Command, ...string[]]>;
  /** It changes nothing in the org, so that one org does for all its runs. */
  onlyReads?: boolean;
}

const APP = 'SendSafely_Dropzone_Connector';
const CREATE = ['-t', 'sendsafely', '--profile', 'System Administrator', '--no-prompt'];
const PEEKLOGIC = [
  ...['-t', 'peeklogic', '--set', 'parts=all', '--set', 'jiraUrl=https://acme.atlassian.net'],
  ...['--set', 'jiraUsername=admin@acme.com', '--set', 'jiraIdentityType=namedPrincipal'],
  ...['--set', 'salesforceIdentityType=namedPrincipal', '--enable-access', '--no-prompt'],
];
const APP_IS_THERE: Subject['before'] = [[EcaCreate, ...CREATE]];
const NAMED = ['--name', APP];

const onApp = (command: Command, ...words: string[]): Subject => ({ command, words, before: APP_IS_THERE });

const reading = (command: Command, ...words: string[]): Subject => ({
  ...onApp(command, ...words),
  onlyReads: true,
});

/** Every command that talks to an org, and the ways in which it does. */
export const SUBJECTS = {
  list: reading(EcaList),
  display: reading(EcaDisplay, ...NAMED),
  audit: reading(EcaAudit),
  export: reading(EcaExport, '--output-dir', '%/exported', '--force'),
  'allowlist list': reading(EcaAllowlistList, ...NAMED),
  'allowlist add': onApp(EcaAllowlistAdd, ...NAMED, '--allow-ip', VENDOR_IP),
  'allowlist set': onApp(EcaAllowlistSet, ...NAMED, '--allow-ip', VENDOR_IP, '--no-prompt'),
  'allowlist remove': {
    command: EcaAllowlistRemove,
    words: [...NAMED, '--allow-ip', VENDOR_IP, '--no-prompt'],
    before: [...APP_IS_THERE, [EcaAllowlistAdd, ...NAMED, '--allow-ip', VENDOR_IP, '--allow-ip', '52.29.100.18']],
  },
  'template create': reading(EcaTemplateCreate, '--from', APP, '--output-file', '%/own.yaml', '--force'),
  create: { command: EcaCreate, words: CREATE, before: [] },
  'create, unchanged': reading(EcaCreate, ...CREATE),
  'create --update-existing': onApp(EcaCreate, ...NAMED, '--description', 'Other', '--update-existing', '--no-prompt'),
  'create --dry-run': { command: EcaCreate, words: [...CREATE, '--dry-run'], before: [] },
  'create, handing over': {
    command: EcaCreate,
    words: [...CREATE, '--enable-access', '--output-file', '%/app.env', '--force'],
    before: [],
  },
  'create, with who may use it': {
    command: EcaCreate,
    words: ['--template', 'client-credentials', '--set', 'username=integration@local.org', '--no-prompt'],
    before: [],
  },
  'create, Peeklogic': { command: EcaCreate, words: PEEKLOGIC, before: [] },
  'get-credentials': onApp(EcaGetCredentials, ...NAMED, '--enable-access', '--no-prompt', '-f', '%/x.env', '--force'),
  'rotate-credentials': onApp(
    EcaRotateCredentials,
    ...[...NAMED, '--enable-access', '--no-prompt', '--output-file', '%/new.env', '--force']
  ),
  'rotate-certificate': onApp(EcaRotateCertificate, ...NAMED, '--certificate', '%/new.crt', '--no-prompt'),
  delete: onApp(EcaDelete, ...NAMED, '--confirm'),
  test: reading(EcaTest, ...NAMED, '--flow', 'authorizationCode', '--wait', '0'),
  'lock-security --check': reading(EcaLockSecurity, ...NAMED, '--untested', '--check'),
  'lock-security': onApp(
    EcaLockSecurity,
    ...[...NAMED, '--untested', '--allow-ip', VENDOR_IP, '--no-prompt', '--confirm', APP]
  ),
} satisfies Record<string, Subject>;

export type SubjectName = keyof typeof SUBJECTS;

/** How a run ended. */
export interface Outcome {
  exitCode: number;
  said: string;
  /** Errors that came past the command. */
  uncaught: string[];
}

/** What an org holds, as far as these commands change it. */
export interface Holding {
  /** All components, as JSON. */
  written: string;
  isAccessOn: boolean;
}

const OF_THE_ORG = /"(oauthLink|consumerKey)":"[^"]*",?/g;

/** A run that nothing disturbs. */
export interface Undisturbed {
  outcome: Outcome;
  requests: string[];
  held: Holding;
}

/** One run with a fault, and, where it did not end as it should, another without afterwards. */
export interface Trial {
  /** The request that went wrong: its place among the run's, and what it was. */
  nth: number;
  request: string;
  outcome: Outcome;
  /** What the org holds after the run. */
  held: Holding;
  /** Deploys that reached the org in this run, rehearsals included. */
  deploys: number;
  again: { outcome: Outcome; held: Holding } | undefined;
}

/** A bench on which commands are run in this process, against one fresh org after the other, over one login. */
export class FaultBench {
  private org!: LocalOrg;
  private recorder!: Recorder;
  private connection!: Connection;
  private folder!: string;
  private config!: Config;
  private prepared: Subject | undefined;
  private readonly known = new Map<SubjectName, Promise<Undisturbed>>();

  public async start(): Promise<void> {
    // Loaded once for all commands: it takes longer than they do.
    this.config = await Config.load(PACKAGE_ROOT);
    this.folder = await mkdtemp(join(tmpdir(), 'faults-'));
    await writeFile(join(this.folder, 'new.crt'), CERTIFICATE);
    this.recorder = await startRecorder('http://127.0.0.1:9');
    await this.takeFreshOrg();
    const { accessToken, username } = this.org;
    const instanceUrl = this.recorder.url;
    this.connection = await connectTo({ accessToken, username, instanceUrl });
    await saveLogin({ accessToken, username, instanceUrl });
  }

  public async stop(): Promise<void> {
    await this.recorder.stop();
    await this.org.stop();
    await rm(this.folder, { recursive: true });
  }

  /** What nobody may ever see. */
  public get secrets(): string[] {
    return [this.org.accessToken.split('!')[1], TOKEN];
  }

  /** A run that nothing disturbs, and what it asks: the same each time, so it is run once. */
  public undisturbed(name: SubjectName): Promise<Undisturbed> {
    const known = this.known.get(name) ?? this.runUndisturbed(name);
    this.known.set(name, known);
    return known;
  }

  /** A run whose nth request fails so, once; and then one more, undisturbed. */
  public async disturbed(name: SubjectName, faultName: FaultName, nth: number): Promise<Trial> {
    const subject: Subject = SUBJECTS[name];
    const { exitCode } = (await this.undisturbed(name)).outcome;
    await this.prepare(subject);
    const fault: MakeFault = FAULTS[faultName];
    let request = '';
    this.recorder.interfere = (recorded, at) => {
      if (at !== nth) return undefined;
      request = describe(recorded);
      return fault(recorded, this.org);
    };
    const outcome = await this.run(subject);
    this.recorder.interfere = () => undefined;
    const deploys = this.recorder.requests.filter(({ operation }) => operation === 'deploy').length;
    const held = await this.holding();
    const hasFailed = outcome.exitCode !== exitCode;
    const again = hasFailed ? { outcome: await this.run(subject), held: await this.holding() } : undefined;
    return { nth, request, outcome, held, deploys, again };
  }

  private async runUndisturbed(name: SubjectName): Promise<Undisturbed> {
    await this.prepare(SUBJECTS[name]);
    const outcome = await this.run(SUBJECTS[name]);
    const requests = this.recorder.requests.map(describe);
    return { outcome, requests, held: await this.holding() };
  }

  private async takeFreshOrg(): Promise<void> {
    this.org = await startLocalOrg({ deployTime: 0, policy: 'open', secret: numberedSecrets() });
    this.recorder.retarget(this.org.instanceUrl);
  }

  private async prepare(subject: Subject): Promise<void> {
    if (!subject.onlyReads || this.prepared !== subject) {
      await this.org.stop();
      await this.takeFreshOrg();
      for (const [command, ...words] of subject.before) await this.run({ command, words, before: [] });
    }
    this.prepared = subject;
    this.recorder.requests.length = 0;
  }

  private async holding(): Promise<Holding> {
    const [apps, related, settings] = await Promise.all([
      readApps(this.connection),
      readRelated(this.connection),
      readAppSettings(this.connection),
    ]);
    const written = JSON.stringify({ apps: apps.map(({ components }) => components), related });
    // What an org makes up is not the same in another org.
    return { written: written.replace(OF_THE_ORG, ''), isAccessOn: isAccessOn(settings) };
  }

  private async run({ command, words }: Subject): Promise<Outcome> {
    const said: string[] = [];
    const uncaught: string[] = [];
    const sandbox = sinon.createSandbox();
    for (const stream of [process.stdout, process.stderr]) {
      sandbox.stub(stream, 'write').callsFake((text) => Boolean(said.push(String(text))));
    }
    process.env.ECA_SECRET_JIRA_PASSWORD = TOKEN;
    const others = process.rawListeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (error) => uncaught.push(String(error.stack)));
    const all = [...words, '--target-org', this.org.username].map((word) => word.replace('%', this.folder));
    try {
      process.exitCode = undefined;
      await command.run(all, this.config);
      return { exitCode: (process.exitCode as number | undefined) ?? 0, said: said.join(''), uncaught };
    } catch (error) {
      const { message, actions = [], data, exitCode = 1 } = error as ToldError;
      const told = [message, ...actions, JSON.stringify(data) ?? ''].join('\n');
      return { exitCode, said: `${said.join('')}\n${told}`, uncaught };
    } finally {
      process.exitCode = undefined;
      delete process.env.ECA_SECRET_JIRA_PASSWORD;
      sandbox.restore();
      process.removeAllListeners('uncaughtException');
      others.forEach((listener) => process.on('uncaughtException', listener as NodeJS.UncaughtExceptionListener));
    }
  }
}

type ToldError = Error & { actions?: string[]; data?: unknown; exitCode?: number };

const describe = ({ method, path, operation }: RecordedRequest): string =>
  operation ?? `${method} ${path.split('?')[0].replace(/^.*\/v\d+\.\d/, '')}`;
