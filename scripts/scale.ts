/**
 * What commands cost in orgs of few and of many apps: requests, bytes, wall time and the most memory that the CLI's
 * process had, each the median of a few runs. See bench.ts.
 *
 *     npm run bench -- scale [number of apps ...]
 */
import { startLocalOrg } from '../local-org/index.js';
import { createInstalledCli } from '../test/support/installed.js';
import '../test/support/isolatedHome.js';
import { appName, fillWithApps } from '../test/support/manyApps.js';
import { connectTo } from '../test/support/operations.js';
import { bytesOf, startRecorder, type Recorder } from '../test/support/recorder.js';
import type { RealCli } from '../test/support/realCli.js';
import { measureRun } from './measured-run.js';

const SIZES = [10, 500, 2000];
const RUNS = 3;
const LATENCY_MS = 80;

interface Cost {
  ms: number;
  requests: number;
  bytes: number;
  /** The most memory that the process had, MiB. */
  memory: number;
}

interface Job {
  title: string;
  words: (run: number) => string[];
}

const JOBS: Job[] = [
  { title: 'display', words: () => ['display', '--name', appName(7), '--json'] },
  {
    title: 'create of one more',
    words: (run) => [
      'create',
      '--label',
      `One More ${run}`,
      '--scope',
      'api',
      '--callback-url',
      'https://a.example/cb',
    ],
  },
  { title: 'lock-security --check', words: () => ['lock-security', '--name', appName(6), '--check', '--untested'] },
  { title: 'allowlist list', words: () => ['allowlist', 'list', '--name', appName(6)] },
  { title: 'list --json', words: () => ['list', '--json'] },
  { title: 'audit --format json', words: () => ['audit', '--format', 'json'] },
];

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const measure = async (cli: RealCli, recorder: Recorder, words: string[]): Promise<Cost> => {
  recorder.requests.length = 0;
  const { ms, memory } = await measureRun(cli, ['eca', ...words, '-o', 'bench']);
  return { ms, memory, requests: recorder.requests.length, bytes: bytesOf(recorder.requests) };
};

const lineOf = (title: string, costs: Cost[]): string => {
  const of = (part: keyof Cost): number => median(costs.map((cost) => cost[part]));
  const cells = [
    title.padEnd(24),
    `${of('requests')} requests`.padStart(12),
    `${(of('bytes') / 1000).toFixed(1)} kB`.padStart(13),
    `${(of('ms') / 1000).toFixed(2)} s`.padStart(9),
    `${of('memory').toFixed(0)} MiB`.padStart(10),
  ];
  return `  ${cells.join('')}`;
};

const measureOrg = async (cli: RealCli, size: number): Promise<void> => {
  const org = await startLocalOrg({ latency: LATENCY_MS });
  const recorder = await startRecorder(org.instanceUrl);
  try {
    await fillWithApps(await connectTo(org), size);
    await cli.login({ ...org, instanceUrl: recorder.url }, 'bench');
    console.log(`${size} apps`);
    for (const { title, words } of JOBS) {
      const costs: Cost[] = [];
      for (let run = 0; run < RUNS; run++) costs.push(await measure(cli, recorder, words(run)));
      console.log(lineOf(title, costs));
    }
  } finally {
    await recorder.stop();
    await org.stop();
  }
};

/** @param sizes of the orgs, in apps */
export const benchScale = async (sizes: number[]): Promise<void> => {
  const cli = await createInstalledCli();
  try {
    console.log(`Medians of ${RUNS} runs, ${LATENCY_MS} ms latency, Node ${process.version}`);
    for (const size of sizes.length > 0 ? sizes : SIZES) await measureOrg(cli, size);
  } finally {
    await cli.dispose();
  }
};
