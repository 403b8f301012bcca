import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import type { EcaAllowlistAddResult } from '../../src/commands/eca/allowlist/add.js';
import { besideComponents, readExpected, type Components, type Expected } from '../support/expected.js';
import { RealCli, type Finished } from '../support/realCli.js';
import { expectApp, retrieveAll, type Retrieved } from '../support/retrieved.js';

const JIRA = 'jiraUrl=https://acme.atlassian.net';
const TENANT = 'tenantDomain=acme.boards.example';
const SERVICE_BOARD_SYNC = ['--template', 'service-board-sync', '--set', TENANT];

/** What a user types behind `sf eca create`. */
const COMMANDS = {
  sinergify: ['--template', 'sinergify', '--set', JIRA, '--allow-ip', '203.0.113.20', '--allow-ip', '198.51.100.16/28'],
  sinergifyWithoutAddresses: ['--template', 'sinergify', '--set', JIRA, '--label', 'Sinergify - Jira Prod'],
  plauti: [
    ...['--template', 'plauti', '--set', 'serverOutboundIp=203.0.113.10'],
    ...['--callback-url', 'https://plauti.acme.example/api/connections/oauth/callback'],
    ...['--callback-url', 'http://203.0.113.10:8881/api/connections/oauth/callback'],
  ],
  // These three fail; were anything of them kept, the fourth would not find the org without the app.
  runAsMissing: [...SERVICE_BOARD_SYNC, '--run-as', 'nobody@local.org'],
  runAsInactive: [...SERVICE_BOARD_SYNC, '--run-as', 'inactive@local.org'],
  runAsNoApi: [...SERVICE_BOARD_SYNC, '--run-as', 'no-api@local.org'],
  serviceBoardSync: [...SERVICE_BOARD_SYNC, '--run-as', 'integration@local.org'],
  peeklogic: [
    ...['--template', 'peeklogic', '--set', JIRA, '--set', 'jiraUsername=admin@acme.com', '--set', 'jiraPassword=-'],
    ...['--set', 'salesforceIdentityType=namedPrincipal', '--set', 'jiraIdentityType=perUser', '--enable-access'],
  ],
  sendsafely: ['--template', 'sendsafely', '--profile', 'System Administrator', '--session-timeout', '120'],
};

/** What comes on stdin, and goes into one named credential. */
const JIRA_TOKEN = 'token-of-the-jira-admin';

