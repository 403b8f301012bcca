import '../support/isolatedHome.js';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { XMLParser } from 'fast-xml-parser';
import { startLocalOrg, type LocalOrg, type LocalOrgOptions } from '../../local-org/index.js';
import type { EcaPlanResult } from '../../src/commands/eca/plan.js';
import type { FleetReport } from '../../src/operations/fleet/report.js';
import { appIn, orgIn, statesIn } from '../support/fleet.js';
import { Commands, OAUTH } from '../support/appCommands.js';
import { connectTo, flag } from '../support/operations.js';
import { numberedSecrets } from '../support/peeklogic.js';
import { RealCli } from '../support/realCli.js';
import { startRecorder, type RecordedRequest, type Recorder } from '../support/recorder.js';
import { endAt } from '../support/signals.js';

const ORGS: Record<string, LocalOrgOptions> = {
  prod: {},
  uat: { edition: 'sandbox' },
  enforced: { edition: 'sandbox', policy: 'enforced' },
  open: { edition: 'sandbox', policy: 'open' },
  old: { edition: 'sandbox', apiVersion: '62.0', policy: 'open' },
  down: { edition: 'sandbox' },
};

const FLEET = `apps:
  plauti:
    template: plauti
    set: { serverOutboundIp: 52.29.100.17 }
    oauth: { callbackUrls: [https://plauti.example.com/callback] }
  board:
    template: service-board-sync
    set: { tenantDomain: acme.example.com }
    handOver: { file: "secrets/\${org}-\${app}.env" }
orgs:
  prod: { apps: all, overrides: { board: { policies: { runAs: integration@prod.acme.example } } } }
  uat: { apps: all, overrides: { board: { policies: { runAs: integration@uat.acme.example } } } }
  others: { members: [enforced, open, old], apps: [plauti] }
  down: { apps: [plauti] }
`;

/** What a sandbox is after a refresh: another org. */
const refreshed = (): LocalOrgOptions => ({ orgId: '00DLo00refreshe', secret: numberedSecrets('r') });

const APPLY = ['eca', 'apply', '--no-prompt', '--enable-access'];

