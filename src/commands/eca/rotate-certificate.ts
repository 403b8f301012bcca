import { Flags } from '@salesforce/sf-plugins-core';
import { Messages } from '@salesforce/core/messages';
import {
  rotateCertificate,
  type RotatedCertificate,
  type ShownCertificate,
} from '../../operations/rotateCertificate.js';
import { readAndTell } from '../../ui/awaited.js';
import { changeFlags } from '../../ui/commonFlags.js';
import { EcaCommand } from '../../ui/ecaCommand.js';
import { exitCodeOf } from '../../ui/exitCodes.js';
import { describeSteps } from '../../ui/steps.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.rotate-certificate');

export type EcaRotateCertificateResult = RotatedCertificate;

const describe = (certificate: ShownCertificate | null): string =>
  certificate === null
    ? messages.getMessage('certificate.none')
    : messages.getMessage('certificate', [certificate.subject, certificate.validTo, certificate.fingerprint]);

export default class EcaRotateCertificate extends EcaCommand<EcaRotateCertificateResult> {
  public static readonly summary = messages.getMessage('summary');
  public static readonly description = messages.getMessage('description');
  public static readonly examples = messages.getMessages('examples');

  public static readonly flags = {
    ...changeFlags,
    certificate: Flags.string({ required: true, summary: messages.getMessage('flags.certificate.summary') }),
  };

  public async run(): Promise<EcaRotateCertificateResult> {
    const { flags } = await this.parse(EcaRotateCertificate);
    const { certificate, 'dry-run': dryRun, 'no-prompt': noPrompt, wait } = flags;
    const connection = await this.connect(flags['target-org'], flags['api-version']);
    const result = await rotateCertificate(this.startLines(), {
      connection,
      name: await this.nameApp(flags, connection),
      certificate,
      readText: readAndTell,
      dryRun,
      waitMs: wait.milliseconds,
      approve: (name, _before, after) => this.ask(name, after, noPrompt || dryRun),
    });
    const { name, state, before, after, nextSteps } = result;
    const lines = [
      messages.getMessage(`done.${state}`, [name]),
      messages.getMessage('certificate.before', [describe(before)]),
      messages.getMessage('certificate.after', [describe(after)]),
      ...describeSteps(nextSteps),
    ];
    this.log(lines.join('\n'));
    process.exitCode = exitCodeOf({ state, differences: [] });
    return result;
  }

  private async ask(
    name: string,
    { fingerprint, subject, validTo }: ShownCertificate,
    noPrompt: boolean
  ): Promise<void> {
    await this.approve(messages.getMessage('confirm', [fingerprint, subject, validTo, name]), noPrompt, {
      noTerminal: messages.createError('error.noTerminal', [name]),
      declined: messages.createError('error.declined'),
    });
  }
}
