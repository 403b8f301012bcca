import { Flags } from '@salesforce/sf-plugins-core';
import type { Connection } from '@salesforce/core';
import { Messages } from '@salesforce/core/messages';
import type { Duration } from '@salesforce/kit';
import { changeAllowlist, planAllowlist, type AllowlistVerb, type ChangedAllowlist } from '../operations/allowlist.js';
import type { ApiName } from '../settings/apiNames.js';
import { formatIpRange } from '../settings/ipRanges.js';
import { gatherRanges } from '../operations/givenRanges.js';
import type { Run } from '../operations/run.js';
import { describeChange } from './allowlistView.js';
import { readAndTell } from './awaited.js';
import { changeFlags } from './commonFlags.js';
import { exitCodeOf } from './exitCodes.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'allowlist');

/** The flags of every command that changes an allowlist. */
export const allowlistFlags = {
  ...changeFlags,
  'allow-ip': Flags.string({ multiple: true, summary: messages.getMessage('flags.allow-ip.summary') }),
  file: Flags.string({ char: 'f', summary: messages.getMessage('flags.file.summary') }),
};

/** The flag of those that put ranges in. */
export const descriptionFlag = Flags.string({
  dependsOn: ['allow-ip'],
  summary: messages.getMessage('flags.description.summary'),
});

interface GivenFlags {
  connection: Connection;
  name: ApiName;
  'allow-ip'?: string[];
  file?: string;
  description?: string;
  'dry-run': boolean;
  wait: Duration;
}

/** What a command lends to the change that it makes. */
export interface ChangeSurroundings {
  run: Run;
  log: (text: string) => void;
  /** Has somebody say yes to cutting off addresses, or throws. */
  approve: (question: string, refusals: ReturnType<typeof refusalsFor>) => Promise<{ wasAsked: boolean }>;
}

const refusalsFor = (cutOff: string): Record<'noTerminal' | 'declined', ReturnType<typeof messages.createError>> => ({
  noTerminal: messages.createError('error.noTerminal', [cutOff]),
  declined: messages.createError('error.declined'),
});

/** What `sf eca allowlist add`, `remove` and `set` have in common: all but the verb. */
export const changeAllowlistBy = async (
  verb: AllowlistVerb,
  flags: GivenFlags,
  { run, log, approve }: ChangeSurroundings
): Promise<ChangedAllowlist> => {
  const { connection, name, 'dry-run': dryRun, wait } = flags;
  const given = await gatherRanges(flags['allow-ip'], flags.description, flags.file, readAndTell);
  const plan = await planAllowlist(run, { connection, name, verb, given });
  const isApproved = plan.cutOff.length === 0 || dryRun;
  const { wasAsked } = isApproved
    ? { wasAsked: false }
    : await approve(
        messages.getMessage('confirm', [plan.app.name]),
        refusalsFor(plan.cutOff.map(formatIpRange).join(', '))
      );
  const result = await changeAllowlist(run, plan, {
    connection,
    dryRun,
    waitMs: wait.milliseconds,
    wasApproved: wasAsked,
  });
  log(describeChange(result).join('\n'));
  process.exitCode = exitCodeOf(result, 'any');
  return result;
};
