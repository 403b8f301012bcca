import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PACKAGE_ROOT, RealCli } from './realCli.js';

const exec = promisify(execFile);

/** The packed plugin: where the tarball is, and the paths of what it holds. */
export interface Packed {
  tarball: string;
  paths: string[];
}

/** Packs the plugin as `npm pack` does, of what is built already, into a folder. */
export const pack = async (folder: string): Promise<Packed> => {
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await exec('npm', words, { cwd: PACKAGE_ROOT });
  const [{ filename, files }] = Object.values(
    JSON.parse(stdout) as Record<string, { filename: string; files: Array<{ path: string }> }>
  );
  return { tarball: join(folder, filename), paths: files.map(({ path }) => path) };
};

/**
 * How this machine reaches its npm registry, of which a throw-away home knows nothing. Nothing else that an npm above
 * this process has set: another version of npm warns of what it does not know.
 */
const wayToRegistry = async (): Promise<Record<string, string>> => {
  const { stdout: registry } = await exec('npm', ['config', 'get', 'registry'], { cwd: PACKAGE_ROOT });
  const isOnTheWay =
    /^(npm_config_(cache|ca|cafile|strict_ssl|(https_)?proxy|noproxy)|node_extra_ca_certs|ssl_cert_.*|https?_proxy|no_proxy)$/i;
  const known = Object.entries(process.env).filter(([name]) => isOnTheWay.test(name)) as Array<[string, string]>;
  return { ...Object.fromEntries(known), npm_config_registry: registry.trim() };
};

/**
 * Installs the packed plugin into a CLI as a user does who trusts it.
 *
 * @returns what sf printed
 * @throws Error if sf does not install it
 */
export const install = async (cli: RealCli, { tarball }: Packed): Promise<string> => {
  const source = `file:${tarball}`;
  const config = join(cli.home, '.config', 'sf');
  await mkdir(config, { recursive: true });
  await writeFile(join(config, 'unsignedPluginAllowList.json'), JSON.stringify([source]));
  const { status, stdout, stderr } = await cli.run(['plugins', 'install', source], { env: await wayToRegistry() });
  if (status !== 0) throw new Error(`sf does not install the packed plugin:\n${stdout}\n${stderr}`);
  return stdout + stderr;
};

/** A CLI with a home folder of its own, into which the packed plugin is installed. */
export const createInstalledCli = async (): Promise<RealCli> => {
  const cli = await RealCli.create({ link: false });
  await install(cli, await pack(cli.home));
  return cli;
};
