import type { Connection } from '@salesforce/core';
import type { Run } from '../../src/operations/run.js';
import { Bench, type Patience } from './bench.js';
import { anonymous } from './anonymous.js';
import { appsOfRun, cleanUp } from './cleanUp.js';
import { ExchangeLog, type Exchange } from './exchanges.js';
import { undecided, type Fact, type Finding } from './fact.js';
import { Making } from './making.js';
import type { ProbedOrg } from './org.js';

/** What an org said of one fact. */
export interface Answered extends Finding {
  id: string;
  /** What docs/platform.md says. */
  statement: string;
  exchanges: Exchange[];
}

/** What a probe found out, with nothing in it that says whose org it was. */
export interface ProbeReport {
  date: string;
  org: { kind: string; edition: string; apiVersion: string };
  findings: Answered[];
  /** Apps that could not be deleted. */
  left: string[];
}

export interface ProbeOptions {
  connection: Connection;
  org: ProbedOrg;
  facts: readonly Fact[];
  statements: ReadonlyMap<string, string>;
  runId: string;
  mayMakeApps: boolean;
  patience: Patience;
  /** A command that deletes what this run may leave behind. */
  cleanUpCommand: string;
  now: () => Date;
}

const READ_ONLY = 'it takes a throw-away app, and --read-only makes none';

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const ask = async (fact: Fact, bench: Bench, checkpoint: () => void): Promise<Finding> => {
  try {
    // Where the org refuses a plain app, that it refuses another says nothing.
    if (fact.needsApp) await bench.plainApp();
    return await fact.ask(bench);
  } catch (error) {
    checkpoint();
    return undecided(wordsOf(error));
  }
};

/** Why no app may be made: nobody could tell it from others' and delete it again. */
const whyNoApps = async ({ connection, runId, mayMakeApps }: ProbeOptions): Promise<string | undefined> => {
  if (!mayMakeApps) return READ_ONLY;
  try {
    const there = await appsOfRun(connection, runId);
    return there.length > 0 ? `there are apps of a run ${runId} already` : undefined;
  } catch (error) {
    return `the org does not let its apps be read: ${wordsOf(error)}`;
  }
};

const askAll = async (run: Run, bench: Bench, log: ExchangeLog, options: ProbeOptions): Promise<Answered[]> => {
  const answered: Answered[] = [];
  for (const fact of options.facts) {
    run.stage(fact.id);
    const finding = await ask(fact, bench, () => run.status(fact.id));
    const statement = options.statements.get(fact.id) ?? '';
    answered.push({ id: fact.id, statement, ...finding, exchanges: log.take() });
  }
  return answered;
};

/** Has what the run makes deleted, whatever comes; what this returns does it, and says what is left. */
const ensureCleanUp = (run: Run, making: Making, options: ProbeOptions): (() => Promise<string[]>) => {
  let left: string[] | undefined;
  const clean = run.ensure(
    async () => {
      ({ left } = await cleanUp(options.connection, making));
      if (left.length > 0) throw new Error(`Not deleted: ${left.join(', ')}.`);
    },
    () => ({
      underWay: 'Deleting the throw-away apps …',
      done: 'The throw-away apps are deleted.',
      undone: `Throw-away apps may be left. This deletes them: ${options.cleanUpCommand}`,
    })
  );
  // Where the org cannot be asked what is left, all of it may be.
  return () =>
    clean().then(
      () => [],
      () => left ?? making.sent
    );
};

/** Asks an org the facts, and deletes what that took, also where it is cut off. */
export const runProbe = async (run: Run, options: ProbeOptions): Promise<ProbeReport> => {
  const { connection, org, patience } = options;
  const making = new Making(options.runId);
  const log = new ExchangeLog();
  const clean = ensureCleanUp(run, making, options);
  const checkpoint = (): void => run.status('');
  const bench = new Bench({ connection, making, log, patience, checkpoint, whyNoApps: await whyNoApps(options) });
  let left: string[] = [];
  let findings: Answered[];
  try {
    findings = await askAll(run, bench, log, options);
  } finally {
    left = await clean();
  }
  const { kind, edition, apiVersion } = org;
  const report = { date: options.now().toISOString(), org: { kind, edition, apiVersion }, findings };
  return { ...anonymous(report, org.names), left };
};
