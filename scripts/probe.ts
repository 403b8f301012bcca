/**
 * Asks an org of yours the doubtful facts of docs/platform.md, and says of each whether it is so: docs/probing.md.
 *
 *     npm run probe -- --target-org <alias>
 */
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Org, type Connection } from '@salesforce/core';
import { connectTo } from '../src/operations/connecting.js';
import type { Run } from '../src/operations/run.js';
import { Interruption, INTERRUPTED, type Ending } from '../src/ui/interruption.js';
import { redact } from '../src/ui/redact.js';
import { lookOf } from '../src/ui/table/look.js';
import { deleteRun } from './probe/cleanUp.js';
import { whyNot, type Ask } from './probe/consent.js';
import { FACTS } from './probe/facts.js';
import { readFlags, USAGE, UsageError, type ProbeFlags } from './probe/flags.js';
import { newRunId } from './probe/making.js';
import { readOrg } from './probe/org.js';
import { runProbe, type ProbeReport } from './probe/runProbe.js';
import { describeReport } from './probe/show.js';
import { readStatements } from './probe/statements.js';

/** As of sf eca's commands: something is otherwise than it was taken to be. */
const DIFFERENCE_MATTERS = 68;

const askPerson: Ask = async (question) => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  terminal.once('SIGINT', () => process.exit(INTERRUPTED));
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
};

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

const endInterrupted = ({ cleanUps, failures }: Ending): void => {
  for (const text of [...cleanUps, ...failures.map(({ message }) => redact(message))]) say(text);
  process.exit(INTERRUPTED);
};

const toRun = (interruption: Interruption): Run => ({
  stage: (name) => {
    interruption.stopIfInterrupted();
    say(`  ${name}`);
  },
  status: () => interruption.stopIfInterrupted(),
  waiting: say,
  note: say,
  warn: say,
  standing: () => undefined,
  ensure: (clean, describe) => interruption.ensure(clean, describe),
});

const commandFor = ({ targetOrg }: ProbeFlags, runId: string): string =>
  `npm run probe -- --target-org ${targetOrg} --clean-up ${runId}`;

const cleanUpOnly = async (connection: Connection, runId: string): Promise<number> => {
  const { deleted, left } = await deleteRun(connection, runId);
  console.log(`Deleted: ${deleted.join(', ') || 'nothing'}.${left.length > 0 ? ` Left: ${left.join(', ')}.` : ''}`);
  return left.length > 0 ? 1 : 0;
};

const tell = async (report: ProbeReport, flags: ProbeFlags, cleanUpCommand: string): Promise<number> => {
  console.log(describeReport(report, lookOf(process.env, process.stdout)));
  if (flags.outputFile !== undefined) {
    await writeFile(flags.outputFile, `${JSON.stringify(report, null, 2)}\n`);
    console.log(`Written to ${flags.outputFile}. docs/probing.md says where to send it.`);
  }
  if (report.left.length > 0) {
    console.log(`Not deleted: ${report.left.join(', ')}. This tries again: ${cleanUpCommand}`);
    return 1;
  }
  return report.findings.some(({ verdict }) => verdict === 'contradicted') ? DIFFERENCE_MATTERS : 0;
};

const probe = async (connection: Connection, flags: ProbeFlags): Promise<number> => {
  const runId = newRunId();
  const org = await readOrg(connection);
  const reason = await whyNot(org.kind, runId, flags, process.stdin.isTTY ? askPerson : undefined);
  if (reason !== undefined) {
    say(reason);
    return 1;
  }
  const interruption = new Interruption(endInterrupted, say);
  interruption.takeOver();
  const cleanUpCommand = commandFor(flags, runId);
  const report = await runProbe(toRun(interruption), {
    ...{ connection, org, runId, cleanUpCommand },
    facts: FACTS.filter(({ id }) => flags.only.length === 0 || flags.only.includes(id)),
    statements: await readStatements(),
    mayMakeApps: !flags.readOnly,
    patience: { ms: flags.waitMs, wait: (ms) => sleep(ms) },
    now: () => new Date(),
  }).catch(async (error: unknown) => {
    await interruption.waitIfInterrupted();
    throw error;
  });
  await interruption.waitIfInterrupted();
  interruption.release();
  return tell(report, flags, cleanUpCommand);
};

try {
  const flags = readFlags(process.argv.slice(2));
  if (flags === undefined) console.log(USAGE);
  else {
    const { connection } = await connectTo(await Org.create({ aliasOrUsername: flags.targetOrg }));
    await connection.useLatestApiVersion();
    process.exitCode =
      flags.cleanUp === undefined ? await probe(connection, flags) : await cleanUpOnly(connection, flags.cleanUp);
  }
} catch (error) {
  say(redact(error instanceof Error ? error.message : String(error)));
  if (error instanceof UsageError) say(USAGE);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