describe('a fleet of six orgs', () => {
  let cli: RealCli;
  const orgs = new Map<string, LocalOrg>();
  const recorders = new Map<string, Recorder>();

  const recorderOf = (alias: string): Recorder => recorders.get(alias)!;

  /** An org whose token is always the same one, so that a login of before is good for the next org of this name. */
  const start = async (alias: string, more: LocalOrgOptions = {}): Promise<LocalOrg> => {
    const domain = `${alias}.acme.example`;
    const org = await startLocalOrg({ deployTime: 0, domain, secret: numberedSecrets(), ...ORGS[alias], ...more });
    await orgs.get(alias)?.stop();
    orgs.set(alias, org);
    const recorder = recorders.get(alias) ?? (await startRecorder(org.instanceUrl));
    recorder.retarget(org.instanceUrl);
    recorder.interfere = () => undefined;
    recorders.set(alias, recorder);
    return org;
  };

  const logIn = (alias: string, org: LocalOrg): Promise<void> =>
    cli.login({ ...org, instanceUrl: recorderOf(alias).url }, alias);

  const inOrg = async (alias: string): Promise<Commands> =>
    new Commands(await connectTo({ ...orgs.get(alias)!, instanceUrl: recorderOf(alias).url }));

  before(async () => {
    cli = await RealCli.create();
    // One after the other: they write into one file of aliases.
    for (const alias of Object.keys(ORGS)) await logIn(alias, await start(alias));
    await writeFile(join(cli.home, 'eca-fleet.yaml'), FLEET);
    recorderOf('down').interfere = () => 'unavailable';
  });
  after(async () => {
    await cli.dispose();
    for (const recorder of recorders.values()) await recorder.stop();
    for (const org of orgs.values()) await org.stop();
  });

  const secretsOf = async (file: string): Promise<string> => readFile(join(cli.home, 'secrets', file), 'utf8');

  it('is planned and set up, all but the org that is down', async () => {
    const planned = await cli.json<EcaPlanResult>(['eca', 'plan', '--output-file', 'plan.json']);
    expect(planned.exitCode).to.equal(1);
    expect(statesIn(planned.result)).to.deep.equal([
      ...['prod plauti', 'prod board', 'uat plauti', 'uat board'].map((app) => `${app}: create`),
      ...['enforced plauti', 'open plauti', 'old plauti'].map((app) => `${app}: create`),
      'down: OrgUnavailableError',
    ]);
    const { status, stdout, stderr } = await cli.run([...APPLY.slice(0, 2), 'plan.json', ...APPLY.slice(2)]);
    expect(status, stdout).to.equal(1);
    expect(stdout).to.match(/prod.*board.*created.*new consumer key; handed over/);
    expect(stderr).to.match(/^✗ down: /m);
    const secrets = await secretsOf('prod-board.env');
    const [, secret] = /CONSUMER_SECRET='?([^'\n]+)/.exec(secrets) ?? [];
    expect(secret).to.have.length.greaterThan(16);
    expect(stdout + stderr).not.to.include(secret);
  });

  it('tells drift, by whom and when, and reports it in every form', async () => {
    await (await inOrg('open')).create('Plauti_Server_ECA', [flag('oauth.callbackUrls', ['https://other.example/cb'])]);
    await (await inOrg('prod')).create('Somebody_Elses', OAUTH);
    const reports = ['--output-file', 'fleet.xml', '--output-file', 'fleet.html'];
    const words = ['eca', 'plan', '--org', 'prod', '--org', 'uat', '--org', 'others', ...reports];
    const { exitCode, result } = await cli.json<EcaPlanResult>(words);
    expect(exitCode).to.equal(68);
    expect(statesIn(result).filter((state) => !state.endsWith('unchanged'))).to.deep.equal(['open plauti: drift']);
    expect(appIn(result, 'open', 'plauti').lastChange?.by).to.equal('Ada Admin');
    expect(orgIn(result, 'prod').unmanaged).to.deep.equal(['Somebody_Elses']);
    const xml = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(
      await readFile(join(cli.home, 'fleet.xml'), 'utf8')
    ) as { testsuites: { testsuite: Array<{ name: string; failures: string }> } };
    expect(xml.testsuites.testsuite.map(({ name, failures }) => `${name} ${failures}`)).to.deep.equal([
      ...['prod 0', 'uat 0', 'enforced 0', 'open 1', 'old 0'],
    ]);
    const page = await readFile(join(cli.home, 'fleet.html'), 'utf8');
    for (const name of ['prod', 'uat', 'enforced', 'open', 'old', 'plauti', 'board'])
      expect(page).to.include(`>${name}<`);
  });

  it('is the same whole where its parts are put together', async () => {
    const shard = (part: number): string[] => ['eca', 'plan', '--shard', `${part}/2`, '--output-file', `s${part}.json`];
    const parts = await Promise.all([cli.json<EcaPlanResult>(shard(1)), cli.json<EcaPlanResult>(shard(2))]);
    const merged = await cli.json<EcaPlanResult>(['eca', 'plan', '--merge', 's1.json', 's2.json']);
    expect(parts.map(({ result }) => result.orgs.length)).to.deep.equal([3, 3]);
    expect(merged.exitCode).to.equal(1);
    expect(statesIn(merged.result).toSorted()).to.deep.equal(
      parts.flatMap(({ result }) => statesIn(result)).toSorted()
    );
  });

  it('gets back what a refreshed sandbox has lost, with new keys handed over and a login that works', async () => {
    const before = await secretsOf('uat-board.env');
    await logIn('uat', await start('uat', refreshed()));
    const words = [...APPLY, '--org', 'uat', '--test'];
    // What comes on stdin is secrets, whether an app needs them or not, and nothing else.
    const secret = 'sesame-that-nobody-repeats';
    const piped = { input: `uat: { board: { password: ${secret} } }` };
    const answer = await cli.json<FleetReport>([...words, '--secrets-file', '-'], piped);
    expect(JSON.stringify(answer)).not.to.include(secret);
    const { exitCode, result } = answer;
    expect(exitCode).to.equal(0);
    expect(orgIn(result, 'uat').isRefreshed).to.equal(true);
    const { result: board } = appIn(result, 'uat', 'board');
    expect([board?.outcome, board?.isKeyNew, board?.credentials?.state, board?.test?.state]).to.deep.equal([
      ...['created', true, 'handedOver', 'passed'],
    ]);
    expect(await secretsOf('uat-board.env')).not.to.equal(before);
  });

  const isDeploy = ({ operation }: RecordedRequest): boolean => operation === 'deploy';
  const readsSecret = ({ path }: RecordedRequest): boolean => /credentials\/.*part=/.test(path);
  const readsBack = (): ((request: RecordedRequest) => boolean) => {
    let hasDeployed = false;
    return (request) => {
      const isBehind = hasDeployed && request.operation === 'retrieve';
      hasDeployed ||= isDeploy(request);
      return isBehind;
    };
  };
  const MOMENTS: Array<[string, () => (request: RecordedRequest) => boolean]> = [
    [
      'it reads the org',
      () =>
        ({ path }) =>
          path.includes('/composite/batch'),
    ],
    ['it deploys', () => isDeploy],
    ['it reads back', readsBack],
    ['it reads the secret to hand over', () => readsSecret],
  ];

  for (const [index, [what, when]] of MOMENTS.entries())
    it(`goes on where a run was ${index % 2 === 0 ? 'killed' : 'interrupted'} while ${what} in one org`, async () => {
      await start('uat', refreshed());
      await start('prod');
      await rm(join(cli.home, 'secrets'), { recursive: true, force: true });
      const words = [...APPLY, '--org', 'prod', '--org', 'uat'];
      const signal = index % 2 === 0 ? 'SIGKILL' : 'SIGINT';
      const cut = await cli.run(words, {
        onStart: (child) => {
          recorderOf('uat').interfere = endAt(child, signal, when());
        },
      });
      recorderOf('uat').interfere = () => undefined;
      expect(cut.status, cut.stderr).to.equal(signal === 'SIGKILL' ? null : 130);
      // Going on is about no more than the run was.
      if (signal === 'SIGINT') expect(cut.stderr).to.match(/sf eca apply .*--org prod --org uat/);
      const again = await cli.json<FleetReport>(words);
      expect(again.exitCode, JSON.stringify(again)).to.equal(0);
      for (const alias of ['prod', 'uat']) {
        expect(Object.keys(await (await inOrg(alias)).members())).to.deep.equal([
          'Plauti_Server_ECA',
          'Service_Board_Sync',
        ]);
        expect(await secretsOf(`${alias}-board.env`)).to.include('CONSUMER_SECRET');
      }
      expect(statesIn((await cli.json<EcaPlanResult>(['eca', 'plan', ...words.slice(4)])).result)).to.satisfy(
        (states: string[]) => states.every((state) => state.endsWith('unchanged'))
      );
    });
});
