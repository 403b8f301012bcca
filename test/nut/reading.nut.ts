import { execFile } from 'node:child_process';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import type { EcaCreateResult } from '../../src/commands/eca/create.js';
import type { EcaDisplayResult } from '../../src/commands/eca/display.js';
import type { EcaExportResult } from '../../src/commands/eca/export.js';
import type { EcaGenerateResult } from '../../src/commands/eca/generate.js';
import type { EcaGetCredentialsResult } from '../../src/commands/eca/get-credentials.js';
import type { EcaListResult } from '../../src/commands/eca/list.js';
import type { EcaTemplateDisplayResult } from '../../src/commands/eca/template/display.js';
import { RealCli } from '../support/realCli.js';

const APP = 'SendSafely_Dropzone_Connector';

describe('the commands around an app', () => {
  let cli: RealCli;
  let org: LocalOrg;

  before(async () => {
    org = await startLocalOrg();
    cli = await RealCli.create();
    await cli.login(org, 'org');
    const words = ['eca', 'create', '--template', 'sendsafely', '--profile', 'System Administrator'];
    expect((await cli.run([...words, '--target-org', 'org'])).status).to.equal(68);
  });
  after(async () => {
    await cli.dispose();
    await org.stop();
  });

  describe('sf eca list', () => {
    it('shows the apps', async () => {
      const { status, stdout } = await cli.run(['eca', 'list', '--target-org', 'org']);
      expect(status).to.equal(0);
      expect(stdout).to.include(APP).and.to.include('PKCE, rotation, 30-day idle limit');
      const { result } = await cli.json<EcaListResult>(['eca', 'list', '--target-org', 'org']);
      expect(result.map(({ name, flows }) => [name, flows])).to.deep.equal([[APP, ['authorizationCode', 'device']]]);
    });
  });

  describe('sf eca display', () => {
    it("shows an app by Setup's sections and labels", async () => {
      const { status, stdout } = await cli.run(['eca', 'display', '--name', APP, '--target-org', 'org']);
      expect(status).to.equal(0);
      expect(stdout).to.match(/Flow Enablement\n(.*\n)* {2}Enable Device Flow: on/);
      expect(stdout).to.include('Permitted Users: Admin approved users are pre-authorized');
    });

    it('prints a definition that create takes back as the same app', async () => {
      const { stdout } = await cli.run(['eca', 'display', '--name', APP, '--definition', '--target-org', 'org']);
      const file = join(cli.home, 'copy.yaml');
      await writeFile(file, stdout);
      const words = ['eca', 'create', '--definition-file', file, '--target-org', 'org'];
      const { exitCode, result } = await cli.json<EcaCreateResult>(words);
      expect([exitCode, result.state]).to.deep.equal([0, 'unchanged']);
    });

    it('gives the definition as JSON', async () => {
      const { result } = await cli.json<EcaDisplayResult>(['eca', 'display', '--name', APP, '--target-org', 'org']);
      expect(result.oauth?.scopes).to.deep.equal(['full', 'api', 'refresh_token']);
    });

    it('fails for an app that is not there', async () => {
      const { exitCode, name } = await cli.json(['eca', 'display', '--name', 'Nothing', '--target-org', 'org']);
      expect([exitCode, name]).to.deep.equal([1, 'AppNotFoundError']);
    });
  });

  describe('sf eca export', () => {
    const words = ['eca', 'export', '--output-dir', 'backup'];

    it('writes the apps as files, and calls the org by the word that was typed, or is the default', async () => {
      const fleetFile = join('backup', 'eca-fleet.yaml');
      const file = join('backup', 'apps', `${APP}.yaml`);
      const typed = await cli.run([...words, '--target-org', 'org']);
      expect([typed.status, typed.stderr]).to.deep.equal([0, '']);
      expect(typed.stdout).to.include(`${file} (SendSafely Dropzone Connector)`);
      const fleet = await readFile(join(cli.home, fleetFile), 'utf8');
      expect(fleet).to.match(/\norgs:\n {2}org:\n {4}apps: all\n$/);
      const again = { env: { SF_TARGET_ORG: 'org' } };
      const { exitCode, result } = await cli.json<EcaExportResult>([...words, '--force'], again);
      expect(exitCode).to.equal(0);
      const label = 'SendSafely Dropzone Connector';
      const apps = [{ name: APP, file, label, refusedIfNew: [] }];
      expect(result).to.deep.equal({ outputDir: 'backup', fleetFile, apps, leftOut: [] });
      expect(await readFile(join(cli.home, fleetFile), 'utf8')).to.equal(fleet);
    });
  });

  describe('sf eca get-credentials', () => {
    const get = ['eca', 'get-credentials', '--name', APP, '--target-org', 'org'];

    it('shows no secret without a terminal, unless that is asked for', async () => {
      const { status, stdout, stderr } = await cli.run(get);
      expect(status).to.equal(1);
      expect(stdout).to.equal('');
      expect(stderr).to.include('--output-file').and.to.include('--no-prompt');
    });

    it('explains why an org does not give out secrets', async () => {
      const { status, stderr } = await cli.run([...get, '--no-prompt']);
      expect(status).to.equal(1);
      expect(stderr).to.include('--enable-access').and.to.include('ExternalClientApplicationSettings/home');
    });

    it('gives key and secret as JSON, and one of them alone', async () => {
      const { result } = await cli.json<EcaGetCredentialsResult>([...get, '--enable-access']);
      expect(result.consumerKey).to.match(/^3MVG9/);
      expect(result.consumerSecret).to.have.length.greaterThan(20);
      const alone = await cli.run([...get, '--enable-access', '--no-prompt', '--part', 'secret']);
      expect(alone.stdout).to.equal(`${result.consumerSecret}\n`);
      expect((await cli.run([...get, '--part', 'key'])).stdout).to.equal(`${result.consumerKey}\n`);
    });

    it('writes a file that only its owner can read, and shows no secret', async () => {
      const file = join(cli.home, 'secret.env');
      const { status, stdout, stderr } = await cli.run([...get, '--enable-access', '--output-file', file]);
      expect(status).to.equal(0);
      const [, secret] = /CONSUMER_SECRET=(\S+)/.exec(await readFile(file, 'utf8')) ?? [];
      expect(secret).to.have.length.greaterThan(20);
      expect(stdout + stderr).not.to.include(secret);
      expect((await stat(file)).mode & 0o777).to.equal(0o600);
    });

    it('writes no secret where git would pick it up', async () => {
      const repository = join(cli.home, 'repository');
      await mkdir(repository);
      await promisify(execFile)('git', ['init', '--quiet', repository]);
      const words = [...get, '--enable-access', '--output-file', 'secret.json'];
      const refused = await cli.run(words, { cwd: repository });
      expect(refused.status).to.equal(1);
      expect(refused.stderr).to.include('.gitignore');
      await writeFile(join(repository, '.gitignore'), '*.json\n');
      expect((await cli.run(words, { cwd: repository })).status).to.equal(0);
    });
  });

  describe('sf eca generate', () => {
    it('writes files that the real sf project deploy start deploys', async () => {
      const project = join(cli.home, 'generated');
      await mkdir(join(project, 'force-app'), { recursive: true });
      const config = { packageDirectories: [{ path: 'force-app', default: true }], sourceApiVersion: '68.0' };
      await writeFile(join(project, 'sfdx-project.json'), JSON.stringify(config));
      const words = [
        'eca',
        'generate',
        '--template',
        'sendsafely',
        '--profile',
        'Standard User',
        '--name',
        'Generated',
      ];
      const more = ['--org-type', 'production', '--contact-email', 'owner@example.com'];
      const generated = await cli.json<EcaGenerateResult>([...words, ...more], { cwd: project });
      expect(generated.exitCode).to.equal(0);
      expect(generated.result.files).to.have.length(5);
      expect(generated.result.files[0]).to.equal(
        join('force-app', 'main', 'default', 'externalClientApps', 'Generated.eca-meta.xml')
      );
      const deploy = ['project', 'deploy', 'start', '--source-dir', 'force-app', '--target-org', 'org'];
      expect((await cli.json(deploy, { cwd: project })).exitCode).to.equal(0);
      const { result } = await cli.json<EcaDisplayResult>(['eca', 'display', '-n', 'Generated', '-o', 'org']);
      expect(result.oauth?.callbackUrls).to.deep.equal(['https://login.salesforce.com/services/oauth2/success']);
    });

    it('names all that is missing without an org', async () => {
      const { exitCode, message } = await cli.json(['eca', 'generate', '--template', 'sendsafely', '-d', 'out']);
      expect(exitCode).to.equal(1);
      for (const flag of ['--org-type', '--profile', '--contact-email']) expect(message).to.include(flag);
    });
  });

  describe('sf eca template', () => {
    it('lists the templates', async () => {
      const { status, stdout } = await cli.run(['eca', 'template', 'list']);
      expect(status).to.equal(0);
      expect(stdout).to.include('sendsafely').and.to.include('SendSafely Dropzone Connector');
    });

    it('displays one: what it sets up, asks for and leaves to people', async () => {
      const words = ['eca', 'template', 'display', '--template', 'sendsafely'];
      const { stdout } = await cli.run(words);
      expect(stdout).to.include('Enable Device Flow: on').and.to.include('--profile').and.to.include('afterwards');
      const { result } = await cli.json<EcaTemplateDisplayResult>(words);
      expect(result.required).to.deep.equal(['policies.profiles']);
    });

    it('shows a template that comes on stdin', async () => {
      const words = ['eca', 'template', 'display', '--template', '-'];
      const { result } = await cli.json<EcaTemplateDisplayResult>(words, { input: 'title: Mine\nsummary: x\n' });
      expect(result).to.include({ name: 'stdin', title: 'Mine' });
    });

    it('fails for a template that is not there', async () => {
      expect((await cli.run(['eca', 'template', 'display', '--template', 'nothing'])).status).to.equal(1);
    });
  });
});
