import { writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stubSfCommandUx } from '@salesforce/sf-plugins-core';
import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import sinon from 'sinon';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import EcaAllowlistAdd from '../../src/commands/eca/allowlist/add.js';
import EcaAllowlistList from '../../src/commands/eca/allowlist/list.js';
import EcaAllowlistRemove from '../../src/commands/eca/allowlist/remove.js';
import EcaAllowlistSet from '../../src/commands/eca/allowlist/set.js';
import EcaAudit from '../../src/commands/eca/audit.js';
import EcaLockSecurity from '../../src/commands/eca/lock-security.js';
import { EcaCommand } from '../../src/ui/ecaCommand.js';
import { terminalPrompter } from '../../src/ui/prompts.js';
import { withFailing } from '../support/failingFiles.js';
import { connectTo, failureOf } from '../support/operations.js';
import { PACKAGE_ROOT } from '../support/realCli.js';
import { saveLogin } from '../support/savedLogin.js';
import { deploysIn } from '../support/packages.js';
import { startRecorder, type Recorder } from '../support/recorder.js';
import { stubTables } from '../support/tables.js';
import { appOf, setUp, VENDOR_IP } from '../support/vendorApp.js';

const APP = 'By_Hand';

describe('what the commands around the lock print, ask and return', () => {
  let org: LocalOrg;
  let recorder: Recorder;
  let connection: Connection;
  let folder: string;
  let ux: ReturnType<typeof stubSfCommandUx>;
  let rows: ReturnType<typeof stubTables>;
  const sandbox = sinon.createSandbox();

  const printed = (): string => ux.log.args.flat().join('\n');
  const warned = (): string => ux.warn.args.map(([warning]) => JSON.stringify(warning)).join('\n');
  const onApp = (...words: string[]): string[] => ['--name', APP, ...words, '--target-org', org.username];
  const sent = async (): Promise<string[]> => (await deploysIn(recorder.requests)).flat();

  const atTerminal = (): void => {
    const base = EcaCommand.prototype as unknown as { isAtTerminal: () => boolean };
    sandbox.stub(base, 'isAtTerminal').returns(true);
  };

  beforeEach(async () => {
    org = await startLocalOrg({ deployTime: 0, policy: 'open' });
    recorder = await startRecorder(org.instanceUrl);
    folder = await mkdtemp(join(tmpdir(), 'sf-plugin-eca-lock-'));
    connection = await connectTo({ ...org, instanceUrl: recorder.url });
    await saveLogin({ ...org, instanceUrl: recorder.url });
    const settings = {
      'oauth.callbackUrls': ['https://vendor.example/oauth'],
      'oauth.scopes': ['api', 'refresh_token'],
      'oauth.security.requirePkce': false,
      'oauth.security.requireSecretForRefreshTokenFlow': false,
    };
    await setUp(connection, appOf(APP, settings));
    recorder.requests.length = 0;
    ux = stubSfCommandUx(sandbox);
    rows = stubTables(sandbox);
  });
  afterEach(async () => {
    sandbox.restore();
    process.exitCode = undefined;
    await rm(folder, { recursive: true });
    await recorder.stop();
    await org.stop();
  });

  describe('lock-security', () => {
    it("shows the controls as Setup's dialog lists them, before anything else", async () => {
      await EcaLockSecurity.run(onApp('--allow-ip', VENDOR_IP, '--untested', '--check'), PACKAGE_ROOT);
      expect(process.exitCode).to.equal(0);
      const row = (control: string, willBe: string, now = 'off'): object => ({ control, needed: 'yes', now, willBe });
      const shown = rows().map(({ reason, ...rest }) => {
        expect(reason).to.include('authorizationCode');
        return rest;
      });
      expect(shown).to.deep.equal([
        row('Require PKCE Extension', 'on'),
        row('Enable Refresh Token Rotation', 'on'),
        row('Limit Idle TTL to 30 Days', 'on'),
        row('Refresh Token IP Allowlist', 'ranges: 1', 'none'),
      ]);
      expect(printed()).to.include('Allowlist: 1 of 128 ranges, 1 of 256 addresses.').and.to.include('without --check');
    });

    it('does not call off what an API version does not show', async () => {
      await EcaLockSecurity.run(onApp('--check', '--api-version', '65.0'), PACKAGE_ROOT);
      expect(process.exitCode).to.equal(1);
      expect(rows().map(({ now }) => now)).to.deep.equal(['off', 'off', 'not shown in API 65', 'not shown in API 65']);
    });

    it('does not call ready what something speaks against', async () => {
      await EcaLockSecurity.run(
        onApp('--allow-ip', VENDOR_IP, '--untested', '--no-prompt', '--confirm', APP),
        PACKAGE_ROOT
      );
      const { ready, refusals } = await EcaLockSecurity.run(onApp('--check'), PACKAGE_ROOT);
      expect([process.exitCode, ready, refusals.length]).to.deep.equal([1, true, 1]);
      expect(ux.log.args.flat().at(-1)).to.include('what speaks against it stands above');
    });

    it('goes on once the person has typed the name, and takes nothing else for it', async () => {
      atTerminal();
      const judged: unknown[] = [];
      const ask = sandbox.stub(terminalPrompter, 'ask').callsFake((_message, judge) => {
        for (const text of ['', 'yes', 'by_hand', APP]) judged.push(judge(text));
        return Promise.resolve(APP);
      });
      const { ready, state } = await EcaLockSecurity.run(onApp('--allow-ip', VENDOR_IP), PACKAGE_ROOT);
      expect([ready, state]).to.deep.equal([true, 'updated']);
      expect(ask.firstCall.args[0]).to.include(APP);
      expect(judged.map((wrong) => wrong === undefined)).to.deep.equal([false, false, false, true]);
      expect(printed())
        .to.match(/only by Salesforce Customer Support/)
        .and.to.include('Press Confirm');
      expect(warned()).to.include('Nothing shows that this app has ever issued a token');
      expect(await sent()).to.have.length(2);
    });

    it('asks nothing where something speaks against it', async () => {
      atTerminal();
      const ask = sandbox.stub(terminalPrompter, 'ask');
      const error = await failureOf(EcaLockSecurity.run(onApp(), PACKAGE_ROOT));
      expect(error.message).to.include('--allow-ip: ').and.not.to.include('--untested').and.not.to.include('--confirm');
      expect(ask.called).to.equal(false);
      expect(await sent()).to.deep.equal([]);
    });

    it('tells of a browser that cannot be opened, and where the page is', async () => {
      recorder.interfere = ({ path }) =>
        path.includes('singleaccess') ? { status: 403, body: '[{"errorCode":"X","message":"no bridge"}]' } : undefined;
      const words = ['--allow-ip', VENDOR_IP, '--untested', '--open', '--no-prompt', '--confirm', APP];
      const { confirmUrl } = await EcaLockSecurity.run(onApp(...words), PACKAGE_ROOT);
      expect(process.exitCode).to.equal(0);
      expect(warned()).to.include(confirmUrl);
    });
  });

  describe('allowlist', () => {
    it('says that there is none', async () => {
      await EcaAllowlistList.run(onApp(), PACKAGE_ROOT);
      expect(printed()).to.include(`The refresh token IP allowlist of ${APP} is empty.`);
    });

    it('asks before it cuts off, and then does it', async () => {
      await EcaAllowlistAdd.run(onApp('--allow-ip', VENDOR_IP, '--description', 'EU'), PACKAGE_ROOT);
      expect(printed()).to.include(`Added: ${VENDOR_IP}`);
      atTerminal();
      const confirm = sandbox.stub(terminalPrompter, 'confirm').resolves(false);
      const declined = await failureOf(EcaAllowlistRemove.run(onApp('--allow-ip', VENDOR_IP), PACKAGE_ROOT));
      expect(declined.name).to.equal('DeclinedError');
      confirm.resolves(true);
      const { cutOff, ranges } = await EcaAllowlistSet.run(onApp('--allow-ip', '52.29.100.18'), PACKAGE_ROOT);
      expect(cutOff.map(({ start }) => start)).to.deep.equal([VENDOR_IP]);
      expect(ranges.map(({ start }) => start)).to.deep.equal(['52.29.100.18']);
      await EcaAllowlistList.run(onApp(), PACKAGE_ROOT);
      expect(rows()).to.deep.equal([{ start: '52.29.100.18', end: '52.29.100.18', addresses: '1', description: '' }]);
    });

    it('only rehearses without asking', async () => {
      await EcaAllowlistAdd.run(onApp('--allow-ip', VENDOR_IP), PACKAGE_ROOT);
      const { state } = await EcaAllowlistRemove.run(onApp('--allow-ip', VENDOR_IP, '--dry-run'), PACKAGE_ROOT);
      expect(state).to.equal('validated');
      expect(await sent()).to.have.length(1);
    });
  });

  describe('audit', () => {
    const onOrg = (...words: string[]): string[] => [...words, '--target-org', org.username];

    it('draws a table, worst first', async () => {
      await EcaAudit.run(onOrg(), PACKAGE_ROOT);
      expect(rows().map(({ severity }) => severity)).to.deep.equal([
        ...['high', 'high'],
        ...['medium', 'medium', 'medium', 'medium', 'medium'],
        'low',
      ]);
      expect(process.exitCode).to.equal(undefined);
    });

    it('prints JSON that is the result itself', async () => {
      const report = await EcaAudit.run(onOrg('--format', 'json'), PACKAGE_ROOT);
      expect(JSON.parse(printed())).to.deep.equal(JSON.parse(JSON.stringify(report)));
    });

    for (const [ending, beginning] of [
      ['html', '<!doctype html>'],
      ['sarif', '{\n  "$schema"'],
      ['json', '{\n  "org"'],
      ['txt', 'Apps judged: 1.'],
    ]) {
      it(`writes a file in the form that its ending asks for: .${ending}`, async () => {
        const file = join(folder, `apps.${ending}`);
        await EcaAudit.run(onOrg('--output-file', file), PACKAGE_ROOT);
        expect((await readFile(file, 'utf8')).startsWith(beginning)).to.equal(true);
      });
    }

    it('does not guess what an ending means that it does not know', async () => {
      const error = await failureOf(EcaAudit.run(onOrg('--output-file', join(folder, 'apps.csv')), PACKAGE_ROOT));
      expect(error.name).to.equal('UnknownEndingError');
      await EcaAudit.run(onOrg('--output-file', join(folder, 'apps.csv'), '--format', 'json'), PACKAGE_ROOT);
    });

    it('leaves the report of before where the disk is full', async () => {
      const file = join(folder, 'apps.txt');
      await writeFile(file, 'the report of before');
      const half = (path: unknown): string => {
        writeFileSync(String(path), 'half');
        return 'ENOSPC';
      };
      const run = (): Promise<unknown> => EcaAudit.run(onOrg('--output-file', file), PACKAGE_ROOT);
      const error = await withFailing('writeFile', half, () => failureOf(run()));
      expect(error.message).to.include(`${file} (ENOSPC)`);
      expect(await readFile(file, 'utf8')).to.equal('the report of before');
      expect((await readdir(folder)).filter((name) => name.startsWith('.'))).to.deep.equal([]);
    });

    it('says where a report cannot be written', async () => {
      const error = await failureOf(EcaAudit.run(onOrg('--output-file', join(folder, 'no', 'a.html')), PACKAGE_ROOT));
      expect(error.message).to.include('ENOENT');
    });
  });
});
