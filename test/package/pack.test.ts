import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import { install, pack, type Packed } from '../support/installed.js';
import { RealCli } from '../support/realCli.js';

describe('the npm package', () => {
  let cli: RealCli;
  let org: LocalOrg;
  let packed: Packed;

  before(async () => {
    cli = await RealCli.create({ link: false });
    org = await startLocalOrg();
    packed = await pack(cli.home);
  });
  after(async () => {
    await cli.dispose();
    await org.stop();
  });

  it('holds what a user needs and nothing else', () => {
    const needed = [
      'oclif.manifest.json',
      'package.json',
      'README.md',
      'LICENSE.txt',
      'lib/THIRD-PARTY-NOTICES.txt',
      'lib/commands/eca/create.js',
      'templates/sendsafely.yaml',
      'schemas/eca-definition.schema.json',
    ];
    expect(packed.paths).to.include.members(needed);
    const isNeeded = /^(lib\/.*\.js|schemas\/.*\.json|templates\/.*\.yaml|bin\/run\.js)$/;
    expect(packed.paths.filter((path) => !isNeeded.test(path) && !needed.includes(path))).to.deep.equal([]);
  });

  describe('installed into a clean sf CLI', () => {
    let printed: string;

    before(async () => {
      printed = await install(cli, packed);
      await cli.login(org, 'org');
    });

    it('brings few packages with it, and no warning', async () => {
      expect(printed).not.to.match(/npm warn|may not work/i);
      const folder = join(cli.home, '.local', 'share', 'sf', 'node_modules');
      const packages = (await readdir(folder)).filter((name) => !name.startsWith('.'));
      expect(packages).to.include('sf-plugin-eca').and.not.include('@salesforce');
    });

    it('sets up an app, of a template that lies in the package', async () => {
      const { stdout } = await cli.run(['eca', 'template', 'display', '--template', 'sendsafely']);
      expect(stdout).to.include('SendSafely');
      const words = ['eca', 'create', '--template', 'sendsafely', '--profile', 'System Administrator', '-o', 'org'];
      const created = await cli.run(words);
      expect(created.status, created.stdout + created.stderr).to.equal(68);
    });

    it("finds what sf's own libraries say, which lies in no file any more", async () => {
      const { stderr } = await cli.run(['eca', 'display', '--name', 'Any', '-o', 'nobody@example.com']);
      expect(stderr).to.include('No authorization information found for nobody@example.com');
      const help = await cli.run(['eca', 'display', '--help']);
      expect(help.stdout).to.include('Username or alias of the target org');
    });

    it('writes the log file that sf writes, in a worker of the logger', async () => {
      const env = { SF_DISABLE_LOG_FILE: 'false', SF_LOG_LEVEL: 'debug' };
      await mkdir(join(cli.home, '.sf'), { recursive: true });
      expect((await cli.run(['eca', 'list', '-o', 'org'], { env })).status).to.equal(0);
      const logs = (await readdir(join(cli.home, '.sf'))).filter((name) => name.endsWith('.log'));
      const text = (await Promise.all(logs.map((name) => readFile(join(cli.home, '.sf', name), 'utf8')))).join('');
      expect(text).to.include('connection').and.not.include(org.accessToken);
    });
  });
});
