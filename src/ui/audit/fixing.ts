import { Messages } from '@salesforce/core/messages';
import type { AuditOutcome } from '../../operations/auditOrgs.js';
import {
  applyFixes,
  findFixes,
  isPlanned,
  planFixes,
  type FixOptions,
  type PlannedFix,
} from '../../operations/fixApps.js';
import { writeFixes, type FixFile, type FixFilesOptions } from '../../operations/fixFiles.js';
import type { Run } from '../../operations/run.js';
import { WriteError } from '../../operations/wholeFiles.js';
import { fixedApp, leftToPerson, writtenApp, type FixResult } from './fixResult.js';
import { describePlannedFixes } from './fixView.js';
import { describeCaution } from './lines.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'eca.audit');

const write = async (
  run: Run,
  fixes: Parameters<typeof writeFixes>[1],
  options: FixFilesOptions
): Promise<FixFile[]> => {
  try {
    return await writeFixes(run, fixes, options);
  } catch (error) {
    if (!(error instanceof WriteError)) throw error;
    const isThere = error.code === 'EEXIST';
    throw messages.createError(isThere ? 'error.fixExists' : 'error.fixNotWritten', [error.path, error.code]);
  }
};

/** Writes what mends each app into a file, and changes nothing. */
export const fixByFiles = async (run: Run, outcome: AuditOutcome, options: FixFilesOptions): Promise<FixResult> => {
  const found = findFixes(outcome);
  const files = await write(run, found.apps, options);
  return { apps: files.map(writtenApp), left: leftToPerson(found) };
};

export interface FixingOptions extends FixOptions {
  show: (lines: string[]) => void;
  /** Has the person say yes; what it throws ends the run. */
  approve: () => Promise<void>;
}

const isChange = (planned: PlannedFix): boolean => isPlanned(planned) && planned.plan.action === 'update';

/** Shows what would change, and, once it is approved, changes it. */
export const fixInOrgs = async (run: Run, outcome: AuditOutcome, options: FixingOptions): Promise<FixResult> => {
  const found = findFixes(outcome);
  const planned = found.apps.length === 0 ? [] : await planFixes(run, found.apps, options);
  if (planned.some(isChange)) {
    const findings = found.apps.flatMap((fix) => fix.findings);
    options.show([...describePlannedFixes(planned), ...describeCaution(findings)]);
    await options.approve();
  }
  const applied = await applyFixes(run, planned, options);
  return { apps: applied.map(fixedApp), left: leftToPerson(found) };
};
