import { strToU8, unzipSync, zipSync } from 'fflate';
import { memberOfFile, type MetadataType } from '../metadata/componentTypes.js';
import { nothingIn } from './answers.js';
import { toManifest, type Member } from '../metadata/manifest.js';
import { fromXml } from '../metadata/readXml.js';
import type { XmlElements } from '../settings/codecs.js';

/** One member as the org holds it. */
export interface RetrievedComponent {
  type: MetadataType;
  fullName: string;
  elements: XmlElements;
  /** Who changed it last, and when; undefined where the org does not tell. */
  lastChange?: LastChange;
}

/** Who changed something last (by name), and when (ISO 8601). */
export type LastChange = { by: string; at: string };

const rootOf = ({ type, fullName }: Pick<RetrievedComponent, 'type' | 'fullName'>): string =>
  type === 'Settings' ? `${fullName}Settings` : type;

/** Whether a file holds its component to the end: what lacks a part of it would be taken for all of it. */
const isWhole = (xml: string, root: string): boolean => {
  const text = xml.trimEnd();
  return text.endsWith('/>') ? new RegExp(`<${root}(\\s[^<>]*)?/>$`).test(text) : text.endsWith(`</${root}>`);
};

/**
 * The components in the zip file of a retrieve. What is no component, such as package.xml, is passed over. Thousands
 * of files are read here, for which SDR's resolver takes many times as long.
 *
 * @throws UnreadableAnswer where a file is not whole
 */
export const readZip = (zip: Uint8Array): RetrievedComponent[] => {
  const text = new TextDecoder();
  const files = unzipSync(zip, { filter: ({ name }) => memberOfFile(name) !== undefined });
  return Object.entries(files).flatMap(([path, content]) => {
    const member = memberOfFile(path);
    if (!member) return [];
    const xml = text.decode(content);
    if (!isWhole(xml, rootOf(member))) throw nothingIn(path);
    return [{ ...member, elements: fromXml(xml) }];
  });
};

/** The zip file of a deploy that deletes, and brings nothing: docs/platform.md#deploying */
export const packDeletion = (doomed: readonly Member[], version: string): Buffer =>
  Buffer.from(
    zipSync({
      'package.xml': strToU8(toManifest([], version)),
      'destructiveChanges.xml': strToU8(toManifest(doomed, version)),
    })
  );
