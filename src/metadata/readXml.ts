import { XMLParser } from 'fast-xml-parser';
import type { XmlElements, XmlValue } from '../settings/codecs.js';

/** As SDR reads files: a text stays as it is written, without the white space around it. */
const parser = new XMLParser({
  attributeNamePrefix: '@',
  ignoreAttributes: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // No path is made for callbacks that there are none of.
  jPath: false,
  parseAttributeValue: false,
  parseTagValue: false,
  // Far more than Salesforce lets stand in one file.
  processEntities: { enabled: true, maxTotalExpansions: 1_000_000, maxExpandedLength: 10_000_000 },
});

/** The elements of a component's file, below its root. Attributes of the root (the name space) are no settings. */
export const fromXml = (xml: string): XmlElements => {
  const [root = {}] = Object.values(parser.parse(xml) as Record<string, XmlElements | string>);
  const elements = typeof root === 'string' ? [] : Object.entries<XmlValue>(root);
  return Object.fromEntries(elements.filter(([name]) => !name.startsWith('@')));
};
