import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RealCli } from '../test/support/realCli.js';

/** Loaded into the CLI's process: writes down, when it ends, what it has used. */
const USAGE_HOOK = `data:text/javascript,${encodeURIComponent(
  "import { writeFileSync } from 'node:fs';" +
    "process.on('exit', () => writeFileSync(process.env.BENCH_USAGE + process.pid, JSON.stringify(process.resourceUsage())));"
)}`;

/** What one run of a command cost its own process. */
export interface RunCost {
  /** From the start of the CLI to its end. */
  ms: number;
  /** When it was started, ms since the epoch. */
  startedAt: number;
  /** User's and system's. */
  cpuMs: number;
  /** The most memory that the process had, MiB. */
  memory: number;
}

/**
 * Runs a command in the installed CLI.
 *
 * @throws Error for an exit code other than those of success
 */
export const measureRun = async (
  cli: RealCli,
  words: string[],
  { cwd, allowed = [0] }: { cwd?: string; allowed?: number[] } = {}
): Promise<RunCost> => {
  const usageFile = join(cli.home, 'usage-');
  const env = { NODE_OPTIONS: `--import=${USAGE_HOOK}`, BENCH_USAGE: usageFile };
  let pid = 0;
  const startedAt = performance.timeOrigin + performance.now();
  const onStart = (child: { pid?: number }): void => void (pid = child.pid ?? 0);
  const { status, stdout, stderr } = await cli.run(words, { env, cwd, onStart });
  const ms = performance.timeOrigin + performance.now() - startedAt;
  if (status === null || !allowed.includes(status)) {
    throw new Error(`sf ${words.join(' ')} ended with ${status}: ${stdout.slice(0, 4000)}${stderr.slice(0, 4000)}`);
  }
  const used = JSON.parse(await readFile(`${usageFile}${pid}`, 'utf8')) as NodeJS.ResourceUsage;
  return { ms, startedAt, cpuMs: (used.userCPUTime + used.systemCPUTime) / 1000, memory: used.maxRSS / 1024 };
};
