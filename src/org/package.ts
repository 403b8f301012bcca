import { dirname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import {
  ComponentSet,
  MetadataConverter,
  MetadataResolver,
  registry,
  RegistryAccess,
  VirtualTreeContainer,
} from '@salesforce/source-deploy-retrieve';

/** A file of a package that exists only in memory. */
export interface PackageFile {
  /** Path below the package, such as `externalClientApps/My_App.eca-meta.xml`. */
  path: string;
  content: string;
}

/** SDR's tree of files in memory, with the stream that packing asks for. */
class MemoryTree extends VirtualTreeContainer {
  public override stream(path: string): Readable {
    return Readable.from(this.readFileSync(path));
  }
}

const ROOT = `${sep}eca`;

/**
 * The types as Salesforce has them. Without it each part of SDR would merge them with what the user's project, which
 * has no say in what this plugin deploys, makes of them.
 */
export const STANDARD_TYPES = new RegistryAccess(registry);

const toTree = (files: PackageFile[]): MemoryTree => {
  const folders = new Map<string, Array<{ name: string; data: Buffer }>>();
  for (const { path, content } of files) {
    const folder = dirname(path);
    const name = path.slice(folder.length + 1);
    folders.set(folder, [...(folders.get(folder) ?? []), { name, data: Buffer.from(content) }]);
  }
  return new MemoryTree([
    { dirPath: ROOT, children: [...folders.keys()] },
    ...[...folders].map(([folder, children]) => ({ dirPath: join(ROOT, folder), children })),
  ]);
};

/** The files as components that SDR can deploy. */
export const toComponentSet = (files: PackageFile[], apiVersion: string): ComponentSet => {
  // A .forceignore file of the user's project has no say in what this plugin deploys.
  const resolver = new MetadataResolver(STANDARD_TYPES, toTree(files), false);
  const set = new ComponentSet(resolver.getComponentsFromPath(ROOT), STANDARD_TYPES);
  set.apiVersion = apiVersion;
  set.sourceApiVersion = apiVersion;
  return set;
};

/** The files as the zip file of a deploy, packed by SDR and never written to disk. */
export const toZip = async (files: PackageFile[], apiVersion: string): Promise<Buffer> => {
  const components = toComponentSet(files, apiVersion);
  const { zipBuffer } = await new MetadataConverter(STANDARD_TYPES).convert(components, 'metadata', { type: 'zip' });
  if (!zipBuffer) throw new Error('SDR made no zip file.');
  return zipBuffer;
};
