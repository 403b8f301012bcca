import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import sinon from 'sinon';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import EcaAllowlistList from '../../src/commands/eca/allowlist/list.js';
import EcaAudit from '../../src/commands/eca/audit.js';
import EcaCreate from '../../src/commands/eca/create.js';
import EcaDisplay from '../../src/commands/eca/display.js';
import EcaExport from '../../src/commands/eca/export.js';
import EcaGetCredentials from '../../src/commands/eca/get-credentials.js';
import EcaList from '../../src/commands/eca/list.js';
import EcaLockSecurity from '../../src/commands/eca/lock-security.js';
import { PACKAGE_ROOT } from '../support/realCli.js';
import { startRecorder, type Recorder } from '../support/recorder.js';

type Command = { run: (argv: string[], root: string) => Promise<unknown> };

describe('an access token in place of a username', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let folder: string;
  let said: string[];
  const sandbox = sinon.createSandbox();

  beforeEach(async () => {
    org = await startLocalOrg({ deployTime: 0 });
    recorder = await startRecorder(org.instanceUrl);
    folder = await mkdtemp(join(tmpdir(), 'token-'));
    process.env.SF_ORG_INSTANCE_URL = recorder.url;
    said = [];
    for (const stream of [process.stdout, process.stderr]) {
      sandbox.stub(stream, 'write').callsFake((text) => Boolean(said.push(String(text))));
    }
  });
  afterEach(async () => {
    sandbox.restore();
    delete process.env.SF_ORG_INSTANCE_URL;
    process.exitCode = undefined;
    await rm(folder, { recursive: true, force: true });
    await recorder.stop();
    await org.stop();
  });

  const run = async (command: Command, ...words: string[]): Promise<void> => {
    try {
      await command.run([...words, '--target-org', org.accessToken], PACKAGE_ROOT);
    } catch (error) {
      const { message, stack, actions, data } = error as Error & { actions?: string[]; data?: unknown };
      said.push(JSON.stringify({ message, stack, actions, data }));
    }
  };

  it('sets up an app for the user whose token it is, and is in nothing that is said, written or asked for', async () => {
    const file = (ending: string): string => join(folder, `apps.${ending}`);
    const create = ['-t', 'sinergify', '--set', 'jiraUrl=https://acme.atlassian.net', '--no-prompt'];
    await run(EcaList);
    await run(EcaCreate, ...create);
    await run(EcaCreate, ...create, '--json', '--name', 'Other');
    await run(EcaCreate, ...create, '--callback-url', 'https://other.example/cb');
    await run(EcaList, '--json');
    await run(EcaDisplay, '--name', 'Sinergify_Connected_App');
    await run(EcaDisplay, '--name', 'Nobody');
    await run(EcaGetCredentials, '--name', 'Sinergify_Connected_App', '--no-prompt');
    await run(EcaLockSecurity, '--name', 'Sinergify_Connected_App', '--template', 'sinergify', '--check');
    await run(EcaAllowlistList, '--name', 'Sinergify_Connected_App');
    await run(EcaAudit);
    for (const ending of ['html', 'sarif', 'json', 'txt']) await run(EcaAudit, '--output-file', file(ending));
    await run(EcaExport, '--output-dir', folder);
    sandbox.restore();

    const text = said.join('\n');
    expect(text).to.include('Set up Sinergify_Connected_App.').and.to.include('--target-org admin@local.org');
    const fleet = await readFile(join(folder, 'eca-fleet.yaml'), 'utf8');
    const reports = await Promise.all(['html', 'sarif', 'json', 'txt'].map((ending) => readFile(file(ending), 'utf8')));
    const asked = recorder.requests.map(({ path }) => path);
    const secret = org.accessToken.split('!')[1];
    for (const where of [text, fleet, ...reports, ...asked]) expect(where).not.to.include(secret);
    for (const written of [fleet, reports.join()]) expect(written).to.include('admin@local.org');
  });
});
