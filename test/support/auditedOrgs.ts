import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stubSfCommandUx } from '@salesforce/sf-plugins-core';
import sinon from 'sinon';
import EcaAudit, { type EcaAuditResult } from '../../src/commands/eca/audit.js';
import type { OrgsReport } from '../../src/fleet/orgsReport.js';
import { auditOrg } from '../../src/operations/auditOrg.js';
import { EcaCommand } from '../../src/ui/ecaCommand.js';
import { terminalPrompter } from '../../src/ui/prompts.js';
import { recordRun } from './operations.js';
import { deploysIn } from './packages.js';
import { PACKAGE_ROOT } from './realCli.js';
import { startRecordedOrg, type RecordedOrg } from './recordedOrg.js';
import { saveLogin } from './savedLogin.js';
import { stubTables } from './tables.js';
import { appOf, setUp } from './vendorApp.js';

const openApp = (name: string): Parameters<typeof setUp>[1] =>
  appOf(name, {
    label: name,
    'oauth.callbackUrls': [`http://${name.toLowerCase()}.example/oauth`],
    'oauth.scopes': ['full', 'refresh_token'],
    'oauth.security.requirePkce': false,
  });

const start = async (domain: string): Promise<RecordedOrg> => {
  const recorded = await startRecordedOrg({ policy: 'open', domain });
  await saveLogin({ ...recorded.org, instanceUrl: recorded.recorder.url });
  return recorded;
};

export const audit = async (words: string[]): Promise<EcaAuditResult> => EcaAudit.run(words, PACKAGE_ROOT);

export const userOf = ({ org }: RecordedOrg): string => org.username;

export const deploysOf = async ({ recorder }: RecordedOrg): Promise<number> =>
  (await deploysIn(recorder.requests)).length;

/** The rules that find something in an org. */
export const rulesFound = async ({ connection }: RecordedOrg): Promise<string[]> =>
  (await auditOrg(recordRun(), { connection, now: new Date() })).report.findings.map(({ rule }) => rule);

/** Two orgs whose controls are left alone: one with the app Shop, two with Shop and Ledger, all of them open. */
export class AuditedOrgs {
  private readonly sandbox = sinon.createSandbox();
  private readonly ux = stubSfCommandUx(this.sandbox);

  private constructor(
    public readonly one: RecordedOrg,
    public readonly two: RecordedOrg,
    public readonly folder: string
  ) {
    stubTables(this.sandbox);
  }

  public static async start(): Promise<AuditedOrgs> {
    const [one, two] = [await start('one.example'), await start('two.example')];
    await setUp(one.connection, openApp('Shop'));
    await setUp(two.connection, openApp('Shop'));
    await setUp(two.connection, openApp('Ledger'));
    for (const { recorder } of [one, two]) recorder.requests.length = 0;
    return new AuditedOrgs(one, two, await mkdtemp(join(tmpdir(), 'sf-plugin-eca-audit-')));
  }

  public async stop(): Promise<void> {
    this.sandbox.restore();
    process.exitCode = undefined;
    await Promise.all([this.one, this.two].flatMap(({ org, recorder }) => [recorder.stop(), org.stop()]));
    await rm(this.folder, { recursive: true });
  }

  public async audit(...words: string[]): Promise<OrgsReport & Pick<EcaAuditResult, 'fix'>> {
    const orgs = ['-o', userOf(this.one), '-o', userOf(this.two)];
    return (await audit([...orgs, ...words])) as OrgsReport & Pick<EcaAuditResult, 'fix'>;
  }

  /** The path of a file of acceptances. */
  public async acceptFile(...lines: string[]): Promise<string> {
    const file = join(this.folder, 'accept.yaml');
    await writeFile(file, lines.join('\n'));
    return file;
  }

  public printed(): string {
    return this.ux.log.args.flat().join('\n');
  }

  public warned(): string {
    return this.ux.warn.args.map(([warning]) => JSON.stringify(warning)).join('\n');
  }

  /** Somebody is there, and types this. */
  public atTerminal(typed: string): void {
    const base = EcaCommand.prototype as unknown as { isAtTerminal: () => boolean };
    this.sandbox.stub(base, 'isAtTerminal').returns(true);
    this.sandbox.stub(terminalPrompter, 'ask').resolves(typed);
  }
}
