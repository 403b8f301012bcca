import type { Connection } from '@salesforce/core';
import { startLocalOrg, type LocalOrg, type LocalOrgOptions } from '../../local-org/index.js';
import { FACTS } from '../../scripts/probe/facts.js';
import type { Fact, Verdict } from '../../scripts/probe/fact.js';
import { readOrg } from '../../scripts/probe/org.js';
import { runProbe, type ProbeOptions, type ProbeReport } from '../../scripts/probe/runProbe.js';
import { readStatements } from '../../scripts/probe/statements.js';
import { connectTo, recordRun, type RecordedRun } from './operations.js';

export const RUN_ID = 'abcdef';

/** A local-org that is probed, and whose time goes by as the probe waits. */
export class ProbedLocalOrg {
  public readonly run: RecordedRun = recordRun();
  /** How long the probe has waited, ms. */
  public waited = 0;
  private readonly later = new Map<string, () => Promise<unknown>>();

  private constructor(
    public readonly org: LocalOrg,
    public readonly connection: Connection,
    private readonly wait: (ms: number) => void
  ) {}

  public static async start(options: LocalOrgOptions = {}): Promise<ProbedLocalOrg> {
    let passed = 0;
    const org = await startLocalOrg({ deployTime: 0, clock: () => Date.now() + passed, ...options });
    return new ProbedLocalOrg(org, await connectTo(org), (ms) => (passed += ms));
  }

  /** Has something happen when a fact's turn comes. */
  public at(fact: string, happen: () => Promise<unknown>): void {
    this.later.set(fact, happen);
  }

  public async probe(more: Partial<ProbeOptions> = {}): Promise<ProbeReport> {
    const { stage } = this.run;
    this.run.stage = (name) => {
      void this.later.get(name)?.();
      this.later.delete(name);
      stage(name);
    };
    return runProbe(this.run, {
      connection: this.connection,
      org: await readOrg(this.connection),
      facts: FACTS,
      statements: await readStatements(),
      runId: RUN_ID,
      mayMakeApps: true,
      patience: { ms: 300_000, wait: this.pass },
      cleanUpCommand: `npm run probe -- --target-org local --clean-up ${RUN_ID}`,
      now: () => new Date('2026-11-25T12:00:00Z'),
      ...more,
    });
  }

  public apps(): Promise<string[]> {
    return this.connection
      .query<{ DeveloperName: string }>('SELECT DeveloperName FROM ExternalClientApplication')
      .then(({ records }) => records.map(({ DeveloperName }) => DeveloperName));
  }

  private readonly pass = (ms: number): Promise<void> => {
    this.waited += ms;
    this.wait(ms);
    return Promise.resolve();
  };
}

/** The facts of which a report says so. */
export const found = ({ findings }: ProbeReport, verdict: Verdict): string[] =>
  findings.filter((finding) => finding.verdict === verdict).map(({ id }) => id);

/** The facts of these ids. */
export const only = (...ids: string[]): Fact[] => FACTS.filter(({ id }) => ids.includes(id));
