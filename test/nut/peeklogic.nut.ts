import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { LocalOrg } from '../../local-org/index.js';
import type { EcaCreateResult } from '../../src/commands/eca/create.js';
import { RealCli, type Finished } from '../support/realCli.js';
import { renewOrg, startNumberedOrg } from '../support/renewedOrg.js';

const TOKEN = 'api-token-of-the-jira-admin';
const PEEKLOGIC = [
  ...['eca', 'create', '--template', 'peeklogic', '--target-org', 'acme'],
  ...['--set', 'jiraUrl=https://acme.atlassian.net', '--set', 'jiraUsername=admin@acme.com'],
  ...['--set', 'salesforceIdentityType=namedPrincipal', '--set', 'jiraIdentityType=perUser'],
];

describe('sf eca create --template peeklogic', () => {
  let cli: RealCli;
  let org: LocalOrg;

  before(async () => {
    org = await startNumberedOrg();
    cli = await RealCli.create();
    await cli.login(org, 'acme');
  });
  after(async () => {
    await cli.dispose();
    await org.stop();
  });

  it('names the secret that is missing, and how to give it', async () => {
    const refused = await cli.json([...PEEKLOGIC, '--set', `jiraPassword=${TOKEN}`]);
    expect(refused).to.include({ exitCode: 1, name: 'InvalidInputError' });
    expect(refused.message).to.include('ECA_SECRET_JIRA_PASSWORD');
    expect(JSON.stringify(refused)).to.not.include(TOKEN);
    const empty = await cli.json([...PEEKLOGIC, '--set', 'jiraPassword=-'], { input: '\n' });
    expect(empty).to.include({ exitCode: 1, name: 'InvalidInputError' });
    expect(empty.message).to.include('--set jiraPassword=-: is missing: stdin was empty');
  });

  it('sets up all of it in one run, and nothing in the next; no output, log or file holds a secret', async () => {
    const temp = join(cli.home, 'mdapi');
    const setUp = (env: Record<string, string>): Promise<Finished> =>
      cli.run([...PEEKLOGIC, '--enable-access', '--set', 'jiraPassword=-'], {
        env: { SF_MDAPI_TEMP_DIR: temp, SF_LOG_LEVEL: 'trace', ...env },
        input: `${TOKEN}\n`,
      });
    // All but the list of SF_ variables that the CLI itself prints when it starts.
    const debugged = await setUp({ DEBUG: '*,-sf-startup' });
    expect(debugged.status).to.equal(68);
    // With DEBUG on, the CLI writes no log file: the same once more, in an org that is as this one was.
    org = await renewOrg(org);
    const { status, stdout, stderr } = await setUp({ SF_DISABLE_LOG_FILE: 'false' });
    expect(status).to.equal(68);
    expect(stdout).to.include('AuthProvider Peeklogic_Salesforce: set up');
    expect(stdout).to.include('NamedCredential Peeklogic_Jira: set up');
    expect(stdout).to.include('10 to 20 minutes');

    const again = await cli.json<EcaCreateResult>(PEEKLOGIC, { env: { ECA_SECRET_JIRA_PASSWORD: TOKEN } });
    expect(again.result.state).to.equal('unchanged');
    expect(again.result.related.map(({ state }) => state)).to.deep.equal(['unchanged', 'unchanged', 'unchanged']);

    const credentials = [
      'eca',
      'get-credentials',
      '--name',
      again.result.name,
      '--enable-access',
      '--target-org',
      'acme',
    ];
    const { result } = await cli.json<{ consumerSecret: string }>(credentials);
    const entries = await readdir(cli.home, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const texts = await Promise.all(files.map((file) => readFile(file, 'latin1')));
    expect(files.some((file) => /\/sf-[\d-]+\.log$/.test(file))).to.equal(true);
    expect(files.some((file) => file.startsWith(temp))).to.equal(true);
    for (const secret of [TOKEN, result.consumerSecret]) {
      expect(stdout + stderr + JSON.stringify([debugged, again])).to.not.include(secret);
      expect(files.filter((_file, index) => texts[index].includes(secret))).to.deep.equal([]);
    }
  });
});
