import JSZip from 'jszip';
import type { Component, ComponentStore } from '../org/components.js';
import type { OrgState } from '../org/state.js';
import { fileProperties } from './file-properties.js';
import { writePackageXml, type PackageManifest } from './package-xml.js';
import type { RetrieveOutcome } from './retrieve-jobs.js';
import { filePath, findType, isAvailable, type MetadataType } from './types.js';
import { writeComponentFile } from './write-component.js';

/** docs/platform.md#reading */
const MAX_FILES = 10_000;

const MANIFEST = 'package.xml';

type Found = { type: MetadataType; component: Component };

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
  components: ComponentStore,
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
    const component = components.find(name, member);
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
export const retrieve = async (
  manifest: PackageManifest,
  endpointVersion: number,
  { apiVersion, components, people }: Pick<OrgState, 'apiVersion' | 'components' | 'people'>,
  singlePackage: boolean
): Promise<RetrieveOutcome> => {
  const version = Math.min(manifest.version ?? endpointVersion, apiVersion);
  const results = manifest.types.map((types) => findMembers(types, components, version));
  const found = results.flatMap((result) => result.found);
  if (found.length > MAX_FILES) {
    return failed('LIMIT_EXCEEDED', `LIMIT_EXCEEDED: Too many files in retrieve call, limit is: ${MAX_FILES}`);
  }
  const folder = singlePackage ? '' : 'unpackaged/';
  const zip = new JSZip();
  for (const { type, component } of found) {
    zip.file(folder + filePath(type, component.fullName), writeComponentFile(component, version), {
      date: component.lastModifiedDate,
    });
  }
  const types = manifest.types.map(({ name }, index) => ({
    name,
    members: results[index]?.found.map(({ component }) => component.fullName) ?? [],
  }));
  const listed = { version, types: types.filter(({ members }) => members.length > 0) };
  zip.file(folder + MANIFEST, writePackageXml(listed, version.toFixed(1)));
  return {
    status: 'Succeeded',
    fileProperties: found.map(({ type, component }) => fileProperties(component, type, people, folder)),
    messages: results.flatMap(({ problems }) => problems.map((problem) => ({ fileName: folder + MANIFEST, problem }))),
    zipFile: (await zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' })).toString('base64'),
  };
};
