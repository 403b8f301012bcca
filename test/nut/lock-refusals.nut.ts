import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import type { EcaLockSecurityResult } from '../../src/commands/eca/lock-security.js';
import { ECA_TYPES } from '../../src/settings/platform.js';
import { CERTIFICATE, EXPIRED_CERTIFICATE } from '../support/certificate.js';
import { deploysIn, replaceInPackage } from '../support/packages.js';
import { RealCli, type JsonAnswer } from '../support/realCli.js';
import { startRecorder, type Recorder } from '../support/recorder.js';
import { endAt } from '../support/signals.js';
import { VENDOR_IP } from '../support/vendorApp.js';

/** An app as somebody made it by hand: nothing is on, and much else is set. */
const BY_HAND = `
name: By_Hand
label: By Hand
oauth:
  callbackUrls: [https://vendor.example/oauth]
  scopes: [api, refresh_token]
  flows: { jwtBearer: { certificate: ./jwt.crt } }
policies:
  sessionTimeoutMinutes: 120
  ipRelaxation: relax
`;

/** An app against which everything speaks. */
const UNSOUND = `
name: Unsound
label: Unsound
oauth:
  callbackUrls: [https://vendor.example/oauth]
  scopes: [api, refresh_token]
  flows: { device: true, jwtBearer: { certificate: ./expired.crt } }
  security:
    refreshTokenIpAllowlist: [52.29.100.0/30, 52.29.100.1, 52.29.102.1]
policies:
  enabled: false
  permittedUsers: adminApproved
`;

