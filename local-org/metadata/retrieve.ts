import type { Component } from '../org/components.js';
import { inOwnSpelling } from '../org/namespaces.js';
import type { OrgState } from '../org/state.js';
import { fileProperties } from './file-properties.js';
import { writePackageXml, type PackageManifest } from './package-xml.js';
import type { RetrieveOutcome } from './retrieve-jobs.js';
import { filePath, findType, isAvailable, type MetadataType } from './types.js';
import { writeComponentFile } from './write-component.js';
import { pack, writeZip, type Packed } from './zip.js';

/** docs/platform.md#reading */
const MAX_FILES = 10_000;

const MANIFEST = 'package.xml';

type Found = { type: MetadataType; component: Component };

/** A component is replaced and never changed, so its file is written once for each version that somebody asks for. */
const packedFiles = new WeakMap<Component, Map<number, Packed>>();

const packedFile = (component: Component, version: number, own: string | null): Packed => {
  const files = packedFiles.get(component) ?? new Map<number, Packed>();
  const file = files.get(version) ?? pack(Buffer.from(writeComponentFile(component, version, own)));
  packedFiles.set(component, files.set(version, file));
  return file;
};

const failed = (errorStatusCode: string, errorMessage: string): RetrieveOutcome => ({
  status: 'Failed',
  errorMessage,
  errorStatusCode,
  fileProperties: [],
  messages: [],
  zipFile: '',
});

const findMembers = (
  { name, members }: PackageManifest['types'][number],
  { components, options: { namespace } }: Pick<OrgState, 'components' | 'options'>,
  version: number
): { found: Found[]; problems: string[] } => {
  const type = findType(name, version);
  if (!type) return { found: [], problems: [`Entity type: '${name}' is unknown`] };
  const available = ({ fullName }: Component): boolean => isAvailable(name, fullName, version);
  if (members.includes('*')) {
    const all = components.list(name).filter(available);
    return { found: all.map((component) => ({ type, component })), problems: [] };
  }
  const lookups = [...new Set(members)].map((member) => {
    const component = components.find(name, inOwnSpelling(member, namespace));
    return { member, component: component && available(component) ? component : undefined };
  });
  return {
    found: lookups.flatMap(({ component }) => (component ? [{ type, component }] : [])),
    problems: lookups
      .filter(({ component }) => !component)
      .map(({ member }) => `Entity of type '${name}' named '${member}' cannot be found`),
  };
};

/** Reads components out of the org: files by the schema of the API version that the manifest names. */
export const retrieve = (
  manifest: PackageManifest,
  endpointVersion: number,
  org: Pick<OrgState, 'apiVersion' | 'components' | 'options' | 'people' | 'now'>,
  singlePackage: boolean
): RetrieveOutcome => {
  const { namespace } = org.options;
  const version = Math.min(manifest.version ?? endpointVersion, org.apiVersion);
  const results = manifest.types.map((types) => findMembers(types, org, version));
  const found = results.flatMap((result) => result.found);
  if (found.length > MAX_FILES) {
    return failed('LIMIT_EXCEEDED', `LIMIT_EXCEEDED: Too many files in retrieve call, limit is: ${MAX_FILES}`);
  }
  const folder = singlePackage ? '' : 'unpackaged/';
  const types = manifest.types.map(({ name }, index) => ({
    name,
    members: results[index]?.found.map(({ component }) => component.fullName) ?? [],
  }));
  const listed = { version, types: types.filter(({ members }) => members.length > 0) };
  const zip = writeZip([
    ...found.map(({ type, component }) => ({
      path: folder + filePath(type, component.fullName),
      content: packedFile(component, version, namespace),
      date: component.lastModifiedDate,
    })),
    {
      path: folder + MANIFEST,
      content: pack(Buffer.from(writePackageXml(listed, version.toFixed(1)))),
      date: org.now(),
    },
  ]);
  return {
    status: 'Succeeded',
    fileProperties: found.map(({ type, component }) => fileProperties(component, type, org, folder)),
    messages: results.flatMap(({ problems }) => problems.map((problem) => ({ fileName: folder + MANIFEST, problem }))),
    zipFile: zip.toString('base64'),
  };
};
