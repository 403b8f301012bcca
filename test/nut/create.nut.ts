import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import type { EcaCreateResult } from '../../src/commands/eca/create.js';
import { RealCli } from '../support/realCli.js';
import { startRecorder, type Recorder } from '../support/recorder.js';
import { endAt } from '../support/signals.js';

const APP = 'SendSafely_Dropzone_Connector';
const SENDSAFELY = ['eca', 'create', '--template', 'sendsafely', '--profile', 'System Administrator'];

describe('sf eca create', () => {
  let cli: RealCli;
  let enforced: LocalOrg;
  let open: LocalOrg;
  let recorder: Recorder;

  before(async () => {
    [enforced, open] = await Promise.all([
      startLocalOrg({ edition: 'sandbox' }),
      startLocalOrg({ policy: 'open', deployTime: 1500 }),
    ]);
    recorder = await startRecorder(open.instanceUrl);
    cli = await RealCli.create();
    // The two orgs have a user of the same name, so they are logged in to in turn.
    await cli.login(enforced, 'enforced');
  });
  after(async () => {
    await cli.dispose();
    await recorder.stop();
    await Promise.all([enforced.stop(), open.stop()]);
  });

  const deploys = (): number => recorder.requests.filter(({ operation }) => operation === 'deploy').length;

  describe('in an org that enforces the controls', () => {
    it('sets the app up, explains what is enforced, and ends with 68', async () => {
      const { status, stdout, stderr } = await cli.run([...SENDSAFELY, '--target-org', 'enforced']);
      expect(stderr).to.equal('');
      expect(status).to.equal(68);
      expect(stdout).to.include(`Set up ${APP}.`);
      expect(stdout).to.match(/! Require Proof Key for Code Exchange .*asked for off, is on/);
      expect(stdout).to.match(/! Refresh Token Policy .*valid until revoked/);
      expect(stdout).to.match(/- Enable Refresh Token Rotation/);
      expect(stdout).to.include(`sf eca get-credentials --name ${APP}`);
    });

    it('deploys nothing the second time, and tells the same', async () => {
      const { exitCode, status, result } = await cli.json<EcaCreateResult>([...SENDSAFELY, '--target-org', 'enforced']);
      expect([exitCode, status]).to.deep.equal([68, 68]);
      expect(result).to.deep.include({ name: APP, state: 'unchanged', deployId: null, components: [] });
      expect(result.consumerKey).to.match(/^3MVG9/);
      expect(result.setupUrl).to.include(String(result.id));
    });

    it('refuses to change what differs, and changes it on request', async () => {
      const changed = [...SENDSAFELY, '--session-timeout', '45', '--target-org', 'enforced'];
      const refused = await cli.json(changed);
      expect(refused).to.include({ exitCode: 1, name: 'AppExistsError' });
      const updated = await cli.json<EcaCreateResult>([...changed, '--update-existing']);
      expect(updated.result.state).to.equal('updated');
    });

    it('left an app that the real sf project retrieve start shows just so', async () => {
      const project = join(cli.home, 'project');
      await mkdir(join(project, 'force-app'), { recursive: true });
      const config = { packageDirectories: [{ path: 'force-app', default: true }], sourceApiVersion: '68.0' };
      await writeFile(join(project, 'sfdx-project.json'), JSON.stringify(config));
      const types = [
        'ExternalClientApplication',
        'ExtlClntAppGlobalOauthSettings',
        'ExtlClntAppOauthConfigurablePolicies',
      ];
      const words = ['project', 'retrieve', 'start', '--target-org', 'enforced'];
      const { exitCode } = await cli.json([...words, ...types.flatMap((type) => ['--metadata', type])], {
        cwd: project,
      });
      expect(exitCode).to.equal(0);
      const folder = join(project, 'force-app', 'main', 'default');
      const read = async (type: string): Promise<string> => {
        const [file] = await readdir(join(folder, type));
        return readFile(join(folder, type, file), 'utf8');
      };
      const global = await read('extlClntAppGlobalOauthSets');
      expect(global).to.include('<callbackUrl>https://test.salesforce.com/services/oauth2/success</callbackUrl>');
      expect(global).to.include('<isDeviceFlowEnabled>true</isDeviceFlowEnabled>');
      expect(global).to.include('<isPkceRequired>true</isPkceRequired>');
      const policies = await read('extlClntAppOauthPolicies');
      expect(policies).to.include('<permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>');
      expect(policies).to.include('<refreshTokenPolicyType>Infinite</refreshTokenPolicyType>');
      expect(policies).to.include('<commaSeparatedProfile>System Administrator</commaSeparatedProfile>');
      expect(policies).to.include('<sessionTimeoutInMinutes>45</sessionTimeoutInMinutes>');
    });
  });

  describe('given bad input', () => {
    it('names every problem at once and deploys nothing', async () => {
      const file = join(cli.home, 'broken.yaml');
      await writeFile(file, 'oauth:\n  scopes: [apii]\n  callbackUrls: [nowhere]\n  flow:\n    device: true\n');
      const words = ['eca', 'create', '--definition-file', file, '--name', '9lives', '--contact-email', 'nobody'];
      const more = [
        '--allow-ip',
        '192.0.2.9-192.0.2.1',
        '--set',
        'a=b',
        '--profile',
        'None',
        '--run-as',
        'no@such.user',
      ];
      const { status, stderr } = await cli.run([...words, ...more, '--target-org', 'enforced']);
      expect(status).to.equal(1);
      expect(stderr).to.include('9 things are wrong; nothing was sent.');
      expect(stderr).to.include(`${file}:2:12 oauth.scopes[0]: found "apii"; unknown OAuth scope`);
      expect(stderr).to.include(`${file}:3:18 oauth.callbackUrls[0]: found "nowhere"; must be an absolute URL`);
      expect(stderr).to.include(`${file}:4:3 oauth.flow: is not a known setting. Did you mean flows?`);
      for (const flag of ['--name', '--contact-email', '--allow-ip', '--set', '--profile', '--run-as']) {
        expect(stderr, flag).to.match(new RegExp(`^ {2}${flag}`, 'm'));
      }
    });

    it('tells line and column of broken YAML', async () => {
      const file = join(cli.home, 'syntax.yaml');
      await writeFile(file, 'label: A\noauth: [\n');
      const { status, stderr } = await cli.run(['eca', 'create', '-f', file, '--target-org', 'enforced']);
      expect(status).to.equal(1);
      expect(stderr).to.match(/syntax\.yaml:3:1/);
    });

    it('suggests the template that was probably meant', async () => {
      const { exitCode, message } = await cli.json(['eca', 'create', '-t', 'sendsafly', '-o', 'enforced']);
      expect(exitCode).to.equal(1);
      expect(message).to.include('Did you mean sendsafely?');
    });

    it('refuses an API version that the org does not have', async () => {
      for (const version of ['58.0', '99.0']) {
        const { status, stderr } = await cli.run([...SENDSAFELY, '-o', 'enforced', '--api-version', version]);
        expect(status).to.equal(1);
        expect(stderr).to.include(
          `--api-version: found ${version}; External Client Apps need API version 59.0 or later`
        );
      }
    });

    it('ends with 2 where oclif refuses the flags, and with an error where there is no org', async () => {
      expect((await cli.run([...SENDSAFELY, '--target-org', 'enforced', '--nonsense'])).status).to.equal(2);
      const { status, stderr } = await cli.run(SENDSAFELY);
      expect(status).to.equal(1);
      expect(stderr).to.include('default environment');
    });
  });

  describe('in an org that leaves the controls alone', () => {
    before(() => cli.login({ ...open, instanceUrl: recorder.url }, 'open'));

    it('rehearses, and foretells what orgs of today enforce, whatever this one does', async () => {
      const answer = await cli.json<EcaCreateResult>([...SENDSAFELY, '--dry-run', '--target-org', 'open']);
      expect(answer.exitCode, answer.message).to.equal(68);
      expect(answer.result).to.include({ state: 'validated', id: null });
      expect(answer.result.differences.map(({ reason }) => reason)).to.deep.equal(Array(4).fill('enforced'));
    });

    it('says what is running and how to go on when it is interrupted', async () => {
      recorder.requests.length = 0;
      const words = [...SENDSAFELY, '--target-org', 'open', '--name', 'Interrupted_App'];
      const { status, stderr } = await cli.run(words, {
        onStart: (child) => {
          recorder.interfere = endAt(child, 'SIGINT', ({ operation }) => operation === 'checkDeployStatus');
        },
      });
      recorder.interfere = () => undefined;
      expect(status).to.equal(130);
      expect(stderr).to.match(/Interrupted\.\nThe deploy 0Af\w{15} is running in the org/);
      const resume = /sf (eca create --job-id .*)/.exec(stderr)?.[1] ?? '';
      const resumed = (resume.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/'/g, ''));
      const { exitCode, result } = await cli.json<EcaCreateResult>(resumed);
      expect(exitCode).to.equal(0);
      expect(result).to.include({ name: 'Interrupted_App', state: 'created' });
      expect(deploys()).to.equal(1);
    });

    it('ends with 130 and says so as JSON when it is interrupted before anything was sent', async () => {
      recorder.requests.length = 0;
      const { status, stdout } = await cli.run([...SENDSAFELY, '--target-org', 'open', '--json'], {
        onStart: (child) => {
          recorder.interfere = endAt(child, 'SIGTERM', ({ path }) => path.includes('/composite/batch'));
        },
      });
      recorder.interfere = () => undefined;
      expect(status).to.equal(130);
      expect(JSON.parse(stdout)).to.include({ status: 130, name: 'Interrupted' });
      expect(stdout).to.include('Nothing was sent that changes the org.');
      expect(deploys()).to.equal(0);
    });

    it('stops waiting with 69, and goes on with --job-id to 0', async () => {
      const waited = await cli.json<EcaCreateResult>([...SENDSAFELY, '--wait', '0', '--target-org', 'open']);
      expect([waited.exitCode, waited.status, waited.result.state]).to.deep.equal([69, 69, 'running']);
      const jobId = String(waited.result.deployId);
      const followed = await cli.json<EcaCreateResult>([...SENDSAFELY, '--job-id', jobId, '--target-org', 'open']);
      expect([followed.exitCode, followed.result.state]).to.deep.equal([0, 'created']);
      expect(followed.result.differences).to.deep.equal([]);
    });

    it('says what to do when the login has ended', async () => {
      recorder.interfere = ({ path }) => (path.includes('/composite/batch') ? 'expired' : undefined);
      const { status, stderr } = await cli.run([...SENDSAFELY, '--target-org', 'open']);
      recorder.interfere = () => undefined;
      expect(status).to.equal(1);
      expect(stderr).to.include('sf org login web --alias open');
      expect(stderr).not.to.match(/00D\w+!/);
    });
  });
});
