import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Connection } from '@salesforce/core';
import { strToU8, zipSync } from 'fflate';
import { groupByApp, memberKey, type Component } from '../../src/metadata/components.js';
import { readAllApps } from '../../src/org/apps.js';
import { followDeploy } from '../../src/org/deploy.js';
import { appComponents } from '../../src/org/liveApp.js';
import { readZip } from '../../src/org/zip.js';
import type { ApiName } from '../../src/settings/apiNames.js';
import type { XmlElements, XmlValue } from '../../src/settings/codecs.js';

const FOLDER = fileURLToPath(new URL('../../../test/corpus', import.meta.url));

/** A set of files as an org's retrieve gives them. */
export interface CorpusSet {
  name: string;
  /** Text by path. */
  files: ReadonlyMap<string, string>;
  /** The API version of its package.xml. */
  version: string;
  /** What the plugin reads in it, by app. */
  apps: Map<ApiName, Component[]>;
}

const readSet = async (name: string): Promise<CorpusSet> => {
  const folder = join(FOLDER, name);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const read = entries
    .filter((entry) => entry.isFile())
    .map(async (entry): Promise<[string, string]> => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path).split(sep).join('/'), await readFile(path, 'utf8')];
    });
  const files = new Map(await Promise.all(read));
  const [, version = ''] = /<version>(.*)<\/version>/.exec(files.get('package.xml') ?? '') ?? [];
  return { name, files, version, apps: groupByApp(appComponents(readZip(toZip(files)))) };
};

const toZip = (files: CorpusSet['files']): Uint8Array =>
  zipSync(Object.fromEntries([...files].map(([path, text]) => [path, strToU8(text)])));

/** All sets of the corpus. */
export const readCorpus = async (): Promise<CorpusSet[]> => {
  const entries = await readdir(FOLDER, { withFileTypes: true });
  return Promise.all(entries.filter((entry) => entry.isDirectory()).map(({ name }) => readSet(name)));
};

/** What the corpus's own index says: set → version. */
export const readIndex = async (): Promise<Map<string, string>> => {
  const index = await readFile(join(FOLDER, 'README.md'), 'utf8');
  return new Map([...index.matchAll(/^\| `(.+?)` +\| (\d+)/gm)].map(([, name, version]) => [name, `${version}.0`]));
};

/** Only a packaged app may be linked to another org's consumer: docs/platform.md#deploying */
const forOtherOrg = (files: CorpusSet['files']): CorpusSet['files'] =>
  [...files.values()].some((text) => text.includes('<distributionState>Packaged<'))
    ? files
    : new Map([...files].map(([path, text]) => [path, text.replace(/ *<oauthLink>.*<\/oauthLink>\n/, '')]));

/** Deploys the files of a set as they are. */
export const deploySet = async (connection: Connection, { files }: CorpusSet): Promise<void> => {
  const zip = Buffer.from(toZip(forOtherOrg(files)));
  const { id } = await connection.metadata.deploy(zip, { singlePackage: true, rollbackOnError: true });
  const { succeeded, failures } = await followDeploy(connection, id ?? '', {});
  if (!succeeded) throw new Error(failures.map(({ fullName, problem }) => `${fullName}: ${problem}`).join('\n'));
};

/** All labels of profiles that a set grants something to. */
export const profilesIn = ({ apps }: CorpusSet): string[] =>
  [...apps.values()].flat().flatMap(({ elements: { commaSeparatedProfile: profiles } }) =>
    typeof profiles === 'string'
      ? profiles
          .split(',')
          .map((profile) => profile.trim())
          .filter(Boolean)
      : []
  );

/** What an org writes itself, or gives to nobody. */
const OF_THE_ORG = ['oauthLink', 'orgScopedExternalApp'];

const isNothing = (value: XmlValue): boolean =>
  typeof value === 'string'
    ? value.trim() === ''
    : Array.isArray(value)
      ? value.length === 0
      : Object.keys(value).length === 0;

/** Elements that say something, a list also where it has one item. */
const telling = (value: XmlValue): XmlValue => {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((item) => telling(item) as XmlElements).filter((item) => !isNothing(item));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !name.startsWith('@'))
      .map(([name, inner]): [string, XmlValue] => [name, telling(inner)])
      .filter(([, inner]) => !isNothing(inner))
  );
};

/** What stands in components: component → element → contents. */
export type Contents = Record<string, XmlElements>;

export const contentsOf = (components: Component[]): Contents =>
  Object.fromEntries(
    components.map((component) => {
      const entries = Object.entries(telling(component.elements)).filter(([name]) => !OF_THE_ORG.includes(name));
      return [memberKey(component), Object.fromEntries(entries) as XmlElements];
    })
  );

/** What the org holds of all apps. */
export const contentsOfOrg = async (connection: Connection): Promise<Contents> =>
  contentsOf((await readAllApps(connection)).flatMap(({ components }) => components));
