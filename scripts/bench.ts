/**
 * How long the main job takes with this plugin, and with the sf CLI's own commands, in one run side by side, on an org
 * whose every answer takes 80 ms. Prints the medians, the ratios, and each request with what it is for.
 *
 *     npm run bench
 *
 * How cost grows with the number of apps is another question: see scale.ts.
 *
 *     npm run bench -- scale [number of apps ...]
 *
 * And so is how it grows with the number of orgs: see bench-fleet.ts.
 *
 *     npm run bench -- fleet [number of orgs ...]
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startLocalOrg } from '../local-org/index.js';
import { createInstalledCli } from '../test/support/installed.js';
import { startRecorder, type RecordedRequest } from '../test/support/recorder.js';
import { type Finished } from '../test/support/realCli.js';
import { benchFleet } from './bench-fleet.js';
import { benchScale } from './scale.js';

if (process.argv[2] === 'scale') {
  await benchScale(process.argv.slice(3).map(Number));
  process.exit();
}

if (process.argv[2] === 'fleet') {
  await benchFleet(process.argv.slice(3));
  process.exit();
}

const RUNS = 5;
const LATENCY_MS = 80;
const PROFILE = 'System Administrator';

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

const describeRequest = ({ method, path, operation }: RecordedRequest): string =>
  operation ?? `${method} ${path.split('?')[0].replace(/^\/+services\/data\/v[\d.]+/, '')}`;

const org = await startLocalOrg({ latency: LATENCY_MS });
const recorder = await startRecorder(org.instanceUrl);
const cli = await createInstalledCli();

const sf = async (...words: string[]): Promise<Finished> => {
  const finished = await cli.run(words);
  if (finished.status !== 0 && finished.status !== 68) {
    throw new Error(`sf ${words.join(' ')}: ${finished.stdout}${finished.stderr}`);
  }
  return finished;
};

const sfJson = async <T>(...words: string[]): Promise<T> =>
  (JSON.parse((await sf(...words, '--json')).stdout) as { result: T }).result;

const project = join(cli.home, 'project');

const metadataOf = async (name: string): Promise<void> => {
  await rm(join(project, 'force-app'), { recursive: true, force: true });
  await mkdir(join(project, 'force-app'), { recursive: true });
  const config = { packageDirectories: [{ path: 'force-app', default: true }], sourceApiVersion: '68.0' };
  await writeFile(join(project, 'sfdx-project.json'), JSON.stringify(config));
  const about = ['--name', name, '--profile', PROFILE, '--contact-email', 'owner@example.com'];
  const out = ['--org-type', 'production', '--output-dir', join(project, 'force-app', 'main', 'default')];
  await sf('eca', 'generate', '--template', 'sendsafely', ...about, ...out);
};

/** From the template to credentials that lie in a file, in one run. */
const withPlugin = async (name: string): Promise<void> => {
  const about = ['--template', 'sendsafely', '--profile', PROFILE, '--name', name];
  await sf('eca', 'create', ...about, '--output-file', join(cli.home, `${name}.env`), '-o', 'bench');
};

/** What an admin who scripts would do today: the metadata is prepared beforehand, and not timed. */
const withOwnCommands = async (name: string): Promise<void> => {
  const run = async (...words: string[]): Promise<void> => {
    const { status, stdout, stderr } = await cli.run(words, { cwd: project });
    if (status !== 0) throw new Error(`sf ${words.join(' ')}: ${stdout}${stderr}`);
  };
  await run('project', 'deploy', 'start', '--source-dir', 'force-app', '-o', 'bench');
  const query = `SELECT Id FROM ExternalClientApplication WHERE DeveloperName = '${name}'`;
  const { records } = await sfJson<{ records: Array<{ Id: string }> }>('data', 'query', '-q', query, '-o', 'bench');
  await run('project', 'retrieve', 'start', '-m', `ExtlClntAppGlobalOauthSettings:${name}_glbloauth`, '-o', 'bench');
  const base = `/services/data/v68.0/apps/oauth/credentials/${records[0].Id}`;
  const { stdout } = await sf('api', 'request', 'rest', base, '-o', 'bench');
  const { consumers } = JSON.parse(stdout) as { consumers: Array<{ id: string }> };
  await sf('api', 'request', 'rest', `${base}/${consumers[0].id}?part=keyandsecret`, '-o', 'bench');
};

