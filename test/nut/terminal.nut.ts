import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import { RealCli } from '../support/realCli.js';
import { startRecorder, type Recorder } from '../support/recorder.js';

const DOWN = '\u001B[B';

/** What a shell takes apart as it stands in what a command printed. */
const wordsOf = (command: string): string[] =>
  (command.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/'/g, ''));

describe('at a terminal, 80 columns wide', () => {
  let cli: RealCli;
  let org: LocalOrg;
  let recorder: Recorder;

  before(async () => {
    org = await startLocalOrg({ deployTime: 0 });
    recorder = await startRecorder(org.instanceUrl);
    cli = await RealCli.create();
    await cli.login({ ...org, instanceUrl: recorder.url }, 'acme');
  });
  after(async () => {
    await cli.dispose();
    await recorder.stop();
    await org.stop();
  });

  const deploys = (): number => recorder.requests.filter(({ operation }) => operation === 'deploy').length;

  it('sets up Peeklogic in an org as it comes: asks about the switch for secrets first, and turns it off again', async () => {
    const { status, stdout } = await cli.atTerminal('sf eca create -t peeklogic --set parts=salesforce -o acme', [
      ['off again right after?', 'y\r'],
      ['salesforceIdentityType', '\r'],
      ['Set up Peeklogic_Jira_Connector in the org', 'y\r'],
    ]);
    expect(status, stdout).to.equal(68);
    expect(stdout).to.include('AuthProvider Peeklogic_Salesforce: set up');
    const { exitCode } = await cli.json(['eca', 'get-credentials', '-n', 'Peeklogic_Jira_Connector', '-o', 'acme']);
    expect(exitCode).to.equal(1);
  });

  it('names the org in its last question also where there is no app to name', async () => {
    const jira = '--set parts=jira jiraUrl=https://acme.atlassian.net jiraUsername=a@acme.example';
    const { status, stdout } = await cli.atTerminal(`sf eca create -t peeklogic ${jira} -o acme`, [
      ['jiraPassword', 'secret\r'],
      ['jiraIdentityType', '\r'],
      [`Set this up in the org of ${org.username}?`, 'y\r'],
    ]);
    expect(status, stdout).to.equal(0);
  });

  it('takes a definition file from process substitution, beside a template that is one too', async () => {
    const template = "<(printf 'title: T\\nsummary: x\\nlabel: From Pipe\\noauth: { scopes: [api] }\\n')";
    const file = "<(printf 'description: piped\\noauth: { callbackUrls: [https://a.example/cb] }\\n')";
    const { status, stdout } = await cli.atTerminal(`sf eca create -t ${template} -f ${file} -o acme`, []);
    expect(status, stdout).to.equal(0);
    expect(stdout).to.include('Set up From_Pipe.');
  });

  it('prints the command that goes on where Ctrl-C is pressed between two answers, and that command works', async () => {
    const before = deploys();
    const { status, stdout } = await cli.atTerminal('sf eca create -t plauti -o acme', [
      ['serverOutboundIp', '52.29.100.17\r'],
      ['Callback URL', '\u0003'],
    ]);
    expect(status, stdout).to.equal(130);
    expect(deploys()).to.equal(before);
    const command = /sf (eca create .*)/.exec(stdout.slice(stdout.indexOf('With your answers')))?.[1] ?? '';
    expect(command).to.include('--set serverOutboundIp=52.29.100.17').and.to.include('--target-org');
    const callback = ['--callback-url', 'https://plauti.acme.example/oauth/callback'];
    expect((await cli.json([...wordsOf(command), ...callback])).exitCode).to.equal(0);
  });

  it('asks what to do about an app that exists, shows the change, and makes it after a yes', async () => {
    const setUp = ['eca', 'create', '-t', 'sendsafely', '--profile', 'System Administrator', '-o', 'acme'];
    expect((await cli.json(setUp)).exitCode).to.equal(68);
    const { status, stdout } = await cli.atTerminal('sf eca create -t sendsafely -o acme', [
      ['already.', '\r'],
      ['Profiles', 'Standard', '\r'],
      ['another?', '\r'],
      ['Change SendSafely_Dropzone_Connector in the org', 'y\r'],
    ]);
    expect(status, stdout).to.equal(68);
    expect(stdout).to.match(/Profiles:\s+\+ Standard User\s+- System Administrator/);
    expect(stdout).to.include('Changed SendSafely_Dropzone_Connector.');
  });

  it('lets one choose the app, and asks about the switch before it shows the secret', async () => {
    const { status, stdout } = await cli.atTerminal('sf eca get-credentials -o acme', [
      ['Which app?', 'SendSafely', '\r'],
      ['off again right after?', 'y\r'],
      ['on this screen?', 'y\r'],
    ]);
    expect(status, stdout).to.equal(0);
    expect(stdout).to.match(/Consumer secret: \S{20}/);
  });

  it('does not set up an app of no use unasked', async () => {
    const before = deploys();
    const { status, stdout } = await cli.atTerminal('sf eca create --label Useless -o acme', [
      ['Callback URL', '\r'],
      ['Run As', '\r'],
      ['lets nobody in', 'n\r'],
    ]);
    expect(status, stdout).to.equal(1);
    expect(stdout).to.include('Nothing was set up.');
    expect(deploys()).to.equal(before);
  });

  it('offers an app of one’s own before anything else', async () => {
    const { status, stdout } = await cli.atTerminal('sf eca create -o acme', [
      ['What is it that connects', 'None', '\r'],
      ['External Client App Name', 'My Own\r'],
      ['Callback URL', 'https://own.example/cb\r'],
      ['Selected OAuth Scopes', 'api', '\r'],
      ['another?', '\r'],
      ['Permitted Users', `${DOWN}\r`],
      ['Set up My_Own in the org', 'y\r'],
    ]);
    expect(status, stdout).to.equal(0);
    expect(stdout).to.include('The API name is made from the label: My_Own.');
  });

  it('generates files, and asks for what is missing unless it must not', async () => {
    await writeFile(join(cli.home, 'empty'), '');
    const command = 'sf eca generate -t sendsafely --org-type sandbox --contact-email a@b.example -d out';
    const asked = await cli.atTerminal(command, [['Profiles', 'Standard User\r']]);
    expect(asked.status, asked.stdout).to.equal(0);
    const { status, stdout } = await cli.atTerminal(`${command} --no-prompt --force`, []);
    expect(status).to.equal(1);
    expect(stdout).to.include('--profile: is missing');
  });
});
