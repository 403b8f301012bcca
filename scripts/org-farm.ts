import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_ROOT, type RealCli } from '../test/support/realCli.js';
import type { TimedRequest } from './critical-path.js';

const PROGRAM = join(PACKAGE_ROOT, 'build/scripts/bench-orgs.js');

/** So many in one process: a command that asks all of them is not kept waiting by one processor. */
const ORGS_A_PROCESS = 25;

const asked = async (child: ChildProcess): Promise<TimedRequest[]> => {
  child.send('requests');
  const [requests] = (await once(child, 'message')) as [TimedRequest[]];
  return requests;
};

/** New and empty orgs in other processes, to which a CLI is logged in, and to no others. */
export class OrgFarm {
  private constructor(
    private readonly processes: ChildProcess[],
    public readonly aliases: string[]
  ) {}

  public static async start(cli: RealCli, count: number, { latency }: { latency: number }): Promise<OrgFarm> {
    for (const folder of ['.sf', '.sfdx']) await rm(join(cli.home, folder), { recursive: true, force: true });
    const aliases = Array.from({ length: count }, (_, index) => `org${index + 1}`);
    const farm = new OrgFarm([], aliases);
    for (let first = 0; first < count; first += ORGS_A_PROCESS) {
      const words = [String(latency), 'bench.example', ...aliases.slice(first, first + ORGS_A_PROCESS)];
      const child = fork(PROGRAM, words, { env: cli.environment() });
      farm.processes.push(child);
      // One after the other: they write the same list of aliases.
      const [said] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as unknown[];
      if (said !== 'ready') throw new Error(`The orgs of the bench do not start: ${String(said)}`);
    }
    return farm;
  }

  /** What was asked of the orgs since this was called last. */
  public async requests(): Promise<TimedRequest[]> {
    return (await Promise.all(this.processes.map(asked))).flat();
  }

  public async stop(): Promise<void> {
    const running = this.processes.filter(({ exitCode }) => exitCode === null);
    const ends = running.map((child) => once(child, 'exit'));
    running.forEach((child) => child.disconnect());
    await Promise.all(ends);
  }
}
