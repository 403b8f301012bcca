import { ComponentFileError, readComponentFile } from '../metadata/read-component.js';
import { readPackageXml, type PackageManifest } from '../metadata/package-xml.js';
import { contentType, filePath, findType, findTypeOfFile, isAvailable, type MetadataType } from '../metadata/types.js';
import type { Fields } from '../org/components.js';
import { XmlError } from '../xml/read.js';
import { failure, warning, type DeployMessage, type MessageSubject } from './messages.js';

/** A component as a package brings it. */
export type IncomingComponent = MessageSubject & { type: MetadataType; version: number; fields: Fields };

/** A component that a destructive manifest names. */
export type Deletion = MessageSubject & { type: MetadataType };

/** What a deployed zip says, with the failures that can be told without looking at the org. */
export type DeployPackage = {
  components: IncomingComponent[];
  deletionsBefore: Deletion[];
  deletionsAfter: Deletion[];
  messages: DeployMessage[];
};

export type PackageOptions = {
  singlePackage: boolean;
  allowMissingFiles: boolean;
  autoUpdatePackage: boolean;
  /** API version of the endpoint, for a package.xml that names none. */
  endpointVersion: number;
  newestVersion: number;
  /** Elements that the schema here does not have are taken and kept. */
  isAheadOfSchema: boolean;
};

/** The text files of a zip by path. */
export type ZipFiles = ReadonlyMap<string, string>;

const MANIFEST = 'package.xml';
const DESTRUCTIVE = {
  before: 'destructiveChangesPre.xml',
  after: ['destructiveChanges.xml', 'destructiveChangesPost.xml'],
};

const manifestSubject = (fileName: string): MessageSubject => ({ componentType: '', fullName: MANIFEST, fileName });

/** The folders of a zip that are packages; '' is the zip itself. */
const findRoots = (files: ZipFiles, singlePackage: boolean): string[] => {
  if (singlePackage && files.has(MANIFEST)) return [''];
  const folders = [...files.keys()].filter((path) => path.split('/').length === 2 && path.endsWith(`/${MANIFEST}`));
  const roots = folders.map((path) => path.slice(0, -MANIFEST.length));
  return singlePackage ? roots.slice(0, 1) : roots;
};

class PackageReader {
  readonly #files: ZipFiles;
  readonly #root: string;
  readonly #options: PackageOptions;
  readonly #named = new Set<string>();
  #version: number;

  public constructor(files: ZipFiles, root: string, options: PackageOptions) {
    this.#files = files;
    this.#root = root;
    this.#options = options;
    this.#version = options.endpointVersion;
  }