describe('the systems, set up in an org that enforces the controls', () => {
  let cli: RealCli;
  let org: LocalOrg;
  let defaults: Components;
  /** How each command ended. */
  const ended: Partial<Record<keyof typeof COMMANDS, Finished>> = {};
  let found: Retrieved;

  before(async () => {
    org = await startLocalOrg({ policy: 'enforced', edition: 'production' });
    defaults = await readExpected<Components>('defaults');
    cli = await RealCli.create();
    await cli.login(org, 'prod');
    for (const [name, words] of Object.entries(COMMANDS)) {
      const command = ['eca', 'create', ...words, '--target-org', 'prod'];
      ended[name as keyof typeof COMMANDS] = await cli.run(command, { input: JIRA_TOKEN });
    }
    found = await retrieveAll(cli, 'prod');
  });
  after(async () => {
    await cli.dispose();
    await org.stop();
  });

  const outcome = (name: keyof typeof COMMANDS): Finished => ended[name] ?? { status: null, stdout: '', stderr: '' };

  const expectJustThis = (expected: Expected): void => expectApp(found, expected, defaults, org.orgId);

  it('are all that there is in the org', () => {
    expect(Object.keys(found.apps)).to.have.members([
      'Peeklogic_Jira_Connector',
      'Plauti_Server_ECA',
      'SendSafely_Dropzone_Connector',
      'Service_Board_Sync',
      'Sinergify_Connected_App',
      'Sinergify_Jira_Prod',
    ]);
  });

  describe('Sinergify', () => {
    it('is just as its guide says', async () => {
      expectJustThis(await readExpected('sinergify'));
    });

    it('ends with 0: its guide asks for all that Salesforce enforces', () => {
      const { status, stdout, stderr } = outcome('sinergify');
      expect(stderr).to.equal('');
      expect(status).to.equal(0);
      expect(stdout).to.include('Set up Sinergify_Connected_App.');
      expect(stdout).not.to.include('asked for');
    });

    it('leaves key and secret, the test, the checkbox and the lock to people, in this order', () => {
      const { stdout } = outcome('sinergify');
      // A step's page stands below it.
      const steps = stdout
        .slice(stdout.indexOf('1. '))
        .trim()
        .split(/\n(?=\d\. )/);
      expect(steps).to.have.length(4);
      expect(steps[0]).to.include(
        'sf eca get-credentials --name Sinergify_Connected_App --enable-access --target-org admin@local.org'
      );
      expect(steps[1]).to.match(/test the integration/);
      expect(steps[2]).to.match(
        /tick "Enforce Refresh Token IP Allowlist"[\s\S]*\/ManageExternalClientApplication\/0xI/
      );
      expect(steps[3]).to.match(
        /lock.*Review Controls.*Confirm.*: sf eca lock-security --name Sinergify_Connected_App/
      );
    });

    it('has no allowlist without addresses, and is otherwise the same', async () => {
      const { guide, ...more } = await readExpected('sinergify');
      const { ExtlClntAppOauthSecuritySettings: allowlist, ...rest } = guide;
      expect(allowlist).to.have.keys('tokenIpRanges');
      const basics = { ...rest.ExternalClientApplication, label: 'Sinergify - Jira Prod' };
      const asked = { ...rest, ExternalClientApplication: basics };
      expectJustThis({ ...more, app: 'Sinergify_Jira_Prod', guide: asked });
    });

    it('says without addresses which steps of the guide are open, and takes them later', async () => {
      const { status, stdout, stderr } = outcome('sinergifyWithoutAddresses');
      expect([status, stderr]).to.deep.equal([0, '']);
      expect(stdout).to.match(/step 4 of Sinergify's guide is still open: .*Sinergify's support/);
      expect(stdout).to.match(/step 7 of Sinergify's guide stays open/);
      const [, printed] = /: sf (eca allowlist add .*)/.exec(stdout) ?? [];
      const { exitCode, result } = await cli.json<EcaAllowlistAddResult>(
        printed.replace('<address>', '203.0.113.20').split(' ')
      );
      expect(exitCode).to.equal(0);
      expect(result).to.deep.include({ name: 'Sinergify_Jira_Prod', state: 'updated', addresses: 1 });
    });
  });

  describe('Plauti Server', () => {
    it('is just as its guide says', async () => {
      expectJustThis(await readExpected('plauti'));
    });

    it('ends with 0, and warns of the callback URL on plain http', () => {
      const { status, stdout, stderr } = outcome('plauti');
      expect(status).to.equal(0);
      expect(stderr).to.match(
        /^Warning: .*http:\/\/203\.0\.113\.10:8881\/api\/connections\/oauth\/callback is plain http/
      );
      expect(stderr).not.to.include('plauti.acme.example');
      expect(stdout).to.include('Set up Plauti_Server_ECA.');
      expect(stdout).not.to.include('asked for');
      expect(stdout).to.match(/tick "Enforce.*\n\d\. .*lock the security controls.*\n\d\. Do all of this again/is);
    });
  });

  describe('Service Board Sync', () => {
    it('is just as its guide says, but for what Salesforce enforces', async () => {
      expectJustThis(await readExpected('service-board-sync'));
    });

    it('ends with 0: PKCE, rotation and idle limit are on, and the client credentials flow knows none of them', () => {
      const { status, stdout, stderr } = outcome('serviceBoardSync');
      expect([status, stderr]).to.deep.equal([0, '']);
      expect(stdout).to.include('Set up Service_Board_Sync.');
      expect(stdout).to.match(/^- Require Proof Key for Code Exchange .*asked for off, is on/m);
      expect(stdout.match(/^[-!] /gm)).to.deep.equal(['- ', '- ', '- ']);
    });

    for (const [name, problem] of [
      ['runAsMissing', 'the org has no user nobody@local.org'],
      ['runAsInactive', 'the user inactive@local.org is not active'],
      ['runAsNoApi', 'the user no-api@local.org has no access to the API'],
    ] as const) {
      it(`ends with 1 and this one error: ${problem}`, () => {
        const { status, stderr } = outcome(name);
        expect(status).to.equal(1);
        expect(stderr).to.include(`Error (InvalidInputError): --run-as: ${problem}`);
        expect(stderr.match(/--run-as/g)).to.have.length(1);
      });
    }
  });

  describe('Peeklogic Jira Connector', () => {
    it('is just as its guide says, but for what Salesforce enforces', async () => {
      expectJustThis(await readExpected('peeklogic', org.instanceUrl));
    });

    it('stands beside just those that its guide names, with the key of the app and no secret to be seen', async () => {
      const expected = await readExpected('peeklogic', org.instanceUrl);
      const { ExtlClntAppGlobalOauthSettings: app } = found.apps.Peeklogic_Jira_Connector;
      const { consumerKey, ...provider } = found.beside['AuthProvider Peeklogic_Salesforce'];
      expect(consumerKey).to.equal(app.consumerKey);
      const all = { ...found.beside, 'AuthProvider Peeklogic_Salesforce': provider };
      expect(all).to.deep.equal(besideComponents(expected));
      expect(JSON.stringify([found.beside, ended])).to.not.include(JIRA_TOKEN);
    });

    it('ends with 68: its guide wants off what Salesforce enforces, and it uses an authorization code', () => {
      const { status, stdout, stderr } = outcome('peeklogic');
      expect([status, stderr]).to.deep.equal([68, '']);
      expect(stdout.match(/^[-!] /gm)).to.deep.equal(['! ', '! ', '! ']);
      expect(stdout).to.match(/^! Require Proof Key for Code Exchange .*asked for off, is on/m);
    });
  });

  describe('SendSafely Dropzone Connector', () => {
    it('is just as its guide says, but for what Salesforce enforces', async () => {
      expectJustThis(await readExpected('sendsafely'));
    });

    it('ends with 68: PKCE and idle limit are on, and its guide warns of the one and excludes the other', () => {
      const { status, stdout, stderr } = outcome('sendsafely');
      expect([status, stderr]).to.deep.equal([68, '']);
      expect(stdout).to.match(/^! Require Proof Key for Code Exchange .*asked for off, is on/m);
      expect(stdout).to.match(/^! Refresh Token Policy .*asked for .*valid until revoked/m);
      expect(stdout.match(/^[-!] /gm)).to.deep.equal(['! ', '! ', '- ', '- ']);
    });
  });
});
