import { chmod, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import { appFiles, connect, deployApp } from '../support/deployedApp.js';
import { PACKAGE_ROOT, RealCli } from '../support/realCli.js';
import { SIGNING_CERTIFICATE, SIGNING_KEY } from '../support/signingKey.js';

/** What `sf org display` tells of a login. */
interface Shown {
  username: string;
  connectedStatus: string;
  instanceUrl: string;
}

const freePort = async (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });

describe('logins of the CLI itself through an app in local-org', () => {
  let cli: RealCli;
  let org: LocalOrg;

  beforeEach(async () => {
    org = await startLocalOrg();
    cli = await RealCli.create({ link: false });
  });

  afterEach(async () => {
    await cli.dispose();
    await org.stop();
  });

  const shown = async (): Promise<Shown> => (await cli.json<Shown>(['org', 'display', '--target-org', 'app'])).result;

  describe('sf org login jwt', () => {
    const logIn = async (consumerKey: string): Promise<{ status: number; message?: string }> => {
      const keyFile = join(cli.home, 'server.key');
      await writeFile(keyFile, SIGNING_KEY, { mode: 0o600 });
      const words = ['org', 'login', 'jwt', '--client-id', consumerKey, '--jwt-key-file', keyFile];
      return cli.json([...words, '--username', org.username, '--instance-url', org.instanceUrl, '--alias', 'app']);
    };

    it('logs in a user whom an administrator has approved', async () => {
      const { consumerKey } = await deployApp(
        await connect(org),
        appFiles({
          global: { certificate: SIGNING_CERTIFICATE },
          policies: {
            commaSeparatedProfile: 'System Administrator',
            permittedUsersPolicyType: 'AdminApprovedPreAuthorized',
          },
        })
      );
      expect(await logIn(consumerKey)).to.include({ status: 0 });
      expect(await shown()).to.include({
        username: org.username,
        connectedStatus: 'Connected',
        instanceUrl: org.instanceUrl,
      });
    });

    it('says that the user has not approved the app', async () => {
      const { consumerKey } = await deployApp(
        await connect(org),
        appFiles({ global: { certificate: SIGNING_CERTIFICATE } })
      );
      const { status, message } = await logIn(consumerKey);
      expect(status).not.to.equal(0);
      expect(message).to.include("user hasn't approved this consumer");
    });
  });

  it('sf org login web: logs in whoever logs in to the org in the browser that it opens', async () => {
    const port = await freePort();
    const { consumerKey, consumerSecret } = await deployApp(
      await connect(org),
      appFiles({ global: { callbackUrl: `http://localhost:${port}/OauthRedirect` }, scopes: 'Api,Web,RefreshToken' })
    );
    const project = { packageDirectories: [{ path: 'app', default: true }], oauthLocalPort: port };
    await writeFile(join(cli.home, 'sfdx-project.json'), JSON.stringify(project));
    const browser = join(cli.home, 'browser');
    const script = join(PACKAGE_ROOT, 'build', 'test', 'support', 'playBrowser.js');
    // As a browser does, it lets whoever starts it go on at once: sf listens only then.
    const play = `sleep 0.5; "${process.execPath}" "${script}" "$1" "${org.username}"`;
    await writeFile(browser, `#!/bin/sh\n(${play}) >/dev/null 2>&1 &\n`);
    await chmod(browser, 0o700);

    const { stdout } = await cli.atTerminal(
      `sf org login web --client-id ${consumerKey} --instance-url ${org.instanceUrl} --alias app`,
      [['client secret', consumerSecret, '\r']],
      { BROWSER: browser }
    );
    expect(stdout).to.include(`Successfully authorized ${org.username}`);
    expect(await shown()).to.include({ username: org.username, connectedStatus: 'Connected' });
  });
});