interface Measured {
  ms: number;
  /** From the start to the first request. */
  msToFirstRequest: number;
  requests: RecordedRequest[];
}

const measure = async (job: () => Promise<unknown>): Promise<Measured> => {
  recorder.requests.length = 0;
  const started = performance.now();
  let msToFirstRequest = NaN;
  recorder.interfere = (_request, nth) => {
    if (nth === 1) msToFirstRequest = performance.now() - started;
    return undefined;
  };
  await job();
  return { ms: performance.now() - started, msToFirstRequest, requests: [...recorder.requests] };
};

const turnAccessOn = async (): Promise<void> => {
  const folder = join(cli.home, 'settings', 'settings');
  await mkdir(folder, { recursive: true });
  const settings =
    '<?xml version="1.0" encoding="UTF-8"?>\n<ExternalClientAppSettings xmlns="http://soap.sforce.com/2006/04/metadata">' +
    '<enableClientSecretInRestApiAccess>true</enableClientSecretInRestApiAccess></ExternalClientAppSettings>';
  const pack =
    '<?xml version="1.0" encoding="UTF-8"?>\n<Package xmlns="http://soap.sforce.com/2006/04/metadata"><types>' +
    '<members>ExternalClientApp</members><name>Settings</name></types><version>68.0</version></Package>';
  await writeFile(join(folder, 'ExternalClientApp.settings'), settings);
  await writeFile(join(dirname(folder), 'package.xml'), pack);
  await sf('project', 'deploy', 'start', '--metadata-dir', dirname(folder), '-o', 'bench');
};

const compare = (label: string, ours: number[], theirs: number[]): void => {
  const [a, b] = [median(ours), median(theirs)];
  console.log(`${label}: ${seconds(a)} against ${seconds(b)}, ratio ${(a / b).toFixed(2)}`);
};

try {
  await cli.login({ ...org, instanceUrl: recorder.url }, 'bench');
  await turnAccessOn();
  const jobs = { plugin: [] as number[], own: [] as number[] };
  const starts = { plugin: [] as number[], own: [] as number[] };
  const beforeFirstRequest: number[] = [];
  let requests: { plugin: RecordedRequest[]; own: RecordedRequest[] } = { plugin: [], own: [] };
  for (let run = 0; run < RUNS; run++) {
    const plugin = await measure(() => withPlugin(`Plugin_${run}`));
    await metadataOf(`Own_${run}`);
    const own = await measure(() => withOwnCommands(`Own_${run}`));
    jobs.plugin.push(plugin.ms);
    beforeFirstRequest.push(plugin.msToFirstRequest);
    jobs.own.push(own.ms);
    requests = { plugin: plugin.requests, own: own.requests };
    starts.plugin.push((await measure(() => sf('eca', 'template', 'list'))).ms);
    starts.own.push((await measure(() => sf('alias', 'list'))).ms);
  }
  console.log(`Medians of ${RUNS} runs, ${LATENCY_MS} ms latency, Node ${process.version}`);
  compare('from template to handed-over credentials, against sf’s own commands', jobs.plugin, jobs.own);
  console.log(`requests: ${requests.plugin.length} against ${requests.own.length}`);
  console.log(`  this plugin: ${requests.plugin.map(describeRequest).join(', ')}`);
  console.log(`  own commands: ${requests.own.map(describeRequest).join(', ')}`);
  compare('start-up: sf eca template list, against sf alias list', starts.plugin, starts.own);
  compare('sf eca create up to its first request, against sf alias list', beforeFirstRequest, starts.own);
} finally {
  await cli.dispose();
  await recorder.stop();
  await org.stop();
}
