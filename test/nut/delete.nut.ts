import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import { readApps } from '../../src/org/apps.js';
import { connectVendor } from '../support/connectVendor.js';
import { connectTo } from '../support/operations.js';
import { RealCli } from '../support/realCli.js';

const DELETE = ['eca', 'delete', '--name', 'Old_App', '--target-org', 'org'];

describe('sf eca delete', () => {
  let cli: RealCli;
  let org: LocalOrg;

  before(async () => {
    org = await startLocalOrg({ deployTime: 0 });
    cli = await RealCli.create();
    await cli.login(org, 'org');
    const words = ['eca', 'create', '--name', 'Old_App', '--callback-url', 'https://vendor.example/oauth'];
    const scopes = ['--scope', 'api', '--scope', 'refresh_token'];
    expect((await cli.run([...words, ...scopes, '--target-org', 'org'])).status).to.equal(0);
    await connectVendor(org, 'Old_App');
  });
  after(async () => {
    await cli.dispose();
    await org.stop();
  });

  it('asks no script, and names the flag that says it', async () => {
    const { exitCode, name, message, actions } = await cli.json([...DELETE, '--in-use']);
    expect([exitCode, name]).to.deep.equal([1, 'NotConfirmedError']);
    expect(`${message} ${actions?.join()}`).to.include('--confirm');
  });

  it('refuses an app in use, and says who uses it', async () => {
    const { exitCode, name, message, data } = await cli.json([...DELETE, '--confirm']);
    expect([exitCode, name]).to.deep.equal([1, 'AppInUseError']);
    expect(message).to.include('Users who have a token of it: 1');
    expect(data).to.have.nested.property('usedBy.users', 1);
  });

  it('deletes nothing where another name is typed, and the app where its own is', async () => {
    const command = 'sf eca delete --name Old_App --in-use --target-org org';
    const declined = await cli.atTerminal(command, [['Type the name of the app', 'old_app\r']]);
    expect(declined.status, declined.stdout).to.equal(1);
    expect(declined.stdout).to.include('nothing was deleted');
    const { status, stdout } = await cli.atTerminal(command, [['Type the name of the app', 'Old_App\r']]);
    expect(status, stdout).to.equal(0);
    expect(stdout).to.include('revokes every token').and.include('Deleted Old_App.');
    expect(await readApps(await connectTo(org))).to.deep.equal([]);
  });
});
