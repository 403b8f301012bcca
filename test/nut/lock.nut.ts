import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import type { EcaAllowlistAddResult } from '../../src/commands/eca/allowlist/add.js';
import type { EcaAllowlistListResult } from '../../src/commands/eca/allowlist/list.js';
import type { EcaAllowlistSetResult } from '../../src/commands/eca/allowlist/set.js';
import type { EcaLockSecurityResult } from '../../src/commands/eca/lock-security.js';
import { connectVendor } from '../support/connectVendor.js';
import { RealCli, type Finished, type JsonAnswer } from '../support/realCli.js';
import { SINERGIFY, VENDOR_IP } from '../support/vendorApp.js';

const PLAUTI = 'Plauti_Server_ECA';
const PLAUTI_CALLBACK = 'https://plauti.acme.example/api/connections/oauth/callback';

describe('sf eca lock-security, up to the last click', () => {
  let cli: RealCli;
  let enforced: LocalOrg;
  let open: LocalOrg;

  const lock = (org: string, name: string, ...words: string[]): string[] => [
    ...['eca', 'lock-security', '--name', name, '--target-org', org],
    ...words,
  ];

  const asJson = (words: string[]): Promise<JsonAnswer<EcaLockSecurityResult>> => cli.json(words);

  before(async () => {
    enforced = await startLocalOrg();
    open = await startLocalOrg({ policy: 'open' });
    cli = await RealCli.create();
  });
  after(async () => {
    await cli.dispose();
    await enforced.stop();
    await open.stop();
  });

  describe("follows Sinergify's step 7", () => {
    let check: Finished;

    before(async () => {
      await cli.login(enforced, 'enforced');
      const words = ['eca', 'create', '--template', 'sinergify', '--set', 'jiraUrl=https://acme.atlassian.net'];
      expect((await cli.run([...words, '--target-org', 'enforced'])).status).to.equal(0);
      check = await cli.run(lock('enforced', SINERGIFY, '--template', 'sinergify', '--check'));
    });

    it('refuses an app that has no addresses and that nobody has used, with both reasons at once', () => {
      expect(check.status).to.equal(1);
      expect(check.stdout).to.match(/Require PKCE Extension.*yes.*on.*on/);
      expect(check.stdout)
        .to.match(/! --allow-ip: .*needed and empty/)
        .and.to.match(/! --untested: /);
      expect(check.stdout).to.include('Not ready to be locked.');
    });

    it('takes the addresses, and then hands over to a person', async () => {
      await connectVendor(enforced, SINERGIFY);
      const consent = ['--template', 'sinergify', '--allow-ip', VENDOR_IP, '--no-prompt', '--confirm', SINERGIFY];
      const { status, stdout, stderr } = await cli.run(lock('enforced', SINERGIFY, ...consent));
      expect([status, stderr]).to.deep.equal([0, '']);
      expect(stdout).to.include(`Changed ${SINERGIFY}. Ready to be locked.`);
      expect(stdout).to.match(
        /1\..*Enforce Refresh Token IP Allowlist[\s\S]*3\..*Review Controls[\s\S]*4\. Press Confirm/
      );
      expect(stdout).to.match(/Page of the last click: http.*\/ManageExternalClientApplication\/0xI\w+\/detail/);
      const {
        exitCode,
        status: said,
        result,
      } = await asJson(lock('enforced', SINERGIFY, '--template', 'sinergify', '--check'));
      expect([exitCode, said]).to.deep.equal([0, 0]);
      expect(result).to.deep.include({ name: SINERGIFY, ready: true, state: 'checked', refusals: [] });
      expect(result.evidence).to.include({ hasIssuedTokens: true, users: 1 });
    });
  });

  describe("follows Plauti's steps 5 and 6", () => {
    before(async () => {
      // Both orgs have the same user, so this login takes the place of the other one.
      await cli.login(open, 'open');
      const words = ['eca', 'create', '--template', 'plauti', '--set', `serverOutboundIp=${VENDOR_IP}`];
      const { status } = await cli.run([...words, '--callback-url', PLAUTI_CALLBACK, '--target-org', 'open']);
      expect(status).to.equal(0);
      await connectVendor(open, PLAUTI);
    });

    it('opens the page of the last click, by a URL that works once', async () => {
      const opened = join(cli.home, 'opened.txt');
      const browser = join(cli.home, 'browser.sh');
      await writeFile(browser, `#!/bin/sh\nprintf '%s' "$1" > '${opened}'\n`);
      await chmod(browser, 0o755);
      const words = lock('open', PLAUTI, '--template', 'plauti', '--open', '--no-prompt', '--confirm', PLAUTI);
      const { status, stdout, stderr } = await cli.run(words, { env: { BROWSER: browser } });
      expect([status, stderr]).to.deep.equal([0, '']);
      expect(stdout).to.include('Opened the page in your browser.');
      let url = '';
      for (let tries = 0; tries < 50 && url === ''; tries += 1) {
        await sleep(100);
        url = await readFile(opened, 'utf8').catch(() => '');
      }
      const { pathname, searchParams } = new URL(url);
      expect(pathname).to.equal('/secur/frontdoor.jsp');
      expect(searchParams.get('startURL')).to.match(
        /^\/lightning\/setup\/ManageExternalClientApplication\/0xI\w+\/detail$/
      );
      expect(searchParams.get('otp')).to.be.a('string');
      for (const secret of [open.accessToken, searchParams.get('otp') ?? ''])
        expect(stdout + stderr).not.to.include(secret);
      expect(url).not.to.include(open.accessToken);
    });

    it('is followed by the vendor moving: the allowlist alone', async () => {
      const allowlist = (verb: string, ...words: string[]): string[] => [
        ...['eca', 'allowlist', verb, '--name', PLAUTI, '--target-org', 'open'],
        ...words,
      ];
      const file = join(cli.home, 'addresses.txt');
      await writeFile(file, '# Plauti\n52.29.101.0/30 Cluster\n');
      const added = await cli.json<EcaAllowlistAddResult>(allowlist('add', '--file', file));
      expect([added.exitCode, added.result.state, added.result.addresses]).to.deep.equal([0, 'updated', 5]);

      const { status, stdout } = await cli.run(allowlist('list'));
      expect(status).to.equal(0);
      expect(stdout)
        .to.match(/52\.29\.100\.17.*Plauti Server outbound IP/)
        .and.to.match(/52\.29\.101\.3.*4.*Cluster/);
      expect(stdout).to.include('2 of 128 ranges, 5 of 256 addresses.');

      const refused = await cli.run(allowlist('remove', '--allow-ip', VENDOR_IP));
      expect(refused.status).to.equal(1);
      expect(refused.stderr).to.include(VENDOR_IP).and.to.include('--no-prompt');
      const removed = await cli.run(allowlist('remove', '--allow-ip', VENDOR_IP, '--no-prompt'));
      expect(removed.status).to.equal(0);
      expect(removed.stdout).to.include(`Cut off: ${VENDOR_IP}`);

      const { result } = await cli.json<EcaAllowlistListResult>(allowlist('list'));
      const list = join(cli.home, 'list.json');
      await writeFile(list, JSON.stringify(result.ranges));
      const same = await cli.json<EcaAllowlistSetResult>(allowlist('set', '--file', list));
      expect([same.exitCode, same.result.state]).to.deep.equal([0, 'unchanged']);
    });
  });
});
