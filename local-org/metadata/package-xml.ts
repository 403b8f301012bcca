import { childText, childTexts, readXml, type XmlElement } from '../xml/read.js';
import { writeMetadataFile } from '../xml/write.js';

export type PackageManifest = { version: number | undefined; types: Array<{ name: string; members: string[] }> };

/** What a `Package` element says: a package.xml, or the same inside a retrieve request. */
export const readPackageElement = (root: XmlElement): PackageManifest => {
  const version = childText(root, 'version')?.trim();
  return {
    version: version ? Number(version) : undefined,
    types: root.children
      .filter((child) => child.name === 'types')
      .map((types) => ({
        name: childText(types, 'name')?.trim() ?? '',
        members: childTexts(types, 'members').map((member) => member.trim()),
      })),
  };
};

/** @throws XmlError */
export const readPackageXml = (xml: string): PackageManifest => readPackageElement(readXml(xml));

export const writePackageXml = ({ types }: PackageManifest, version: string): string =>
  writeMetadataFile('Package', {
    types: types.map(({ name, members }) => ({ members, name })),
    version,
  });
