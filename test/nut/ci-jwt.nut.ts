import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { startLocalOrg } from '../../local-org/index.js';
import { RealCli } from '../support/realCli.js';

/** What `sf org display` tells of a login. */
interface Shown {
  username: string;
  connectedStatus: string;
}

describe('a login for a pipeline, from nothing', () => {
  let cli: RealCli;

  before(async () => {
    cli = await RealCli.create();
  });
  after(() => cli.dispose());

  for (const edition of ['production', 'sandbox', 'scratch'] as const) {
    it(`works in an org of the kind ${edition}, by the command that is printed`, async () => {
      const domain = edition === 'sandbox' ? 'acme.example.uat' : 'acme.example';
      const org = await startLocalOrg({
        deployTime: 0,
        edition,
        domain: edition === 'scratch' ? 'scratch.example' : domain,
      });
      try {
        await cli.login(org, edition);
        const user = `integration@${org.username.split('@')[1] ?? ''}`;
        const keyFile = join(cli.home, `${edition}.key`);
        const set = `--set username='${user}' --set keyFile=${keyFile}`;
        const { status, stdout } = await cli.inShell(
          `sf eca create --template ci-jwt ${set} --test --no-prompt --target-org ${edition}`
        );
        expect(status, stdout).to.equal(0);
        expect(stdout).to.include('CI_Login: logging in works.').and.include(`who it is for: ${user}`);
        expect((await stat(keyFile)).mode & 0o777).to.equal(0o600);
        const printed = /: (sf org login jwt .*)$/m.exec(stdout)?.[1] ?? 'none';
        const login = await cli.inShell(`${printed} --alias ci-${edition}`);
        expect(login.status, `${printed}\n${login.stdout}`).to.equal(0);
        const { result } = await cli.json<Shown>(['org', 'display', '--target-org', `ci-${edition}`]);
        expect(result).to.include({ username: user, connectedStatus: 'Connected' });
      } finally {
        await org.stop();
      }
    });
  }
});
