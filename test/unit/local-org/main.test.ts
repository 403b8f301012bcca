import { expect } from 'chai';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { LocalOrg } from '../../../local-org/index.js';
import { QUIRKS } from '../../../local-org/org/options.js';

const main = fileURLToPath(new URL('../../../local-org/main.js', import.meta.url));

const firstLine = async (child: ChildProcess): Promise<string> => {
  if (!child.stdout) throw new Error('no stdout');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return line;
};

describe('local-org: as a command', () => {
  it('prints one line once it listens, tells of what it does not know, and ends with SIGTERM', async () => {
    const child = spawn(process.execPath, [main, '--verbose', '--edition', 'sandbox', '--api-version', '67']);
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const { instanceUrl, accessToken, username, orgId } = JSON.parse(await firstLine(child)) as LocalOrg;
    expect(instanceUrl).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(username).to.equal('admin@local.org');
    expect(orgId).to.match(/^00D\w{15}$/);
    expect(accessToken.startsWith(`${orgId.slice(0, 15)}!`)).to.equal(true);

    const headers = { authorization: `Bearer ${accessToken}` };
    const versions = (await (await fetch(`${instanceUrl}/services/data`)).json()) as Array<{ version: string }>;
    expect(versions.at(-1)?.version).to.equal('67.0');
    expect((await fetch(`${instanceUrl}/services/nothing?token=${accessToken}`, { headers })).status).to.equal(404);
    expect((await fetch(`${instanceUrl}/login.jsp`)).status).to.equal(404);

    child.kill('SIGTERM');
    expect(await once(child, 'exit')).to.deep.equal([0, null]);
    expect(errors).to.equal(
      'local-org does not know: GET /services/nothing\nlocal-org does not know: GET /login.jsp\n'
    );
  });

  it('is another org, with other users, in another domain, and the same one when it starts again', async () => {
    const identityOf = async (...args: string[]): Promise<string> => {
      const child = spawn(process.execPath, [main, ...args]);
      const { username, orgId } = JSON.parse(await firstLine(child)) as LocalOrg;
      child.kill('SIGTERM');
      await once(child, 'exit');
      expect(orgId).to.match(/^00D\w{15}$/);
      return `${username} ${orgId}`;
    };
    const uat = ['--domain', 'uat.acme.example'];
    const [usual, first, again] = await Promise.all([identityOf(), identityOf(...uat), identityOf(...uat)]);
    expect(first)
      .to.match(/^admin@uat\.acme\.example /)
      .and.equal(again);
    expect(first.split(' ')[1]).not.to.equal(usual.split(' ')[1]);
  });

  for (const [flag, value, problem] of [
    ['--port', 'many', '--port takes a whole number, not "many"'],
    ['--policy', 'strict', '--policy takes enforced or open, not "strict"'],
    ['--edition', 'dev', '--edition takes production or sandbox or scratch, not "dev"'],
    ['--domain', 'me@acme.example', '--domain takes what the usernames end in, such as uat.acme.example'],
    ['--quirk', 'odd', `--quirk takes ${QUIRKS.join(' or ')}, not "odd"`],
    ['--activation-delay', 'soon', '--activation-delay takes a whole number, not "soon"'],
    ['--client-address', 'here', '--client-address takes an IP address, not "here"'],
    ['--namespace', '1st', '--namespace takes a name of at most 15 letters and digits, not "1st"'],
    ['--installed', 'Shop', '--installed takes an app with its name space, such as acme__Shop, not "Shop"'],
    ['--api-version', '12', '--api-version takes a version from 31.0 on, such as 68.0, not "12"'],
  ] as const) {
    it(`refuses ${flag} ${value}`, () => {
      const { status, stderr } = spawnSync(process.execPath, [main, flag, value], { encoding: 'utf8' });
      expect(status).to.equal(2);
      expect(stderr).to.include(problem).and.include('Usage: local-org');
    });
  }
});
