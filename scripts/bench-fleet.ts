/**
 * What `sf eca plan` and `sf eca apply` cost over many orgs of three apps each, whose every answer takes 80 ms: wall
 * time, the processor's time and the most memory of the CLI's process alone (the orgs run in others), and requests. See
 * bench.ts.
 *
 *     npm run bench -- fleet [--concurrency 8 --concurrency 32] [--latency 80] [number of orgs ...]
 *
 * The ideal is what requests alone would take, if nothing else took any time: of one org, the requests that wait for one
 * another (criticalPath, of a run over that org alone), each of one latency; of all orgs, the sum of that, divided by
 * the concurrency. A pause before a job is asked about again is not in it, nor the org's own work, nor the start of sf:
 * it is compared with the time from the first request on. What a processor is needed for, one process does one after the
 * other: where the time of the processor is more than the ideal, it is the limit, and the time is told against that.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createInstalledCli } from '../test/support/installed.js';
import type { RealCli } from '../test/support/realCli.js';
import { countKinds, criticalPath, type TimedRequest } from './critical-path.js';
import { measureRun, type RunCost } from './measured-run.js';
import { OrgFarm } from './org-farm.js';

const SIZES = [20, 100];
const CONCURRENCIES = ['8', '32'];
/** The loop is measured with so many orgs, and extrapolated. */
const LOOP_ORGS = 3;
const APPS = ['Billing', 'Reports', 'Shop'];

interface Settings {
  latency: number;
  /** Where the fleet file is. */
  folder: string;
}

/** A run of a command, and what it asked of the orgs. */
interface Measured extends RunCost {
  requests: TimedRequest[];
}

const definitionOf = (name: string): string => `name: ${name}
label: ${name}
contactEmail: owner@example.com
oauth:
  callbackUrls: [https://${name.toLowerCase()}.example.com/callback]
  scopes: [api, refresh_token]
policies:
  permittedUsers: allSelfAuthorized
`;

const writeFleet = async (folder: string, orgs: string[]): Promise<void> => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  for (const app of APPS) await writeFile(join(folder, `${app}.yaml`), definitionOf(app));
  const apps = APPS.map((app) => `  ${app.toLowerCase()}: { definition: ${app}.yaml }\n`).join('');
  const entries = orgs.map((org) => `  ${org}: { apps: all }\n`).join('');
  await writeFile(join(folder, 'eca-fleet.yaml'), `apps:\n${apps}orgs:\n${entries}`);
};

const measure = async (
  cli: RealCli,
  farm: OrgFarm,
  words: string[],
  { folder }: Settings,
  allowed?: number[]
): Promise<Measured> => {
  await farm.requests();
  const cost = await measureRun(cli, ['eca', ...words], { cwd: folder, allowed });
  return { ...cost, requests: await farm.requests() };
};

/** The three runs of a fleet: everything is new, is set up, and is as it should be. */
type Job = 'plan' | 'apply' | 'plan again';

const measureJobs = async (
  cli: RealCli,
  farm: OrgFarm,
  concurrency: string,
  settings: Settings
): Promise<Record<Job, Measured>> => {
  const run = (words: string[], allowed?: number[]): Promise<Measured> =>
    measure(cli, farm, [...words, '--concurrency', concurrency], settings, allowed);
  return {
    // Something differs: 68.
    plan: await run(['plan'], [68]),
    apply: await run(['apply', '--no-prompt']),
    'plan again': await run(['plan']),
  };
};

