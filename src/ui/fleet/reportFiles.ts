import { extname } from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { throwProblems } from '../../definition/problems.js';
import type { FleetReport } from '../../operations/fleet/report.js';
import type { Run } from '../../operations/run.js';
import { tellingOfFiles } from '../../operations/outputFiles.js';
import { writeWhole } from '../../operations/wholeFiles.js';
import { redactAll } from '../redact.js';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-eca', 'fleet');

type Write = (report: FleetReport) => Promise<string>;

/** What a file holds, by its ending; what writes pages and XML is loaded only for one. */
const WRITERS: Readonly<Record<string, Write>> = {
  '.json': (report) => Promise.resolve(`${JSON.stringify(report, null, 2)}\n`),
  '.xml': async (report) => (await import('./junit.js')).toJunit(report),
  '.html': async (report) => (await import('./html.js')).toHtml(report),
};

const writerFor = (path: string): Write | undefined => WRITERS[extname(path).toLowerCase()];

/**
 * Judges the files that reports are to go into, before anything is done.
 *
 * @throws SfError `InvalidInputError`
 */
export const checkReportFiles = (paths: string[] = []): void =>
  throwProblems(
    paths
      .filter((path) => writerFor(path) === undefined)
      .map((path) => ({
        where: `--output-file ${path}`,
        what: messages.getMessage('wrongEnding', [Object.keys(WRITERS).join(', ')]),
      }))
  );

/** Writes the report into each file, in the form that its ending asks for; all of them or none. */
export const writeReports = async (run: Run, paths: string[], report: FleetReport): Promise<void> => {
  if (paths.length === 0) return;
  const clean = redactAll(report);
  const files = await Promise.all(
    paths.map(async (path) => ({ path, content: (await writerFor(path)?.(clean)) ?? '' }))
  );
  await tellingOfFiles(true, () => writeWhole(run, files, { force: true }));
};
