import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Connection } from '@salesforce/core';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { readXml, type XmlElement } from '../../local-org/xml/read.js';
import { memberOfFile } from '../../src/metadata/componentTypes.js';
import { groupByApp, type Component } from '../../src/metadata/components.js';
import { followDeploy } from '../../src/org/deploy.js';
import { appComponents, knownTypes } from '../../src/org/liveApp.js';
import { readZip } from '../../src/org/zip.js';
import type { ApiName } from '../../src/settings/apiNames.js';

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

/** What stands in a component: element → its texts and groups, in their order. */
export type Contents = Record<string, Array<string | object>>;

const contentsOfElement = ({ children }: XmlElement): Contents => {
  const contents: Contents = {};
  for (const child of children) {
    const value = child.children.length > 0 ? contentsOfElement(child) : child.text;
    // An element without anything in it says nothing.
    if (value !== '') (contents[child.name] ??= []).push(value);
  }
  return contents;
};

/**
 * What stands in files, by component, to the letter: read by local-org's reader and not by the plugin's, which is what is
 * tried here.
 */
export const contentsOf = (files: CorpusSet['files']): Record<string, Contents> =>
  Object.fromEntries(
    [...files].flatMap(([path, text]) => {
      const member = memberOfFile(path);
      if (!member) return [];
      const elements = Object.entries(contentsOfElement(readXml(text)));
      return [[nameOf(member), Object.fromEntries(elements.filter(([name]) => !OF_THE_ORG.includes(name)))]];
    })
  );

/** What a component is called among the contents. */
export const nameOf = ({ type, fullName }: Pick<Component, 'fullName'> & { type: string }): string =>
  `${type} ${fullName}`;

const retrieveZip = async (connection: Connection): Promise<Buffer> => {
  const types = knownTypes(connection).map((name) => ({ name, members: ['*'] }));
  const version = connection.getApiVersion();
  const request = { apiVersion: version, singlePackage: true, unpackaged: { types, version } };
  const { id } = await connection.metadata.retrieve(
    request as unknown as Parameters<Connection['metadata']['retrieve']>[0]
  );
  for (;;) {
    const { done, zipFile } = await connection.metadata.checkRetrieveStatus(id);
    if (done) return Buffer.from(zipFile, 'base64');
  }
};

/** What the org holds of all apps. */
export const contentsOfOrg = async (connection: Connection): Promise<Record<string, Contents>> => {
  const text = new TextDecoder();
  const files = Object.entries(unzipSync(await retrieveZip(connection)));
  return contentsOf(new Map(files.map(([path, content]) => [path, text.decode(content)])));
};