const withOrgs = async <T>(
  cli: RealCli,
  count: number,
  settings: Settings,
  use: (farm: OrgFarm) => Promise<T>
): Promise<T> => {
  const farm = await OrgFarm.start(cli, count, settings);
  try {
    await writeFleet(settings.folder, farm.aliases);
    return await use(farm);
  } finally {
    await farm.stop();
  }
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

const firstRequest = ({ requests }: Measured): number => Math.min(...requests.map(({ from }) => from));

/** From the first request to the end. */
const workMs = (run: Measured): number => run.ms - (firstRequest(run) - run.startedAt);

const requestsAnOrg = ({ requests }: Measured): number[] =>
  [...Map.groupBy(requests, ({ org }) => org).values()].map(({ length }) => length);

const mostRequests = (run: Measured): number => Math.max(...requestsAnOrg(run));

const HEADINGS = ['', 'wall', 'work', 'ideal', 'of it', 'CPU', 'an org', 'of limit', 'memory', 'requests'];

const WIDTHS = [12, 9, 9, 9, 7, 9, 9, 10, 10, 10];

const toLine = (cells: string[]): string =>
  `  ${cells.map((cell, index) => (index === 0 ? cell.padEnd(WIDTHS[0]) : cell.padStart(WIDTHS[index]))).join('')}`;

interface Scale {
  orgs: number;
  concurrency: number;
  latency: number;
}

const lineOf = (job: Job, run: Measured, alone: Measured, { orgs, concurrency, latency }: Scale): string => {
  const idealMs = (criticalPath(alone.requests) * latency * orgs) / Math.min(concurrency, orgs);
  const cpuOfOrgMs = (run.cpuMs - alone.cpuMs) / (orgs - 1);
  const limitMs = Math.max(idealMs, cpuOfOrgMs * orgs);
  return toLine([
    job,
    seconds(run.ms),
    seconds(workMs(run)),
    seconds(idealMs),
    (idealMs / workMs(run)).toFixed(2),
    seconds(run.cpuMs),
    seconds(cpuOfOrgMs),
    `${(limitMs / workMs(run)).toFixed(2)} ${limitMs === idealMs ? 'net' : 'CPU'}`,
    `${run.memory.toFixed(0)} MiB`,
    String(mostRequests(run)),
  ]);
};

const tellKinds = (title: string, requests: TimedRequest[]): void => {
  const kinds = [...countKinds(requests)].map(([kind, count]) => `${count} × ${kind}`);
  console.log(`  ${title}: ${requests.length} requests: ${kinds.join(', ')}`);
};

/** What apply asks more often than as many runs of create do. */
const tellMore = (apply: Measured, loop: TimedRequest[]): void => {
  const usual = countKinds(loop);
  const more = [...countKinds(apply.requests)].filter(([kind, count]) => count > (usual.get(kind) ?? 0));
  const told = more.map(([kind, count]) => `${kind} (${count} against ${usual.get(kind) ?? 0})`).join(', ');
  console.log(`  what apply asks more often than create three times: ${told || 'nothing'}`);
};

/** @returns how long one org takes in a shell loop, ms */
const measureLoop = async (cli: RealCli, settings: Settings): Promise<{ ms: number; requests: TimedRequest[] }> =>
  withOrgs(cli, LOOP_ORGS, settings, async (farm) => {
    const runs: Measured[] = [];
    for (const org of farm.aliases) {
      for (const app of APPS) {
        const words = ['create', '--definition-file', `${app}.yaml`, '--target-org', org];
        runs.push(await measure(cli, farm, words, settings));
      }
    }
    const total = runs.reduce((sum, { ms }) => sum + ms, 0);
    const requests = runs.slice(0, APPS.length).flatMap((run) => run.requests);
    return { ms: total / LOOP_ORGS, requests };
  });

const tellAlone = (alone: Record<Job, Measured>): void => {
  for (const [job, run] of Object.entries(alone)) {
    const start = seconds(firstRequest(run) - run.startedAt);
    const path = criticalPath(run.requests);
    console.log(
      `  ${job}: ${seconds(run.ms)}, ${seconds(run.cpuMs)} of CPU, first request after ${start}, ${path} in turn`
    );
    tellKinds('  ', run.requests);
  }
};

/** @param words flags, and the numbers of orgs */
export const benchFleet = async (words: string[]): Promise<void> => {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      concurrency: { type: 'string', multiple: true, default: CONCURRENCIES },
      latency: { type: 'string', default: '80' },
    },
  });
  const sizes = positionals.length > 0 ? positionals.map(Number) : SIZES;
  const cli = await createInstalledCli();
  const latency = Number(values.latency);
  const settings = { latency, folder: join(cli.home, 'fleet') };
  try {
    console.log(`${latency} ms latency, ${APPS.length} apps an org, Node ${process.version}`);
    const loop = await measureLoop(cli, settings);
    const alone = await withOrgs(cli, 1, settings, (farm) => measureJobs(cli, farm, '1', settings));
    console.log('one org alone');
    tellAlone(alone);
    tellKinds('sf eca create, three times', loop.requests);
    tellMore(alone.apply, loop.requests);
    for (const orgs of sizes) {
      const loopMs = loop.ms * orgs;
      console.log(`${orgs} orgs; a shell loop of sf eca create: ${seconds(loopMs)}, as ${LOOP_ORGS} orgs took it`);
      for (const concurrency of values.concurrency) {
        const runs = await withOrgs(cli, orgs, settings, (farm) => measureJobs(cli, farm, concurrency, settings));
        console.log(toLine([`at ${concurrency}`, ...HEADINGS.slice(1)]));
        const scale = { orgs, concurrency: Number(concurrency), latency };
        for (const job of ['plan', 'apply', 'plan again'] as const)
          console.log(lineOf(job, runs[job], alone[job], scale));
        console.log(`  apply is ${(loopMs / runs.apply.ms).toFixed(1)} times as fast as the loop`);
      }
    }
  } finally {
    await cli.dispose();
  }
};
