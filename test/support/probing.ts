import type { Connection } from '@salesforce/core';
import { startLocalOrg, type LocalOrg, type LocalOrgOptions } from '../../local-org/index.js';
import type { Bench } from '../../scripts/probe/bench.js';
import { FACTS } from '../../scripts/probe/facts.js';
import type { Fact, Verdict } from '../../scripts/probe/fact.js';
import { readOrg } from '../../scripts/probe/org.js';
import { runProbe, type ProbeOptions, type ProbeReport } from '../../scripts/probe/runProbe.js';
import { readStatements } from '../../scripts/probe/statements.js';
import { queryApps } from '../../src/org/facts.js';
import { connectTo, recordRun, type RecordedRun } from './operations.js';
import { startRecorder, type RecordedRequest, type Recorder } from './recorder.js';

export const RUN_ID = 'abcdef';

/** A local-org that is probed, and whose time goes by as the probe waits. */
export class ProbedLocalOrg {
  public readonly run: RecordedRun = recordRun();

  private constructor(
    public readonly org: LocalOrg,
    public readonly recorder: Recorder,
    public readonly connection: Connection,
    private readonly pass: (ms: number) => Promise<void>
  ) {}

  public static async start(options: LocalOrgOptions = {}): Promise<ProbedLocalOrg> {
    let passed = 0;
    const clock = (): number => Date.now() + passed;
    const org = await startLocalOrg({ deployTime: 0, edition: 'sandbox', clock, ...options });
    const recorder = await startRecorder(org.instanceUrl);
    const connection = await connectTo({ ...org, instanceUrl: recorder.url });
    return new ProbedLocalOrg(org, recorder, connection, (ms) => {
      passed += ms;
      return Promise.resolve();
    });
  }

  /** What was sent to the org to be deployed. */
  public get deploys(): RecordedRequest[] {
    return this.recorder.requests.filter(({ operation }) => operation === 'deploy');
  }

  public async probe(more: Partial<ProbeOptions> = {}): Promise<ProbeReport> {
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

  /** The apps of the org, whoever made them. */
  public async apps(): Promise<string[]> {
    return (await queryApps(this.connection)).apps.map(({ name }) => name);
  }

  public async stop(): Promise<void> {
    await this.recorder.stop();
    await this.org.stop();
  }
}

/** A fact that does something when its turn comes. */
export const happening = (happen: (bench: Bench) => Promise<unknown>): Fact => ({
  id: 'happening',
  needsApp: false,
  ask: async (bench) => {
    await happen(bench);
    return { verdict: 'undecided', because: 'it happened' };
  },
});

/** The facts of which a report says so. */
export const found = ({ findings }: ProbeReport, verdict: Verdict): string[] =>
  findings.filter((finding) => finding.verdict === verdict).map(({ id }) => id);

/** The facts of these ids. */
export const only = (...ids: string[]): Fact[] => FACTS.filter(({ id }) => ids.includes(id));
