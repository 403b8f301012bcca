import { Flags } from '@salesforce/sf-plugins-core';
import type { Org } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import { majorVersion } from '../../org/apps.js';
import { singleUseUrl } from '../../org/setupPages.js';
import { testApp } from '../../operations/appTest.js';
import { planLock, type LockPlan } from '../../operations/lockPlan.js';
import { Consent, describePlan, lockRefused, lockSecurity, type LockedApp } from '../../operations/lockSecurity.js';
import { readAndTell } from '../../ui/awaited.js';
import { openInBrowser } from '../../ui/browser.js';
import { EcaCommand } from '../../ui/ecaCommand.js';
import { exitCodeOf } from '../../ui/exitCodes.js';
import { changeFlags } from '../../ui/commonFlags.js';
import { loginFlags, readLogin } from '../../ui/loginFlags.js';
import { CONTROL_COLUMNS, controlRows, describeLocked, describeRefusals, describeReview } from '../../ui/lockView.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.lock-security');
const refusals = Messages.loadMessages('sf-plugin-eca', 'refusals');

export type EcaLockSecurityResult = LockedApp;

export default class EcaLockSecurity extends EcaCommand<EcaLockSecurityResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  public static readonly flags = {
    ...changeFlags,
    template: Flags.string({
      char: 't',
      summary: messages.getMessage('flags.template.summary'),
      description: messages.getMessage('flags.template.description'),
    }),
    'allow-ip': Flags.string({ multiple: true, summary: messages.getMessage('flags.allow-ip.summary') }),
    check: Flags.boolean({
      summary: messages.getMessage('flags.check.summary'),
      exclusive: ['dry-run', 'open', 'confirm'],
    }),
    open: Flags.boolean({ summary: messages.getMessage('flags.open.summary'), exclusive: ['dry-run'] }),
    confirm: Flags.string({ summary: messages.getMessage('flags.confirm.summary'), exclusive: ['dry-run'] }),
    test: Flags.boolean({ summary: messages.getMessage('flags.test.summary') }),
    ...loginFlags(['test']),
    untested: Flags.boolean({ summary: messages.getMessage('flags.untested.summary') }),
  };

  public async run(): Promise<EcaLockSecurityResult> {
    const { flags } = await this.parse(EcaLockSecurity);
    const { confirm, 'target-org': org, 'dry-run': dryRun } = flags;
    const login = await readLogin(flags, (line) => this.logToStderr(line));
    const connection = await this.connect(org, flags['api-version']);
    const isAsking = !flags['no-prompt'] && confirm === undefined && this.isAtTerminal();
    const run = this.startLines();
    const plan = await planLock(run, {
      connection,
      name: await this.nameApp(flags, connection),
      template: flags.template,
      allowIps: flags['allow-ip'] ?? [],
      mustBeTested: !(flags.untested || dryRun || isAsking),
      test: flags.test
        ? async (live, usedWith) =>
            testApp(run, {
              ...login,
              connection,
              name: live.name,
              live,
              flows: usedWith,
              waitMs: flags.wait.milliseconds,
            })
        : undefined,
      now: new Date(),
      readText: readAndTell,
    });
    const planned = describePlan(plan, connection);
    this.show(planned, majorVersion(connection));
    plan.warnings.forEach((warning) => run.warn(warning));
    if (flags.check) return this.end(planned);

    const consent = dryRun ? 'rehearsal' : await this.getConsent(plan, confirm, isAsking);
    const result = await lockSecurity(run, plan, { connection, waitMs: flags.wait.milliseconds, consent });
    this.end(result);
    if (flags.open && result.ready) await this.open(org, result.confirmUrl);
    return result;
  }

  /** The table that Setup's dialog shows, and what is known beside it. */
  private show(planned: LockedApp, apiVersion: number): void {
    this.drawTable({
      title: messages.getMessage('title', [planned.name]),
      data: controlRows(planned.controls, apiVersion),
      columns: CONTROL_COLUMNS,
    });
    describeReview(planned).forEach((line) => this.log(line));
  }

  /**
   * What the person types, or what the script says; anything else ends the run.
   *
   * @throws SfError `LockRefusedError` with everything that speaks against it, also that nobody consented
   */
  private async getConsent(plan: LockPlan, confirm: string | undefined, isAsking: boolean): Promise<Consent> {
    const { app } = plan;
    if (isAsking && plan.refusals.length === 0) {
      this.log(`\n${messages.getMessage('consent', [app.name])}\n`);
      const { terminalPrompter } = await import('../../ui/prompts.js');
      const typed = await terminalPrompter.ask(messages.getMessage('consent.ask', [app.name]), (text) =>
        text === app.name ? undefined : messages.getMessage('consent.wrong', [app.name])
      );
      const consent = Consent.to(plan, typed);
      if (consent) return consent;
    }
    const consent = Consent.to(plan, confirm ?? '');
    if (consent && plan.refusals.length === 0) return consent;
    const what =
      confirm === undefined
        ? refusals.getMessage('noConsent', [app.name])
        : refusals.getMessage('otherConsent', [confirm, app.name]);
    const missing = consent || isAsking ? [] : [{ where: '--confirm', what }];
    throw lockRefused({ ...plan, refusals: [...plan.refusals, ...missing] });
  }

  private async open(org: Org, page: string): Promise<void> {
    try {
      await openInBrowser(await singleUseUrl(org, page));
      this.log(messages.getMessage('opened'));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.warn(messages.getMessage('warning.notOpened', [reason, page]));
    }
  }

  private end(result: LockedApp): LockedApp {
    this.endStages();
    describeRefusals(result.refusals).forEach((line) => this.log(line));
    this.log(['', ...describeLocked(result)].join('\n'));
    process.exitCode = exitCodeOf(result, 'any');
    return result;
  }
}