describe('sf eca lock-security, in an org that leaves the controls alone', () => {
  let cli: RealCli;
  let org: LocalOrg;
  let recorder: Recorder;

  const lock = (name: string, ...words: string[]): string[] => [
    ...['eca', 'lock-security', '--name', name, '--target-org', 'open'],
    ...words,
  ];

  const asJson = (words: string[]): Promise<JsonAnswer<EcaLockSecurityResult>> => cli.json(words);

  const sent = async (): Promise<string[]> => (await deploysIn(recorder.requests)).flat();

  before(async () => {
    org = await startLocalOrg({ policy: 'open' });
    recorder = await startRecorder(org.instanceUrl);
    cli = await RealCli.create();
    await cli.login({ ...org, instanceUrl: recorder.url }, 'open');
    await writeFile(join(cli.home, 'jwt.crt'), CERTIFICATE);
    await writeFile(join(cli.home, 'expired.crt'), EXPIRED_CERTIFICATE);
    for (const [name, definition] of Object.entries({ By_Hand: BY_HAND, Unsound: UNSOUND })) {
      const file = join(cli.home, `${name}.yaml`);
      await writeFile(file, definition);
      const { status } = await cli.run(['eca', 'create', '--definition-file', file, '--target-org', 'open']);
      expect(status, name).to.equal(0);
    }
  });
  after(async () => {
    await cli.dispose();
    await recorder.stop();
    await org.stop();
  });

  beforeEach(() => {
    recorder.requests.length = 0;
  });
  afterEach(() => {
    recorder.interfere = () => undefined;
  });

  /** The app's files as the real `sf project retrieve start` writes them: name → text. */
  const retrieve = async (folder: string): Promise<Record<string, string>> => {
    const project = join(cli.home, folder);
    await mkdir(join(project, 'force-app'), { recursive: true });
    const config = { packageDirectories: [{ path: 'force-app', default: true }], sourceApiVersion: '68.0' };
    await writeFile(join(project, 'sfdx-project.json'), JSON.stringify(config));
    const types = ECA_TYPES.flatMap((type) => ['--metadata', type]);
    const words = ['project', 'retrieve', 'start', ...types, '--target-org', 'open'];
    expect((await cli.json(words, { cwd: project })).exitCode).to.equal(0);
    const names = await readdir(join(project, 'force-app'), { recursive: true });
    const files = names.filter((name) => /By_Hand.*\.xml$/.test(name));
    const texts = await Promise.all(files.map((name) => readFile(join(project, 'force-app', name), 'utf8')));
    return Object.fromEntries(files.map((name, index) => [name, texts[index]]));
  };

  const READY = ['--allow-ip', VENDOR_IP, '--untested'];

  it('names every refusal at once, whoever consents, and changes nothing', async () => {
    const wrong = ['52.29.100.9-52.29.100.1', '52.29.100.1-2a00:1450::1'];
    const many = Array.from({ length: 124 }, (_, index) => `52.30.${index}.1`);
    const given = [...wrong, ...many, '52.31.0.0/23', '10.0.0.1'].flatMap((range) => ['--allow-ip', range]);
    const consent = ['--no-prompt', '--confirm', 'Unsound'];
    const { exitCode, name, data } = await asJson(lock('Unsound', '--template', 'sendsafely', ...given, ...consent));
    expect([exitCode, name]).to.deep.equal([1, 'LockRefusedError']);
    const refusals = (data as Array<{ where: string; what: string }>).map(({ where, what }) => `${where}: ${what}`);
    const expected = [
      /^--allow-ip 52\.29\.100\.9-52\.29\.100\.1: .*backwards/,
      /^--allow-ip 52\.29\.100\.1-2a00:1450::1: .*mixes IPv4 and IPv6/,
      /^oauth\.security\.refreshTokenIpAllowlist: 10\.0\.0\.1 is not public/,
      /^oauth\.security\.refreshTokenIpAllowlist: 52\.29\.100\.1 overlaps 52\.29\.100\.0-52\.29\.100\.3/,
      /^oauth\.security\.refreshTokenIpAllowlist: the allowlist has 129 ranges/,
      /^oauth\.security\.refreshTokenIpAllowlist: the allowlist covers 643 addresses/,
      /^--template: the guide of SendSafely .*PKCE/,
      /^policies\.permittedUsers: /,
      /^policies\.enabled: /,
      /^oauth\.flows\.jwtBearer\.certificate: .*expired on 2025-01-01/,
      /^--untested: /,
    ];
    expect(refusals).to.have.length(expected.length);
    expected.forEach((refusal, index) => expect(refusals[index]).to.match(refusal));

    const old = await asJson(lock('By_Hand', '--untested', '--check', '--api-version', '65.0'));
    expect([old.exitCode, old.status]).to.deep.equal([1, 1]);
    expect(old.result.refusals.map(({ where }) => where)).to.deep.equal(['--api-version']);
    expect(await sent()).to.deep.equal([]);
  });

  it('deploys nothing without consent: none, a wrong one, one without a terminal, a look, a rehearsal', async () => {
    for (const words of [
      [...READY],
      [...READY, '--no-prompt'],
      [...READY, '--no-prompt', '--confirm', 'by_hand'],
      ['--no-prompt', '--confirm', 'By_Hand'],
    ]) {
      const { exitCode, name, message } = await asJson(lock('By_Hand', ...words));
      expect([exitCode, name], words.join(' ')).to.deep.equal([1, 'LockRefusedError']);
      expect(message).to.match(words.includes('By_Hand') ? /--untested: / : /--confirm: /);
    }
    const looked = await asJson(lock('By_Hand', ...READY, '--check'));
    expect([looked.exitCode, looked.result.ready]).to.deep.equal([0, false]);
    const rehearsed = await asJson(lock('By_Hand', ...READY, '--dry-run'));
    expect([rehearsed.exitCode, rehearsed.result.state]).to.deep.equal([0, 'validated']);
    expect(await sent()).to.deep.equal([]);
  });

  it('says that nothing was sent when it is interrupted while it reads', async () => {
    const words = lock('By_Hand', ...READY, '--no-prompt', '--confirm', 'By_Hand');
    const { status, stderr } = await cli.run(words, {
      onStart: (child) => {
        recorder.interfere = endAt(child, 'SIGINT', ({ path }) => path.includes('OauthToken'));
      },
    });
    expect(status).to.equal(130);
    expect(stderr).to.include('Nothing was sent that changes the org.');
    expect(await sent()).to.deep.equal([]);
  });

  it('ends with 68 where the org quietly kept a value, and says which; all else is the same to the byte', async () => {
    const before = await retrieve('before');
    recorder.interfere = async ({ operation, body }) =>
      operation === 'deploy'
        ? {
            forward: await replaceInPackage(
              body,
              /<isRefreshTokenRotationEnabled>true/,
              '<isRefreshTokenRotationEnabled>false'
            ),
          }
        : undefined;
    const words = lock('By_Hand', ...READY, '--no-prompt', '--confirm', 'By_Hand');
    const { status, stdout, stderr } = await cli.run(words);
    expect(status).to.equal(68);
    expect(stdout).to.match(/^! Enable Refresh Token Rotation .*asked for on, is off/m);
    expect(stdout).to.include('Not ready to be locked.').and.to.include('Do not lock');
    expect(stderr).to.include('Without --template nobody knows');
    const after = await retrieve('after');
    const policies = Object.keys(before).filter((file) => /Plcy|\.eca-|ecaOauth-/i.test(file));
    expect(policies).to.have.length(4);
    for (const file of policies) expect(after[file], file).to.equal(before[file]);
    const [global] = Object.keys(before).filter((file) => file.includes('ecaGlblOauth'));
    expect(before[global]).to.include('<certificate>');
    const switches = /^ *<is(PkceRequired|EnforceRefreshTokenTTL)>\w+<.*\n/gm;
    expect(after[global].replace(switches, '')).to.equal(before[global].replace(switches, ''));
    expect(after[global]).not.to.equal(before[global]);
  });

  it('says what is running and how to go on when it is interrupted, and then goes on', async () => {
    const words = lock('By_Hand', ...READY, '--no-prompt', '--confirm', 'By_Hand');
    const { status, stderr } = await cli.run(words, {
      onStart: (child) => {
        recorder.interfere = endAt(child, 'SIGINT', ({ operation }) => operation === 'checkDeployStatus');
      },
    });
    recorder.interfere = () => undefined;
    expect(status).to.equal(130);
    expect(stderr).to.match(/The deploy 0Af\w{15}, which changes By_Hand, is running in the org/);
    const again = await asJson(words);
    expect(again.exitCode).to.equal(0);
    expect(again.result).to.include({ ready: true });
    expect(await sent()).to.deep.equal(['By_Hand_glbloauth.ecaGlblOauth']);
  });
});
