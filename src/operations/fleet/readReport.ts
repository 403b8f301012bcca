import { readFile } from 'node:fs/promises';
import { Messages } from '@salesforce/core/messages';
import { z } from 'zod';
import type { FleetReport } from './report.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'fleet');

const told = z.looseObject({ name: z.string(), message: z.string(), actions: z.array(z.string()) }).nullable();

const result = z.looseObject({ outcome: z.string(), nextSteps: z.array(z.string()), error: told }).nullable();

const app = z.looseObject({
  app: z.string().nullable(),
  name: z.string().nullable(),
  state: z.string(),
  changes: z.array(z.looseObject({ setting: z.string() })),
  beside: z.array(z.looseObject({ type: z.string(), fullName: z.string() })),
  differences: z.array(z.looseObject({ setting: z.string() })),
  accepted: z.array(z.unknown()),
  warnings: z.array(z.string()),
  error: told,
  fingerprint: z.string().nullable(),
  result,
});

const org = z.looseObject({ org: z.string(), error: told, apps: z.array(app), unmanaged: z.array(z.string()) });

const reportSchema = z.looseObject({
  kind: z.enum(['plan', 'apply']),
  fleet: z.string(),
  at: z.string(),
  shards: z.array(z.object({ index: z.int(), count: z.int() })),
  selection: z.object({ orgs: z.array(z.string()).nullable(), apps: z.array(z.string()).nullable() }),
  orgs: z.array(org),
  acceptances: z.array(z.looseObject({ where: z.string(), state: z.string() })),
});

/** What `--json` prints has the report in it. */
const unwrap = (content: unknown): unknown =>
  typeof content === 'object' && content !== null && 'result' in content && 'status' in content
    ? content.result
    : content;

/**
 * A report that was written before.
 *
 * @throws SfError `NoReportError` for a file that has none
 */
export const readReport = async (path: string): Promise<FleetReport> => {
  try {
    return reportSchema.parse(unwrap(JSON.parse(await readFile(path, 'utf8')))) as unknown as FleetReport;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw messages.createError('error.noReport', [path, code ?? messages.getMessage('noReport')]);
  }
};