  public read(into: DeployPackage): void {
    const manifest = this.#readManifest(MANIFEST, into);
    if (!manifest) return;
    this.#version = manifest.version ?? this.#version;
    if (this.#version > this.#options.newestVersion) {
      const problem = `Invalid version specified: ${this.#version.toFixed(1)}`;
      into.messages.push(failure(manifestSubject(this.#root + MANIFEST), problem));
      return;
    }
    for (const { name, members } of manifest.types) this.#readType(name, members, into);
    this.#readUnnamed(into);
    into.deletionsBefore.push(...this.#readDeletions(DESTRUCTIVE.before, into));
    for (const file of DESTRUCTIVE.after) into.deletionsAfter.push(...this.#readDeletions(file, into));
  }

  #readManifest(file: string, into: DeployPackage): PackageManifest | undefined {
    const text = this.#files.get(this.#root + file);
    if (text === undefined) return undefined;
    try {
      return readPackageXml(text);
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      const subject = { ...manifestSubject(this.#root + file), fullName: file };
      into.messages.push(failure(subject, `Error parsing file: ${error.message}`, error.position));
      return undefined;
    }
  }

  #readType(name: string, members: string[], into: DeployPackage): void {
    const type = findType(name, this.#version);
    if (!type) {
      const subject = manifestSubject(this.#root + MANIFEST);
      into.messages.push(failure(subject, `Unknown type name '${name}' specified in package.xml`));
      return;
    }
    const names = members.flatMap((member) => (member === '*' ? this.#membersInZip(type) : [member]));
    for (const fullName of new Set(names)) this.#readComponent(type, fullName, into);
  }

  #membersInZip(type: MetadataType): string[] {
    const [start, end] = [`${this.#root}${type.directory}/`, `.${type.suffix}`];
    return [...this.#files.keys()]
      .filter((path) => path.startsWith(start) && path.endsWith(end))
      .map((path) => path.slice(start.length, -end.length));
  }

  #readComponent(type: MetadataType, fullName: string, into: DeployPackage): void {
    const fileName = this.#root + filePath(type, fullName);
    const text = this.#files.get(fileName);
    if (text === undefined) {
      const subject = { componentType: '', fullName, fileName: this.#root + MANIFEST };
      const problem = `An object '${fullName}' of type ${type.name} was named in package.xml, but was not found in zipped directory`;
      into.messages.push((this.#options.allowMissingFiles ? warning : failure)(subject, problem));
      return;
    }
    this.#named.add(fileName);
    this.#addComponent(type, fullName, fileName, text, into);
  }

  #addComponent(type: MetadataType, fullName: string, fileName: string, text: string, into: DeployPackage): void {
    const schemaType = contentType(type.name, fullName);
    const subject = { componentType: schemaType, fullName, fileName };
    if (!isAvailable(type.name, fullName, this.#version)) {
      into.messages.push(failure(subject, `${schemaType} is not available in this organization`));
      return;
    }
    try {
      const fields = readComponentFile(text, schemaType, this.#version, this.#options);
      into.components.push({ ...subject, type, version: this.#version, fields });
    } catch (error) {
      if (!(error instanceof ComponentFileError)) throw error;
      into.messages.push(failure(subject, error.message, error.position));
    }
  }

  /** Files that the zip holds and package.xml does not name. */
  #readUnnamed(into: DeployPackage): void {
    for (const [fileName, text] of this.#files) {
      const [directory = '', name, ...deeper] = fileName.slice(this.#root.length).split('/');
      if (!fileName.startsWith(this.#root) || name === undefined || this.#named.has(fileName)) continue;
      const dot = name.lastIndexOf('.');
      const fullName = name.slice(0, dot);
      const type = deeper.length === 0 ? findTypeOfFile(directory, name.slice(dot + 1), this.#version) : undefined;
      if (type && this.#options.autoUpdatePackage) {
        this.#addComponent(type, fullName, fileName, text, into);
      } else {
        const subject = { componentType: type?.name ?? '', fullName: type ? fullName : name, fileName };
        into.messages.push(failure(subject, `${fileName} is not in package.xml`));
      }
    }
  }

  #readDeletions(file: string, into: DeployPackage): Deletion[] {
    const manifest = this.#readManifest(file, into);
    return (manifest?.types ?? []).flatMap(({ name, members }) => {
      const type = findType(name, this.#version);
      if (!type) {
        const subject = { ...manifestSubject(this.#root + file), fullName: file };
        into.messages.push(failure(subject, `Unknown type name '${name}' specified in ${file}`));
        return [];
      }
      return members.map((fullName) => ({ type, componentType: name, fullName, fileName: this.#root + file }));
    });
  }
}

/** Reads a deployed zip's files: docs/platform.md#deploying */
export const readDeployPackage = (files: ZipFiles, options: PackageOptions): DeployPackage => {
  const into: DeployPackage = { components: [], deletionsBefore: [], deletionsAfter: [], messages: [] };
  const roots = findRoots(files, options.singlePackage);
  if (roots.length === 0) into.messages.push(failure(manifestSubject(MANIFEST), 'No package.xml found'));
  for (const root of roots) new PackageReader(files, root, options).read(into);
  return into;
};

/** How many components a deploy of this package counts. */
export const countComponents = ({ components, deletionsBefore, deletionsAfter, messages }: DeployPackage): number =>
  components.length +
  deletionsBefore.length +
  deletionsAfter.length +
  messages.filter(({ fileName, success }) => !success && !fileName.endsWith('.xml')).length;
