import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { startLocalOrg, type LocalOrg } from '../../local-org/index.js';
import { PACKAGE_ROOT, RealCli } from '../support/realCli.js';

const exec = promisify(execFile);

interface Packed {
  filename: string;
  files: Array<{ path: string }>;
}

/** How this machine reaches its npm registry, of which a throw-away home knows nothing. */
const wayToRegistry = async (): Promise<Record<string, string>> => {
  const { stdout: registry } = await exec('npm', ['config', 'get', 'registry'], { cwd: PACKAGE_ROOT });
  const isOnTheWay = /^(npm_config_|node_extra_ca_certs|ssl_cert|https?_proxy|no_proxy)/i;
  const known = Object.entries(process.env).filter(([name]) => isOnTheWay.test(name)) as Array<[string, string]>;
  return { ...Object.fromEntries(known), npm_config_registry: registry.trim() };
};

describe('the npm package', () => {
  let cli: RealCli;
  let org: LocalOrg;
  let packed: Packed;

  before(async () => {
    cli = await RealCli.create({ link: false });
    org = await startLocalOrg();
    const manifest = join(PACKAGE_ROOT, 'oclif.manifest.json');
    await exec('oclif', ['manifest'], { cwd: PACKAGE_ROOT });
    // The code is compiled already; packing by itself would compile it again.
    const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', cli.home];
    const { stdout } = await exec('npm', words, { cwd: PACKAGE_ROOT });
    await rm(manifest);
    [packed] = Object.values(JSON.parse(stdout) as Record<string, Packed>);
  });
  after(async () => {
    await cli.dispose();
    await org.stop();
  });

  it('holds what a user needs and nothing else', () => {
    const paths = packed.files.map(({ path }) => path);
    const needed = ['oclif.manifest.json', 'package.json', 'README.md', 'LICENSE.txt', 'templates/sendsafely.yaml'];
    expect(paths).to.include.members([...needed, 'lib/commands/eca/create.js', 'schemas/eca-definition.schema.json']);
    const isNeeded = /^(lib\/.*\.js|messages\/.*\.md|schemas\/.*\.json|templates\/.*\.yaml|bin\/run\.js)$/;
    expect(paths.filter((path) => !isNeeded.test(path) && !needed.includes(path))).to.deep.equal([]);
  });

  it('installs into a clean sf CLI, and its commands work there', async () => {
    const tarball = `file:${join(cli.home, packed.filename)}`;
    const config = join(cli.home, '.config', 'sf');
    await mkdir(config, { recursive: true });
    await writeFile(join(config, 'unsignedPluginAllowList.json'), JSON.stringify([tarball]));
    const env = await wayToRegistry();
    const installed = await cli.run(['plugins', 'install', tarball], { env });
    expect(installed.status, installed.stdout + installed.stderr).to.equal(0);
    expect((await cli.run(['eca', 'template', 'display', '--template', 'sendsafely'])).stdout).to.include('SendSafely');
    await cli.login(org, 'org');
    const words = ['eca', 'create', '--template', 'sendsafely', '--profile', 'System Administrator', '-o', 'org'];
    const created = await cli.run(words);
    expect(created.status, created.stdout + created.stderr).to.equal(68);
  });
});
