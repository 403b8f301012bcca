import '../support/isolatedHome.js';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import { RealCli, type Finished } from '../support/realCli.js';
import { startRecorder, type Recorder } from '../support/recorder.js';
import { filesUnder, ProcessWatch } from '../support/watching.js';

const JIRA_TOKEN = 'tok-of-the-Jira-admin-4711';

/**
 * How an app is created, its name, and how that ends: one whose client works alone, and one that an Auth. Provider of the
 * org logs in through, with a password of somebody's beside it. docs/credentials.md has all five.
 */
const SYSTEMS: Array<[template: string, name: string, words: string, created: 0 | 68]> = [
  ['service-board-sync', 'Service_Board_Sync', '--set tenantDomain=acme.example.com --run-as integration@local.org', 0],
  [
    'peeklogic',
    'Peeklogic_Jira_Connector',
    '--set jiraUrl=https://acme.atlassian.net --set jiraUsername=admin@acme.com --set salesforceIdentityType=namedPrincipal --set jiraIdentityType=perUser',
    68,
  ],
];

describe('the life of credentials, from a template to a pair that was rotated', () => {
  let cli: RealCli;
  let org: LocalOrg;
  let recorder: Recorder;
  /** Every key, secret and token that the org made. */
  const made: string[] = [];

  before(async () => {
    org = await startLocalOrg({
      deployTime: 0,
      secret: (bytes) => {
        const secret = randomBytes(bytes).toString('hex').toUpperCase();
        made.push(secret);
        return secret;
      },
    });
    recorder = await startRecorder(org.instanceUrl);
    cli = await RealCli.create();
    await cli.login({ ...org, instanceUrl: recorder.url }, 'prod');
    await mkdir(join(cli.home, 'tmp'));
  });
  after(async () => {
    await cli.dispose();
    await recorder.stop();
    await org.stop();
  });

  const env = (): Record<string, string> => ({ ECA_SECRET_JIRA_PASSWORD: JIRA_TOKEN, TMPDIR: join(cli.home, 'tmp') });
  const run = (command: string): Promise<Finished> => cli.inShell(command, { ...env(), SF_DISABLE_LOG_FILE: 'false' });

  /** The secrets and tokens in a text; a consumer key is none. */
  const secretsIn = (text: string): string[] =>
    [...made, JIRA_TOKEN].filter((secret) => text.includes(secret) && !text.includes(`3MVG9${secret}`));

  for (const [template, name, words, created] of SYSTEMS) {
    it(`${template}: set up, handed over and tested in one run; rotated; tested again; and no secret elsewhere`, async () => {
      const file = join(cli.home, `${template}.env`);
      const watch = new ProcessWatch(cli.home);
      const create = `sf eca create --template ${template} ${words} --target-org prod --no-prompt`;
      const first = await run(`${create} --enable-access --output-file ${file} --test`);
      expect(first.status, first.stdout).to.equal(created);
      const stored = await readFile(file, 'utf8');

      const onApp = `--name ${name} --target-org prod`;
      // The Auth. Provider that Peeklogic has logs in with the former key, so that this is not ended.
      const end = template === 'peeklogic' ? '' : '--revoke-previous';
      const rotated = await run(
        `sf eca rotate-credentials ${onApp} --enable-access --output-file ${file} --force ${end} --no-prompt`
      );
      expect(rotated.status, rotated.stdout).to.equal(0);
      const storedAnew = await readFile(file, 'utf8');
      expect((await stat(file)).mode & 0o777).to.equal(0o600);
      const tested = await run(`sf eca test ${onApp} --template ${template} --credentials-file ${file}`);
      expect(tested.status, tested.stdout).to.equal(0);

      const [, secret, , secretAnew] = `${stored}${storedAnew}`.match(/(?<==).+/g) ?? [];
      expect([secretsIn(stored), secretsIn(storedAnew)].map(({ length }) => length)).to.deep.equal([1, 1]);
      expect(secret).not.to.equal(secretAnew);
      const processes = await watch.stop();
      expect(processes).to.include('rotate-credentials');
      const others = (await filesUnder(cli.home)).filter(([path]) => !path.endsWith('.env'));
      expect(others.map(([path]) => path).join()).to.match(/\.sf\/sf-\d+/);
      for (const [where, text] of [
        ['printed', [first, rotated, tested].map(({ stdout }) => stdout).join()],
        ['processes', processes],
        ...others,
      ]) {
        expect(secretsIn(text), where).to.deep.equal([]);
      }
    });
  }
});
