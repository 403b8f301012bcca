import { unzipSync } from 'fflate';
import { memberOfFile, type MetadataType } from '../metadata/componentTypes.js';
import { fromXml } from '../metadata/readXml.js';
import type { XmlElements } from '../settings/codecs.js';

/** One member as the org holds it. */
export interface RetrievedComponent {
  type: MetadataType;
  fullName: string;
  elements: XmlElements;
}

/**
 * The components in the zip file of a retrieve. What is no component, such as package.xml, is passed over. Thousands
 * of files are read here, for which SDR's resolver takes many times as long.
 */
export const readZip = (zip: Uint8Array): RetrievedComponent[] => {
  const text = new TextDecoder();
  const files = unzipSync(zip, { filter: ({ name }) => memberOfFile(name) !== undefined });
  return Object.entries(files).flatMap(([path, content]) => {
    const member = memberOfFile(path);
    return member ? [{ ...member, elements: fromXml(text.decode(content)) }] : [];
  });
};
